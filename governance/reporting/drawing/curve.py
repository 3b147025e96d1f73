"""Curves: one line a series, with a pale band where an interval is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.reporting.drawing import marks
from governance.reporting.drawing.scales import Scale

HEIGHT, TOP, BOTTOM, LEFT, RIGHT = 270.0, 34.0, 222.0, 64.0, 644.0
MOST_POINTS = 240

Point = tuple[float, float]


@dataclass(frozen=True)
class Series:
    """Points (x, y), and the lower and upper ends of their intervals where there are any."""

    name: str
    points: Sequence[Point]
    lower: Sequence[Point] = ()
    upper: Sequence[Point] = ()


def curve(series: Sequence[Series], x: Scale, y: Scale, titles: tuple[str, str]) -> tuple[float, list[str]]:
    """Height and body; ``titles`` are those of the horizontal and the vertical axis."""
    body = [*_grid(x, y, titles)]
    styled = list(zip(series, marks.SERIES, strict=False))
    body += [_band(item, x, y, colour, place) for place, (item, (colour, _)) in enumerate(styled) if item.lower and item.upper]
    for place, (item, (colour, dash)) in enumerate(styled):
        points = [(x.at(at), y.at(value)) for at, value in thinned(item.points)]
        body.append(marks.polyline(points, colour, dash, f"line series-{place + 1}"))
        if len(points) <= 30:
            body += [marks.dot(at, value, 2.6, colour, f"dot series-{place + 1}") for at, value in points]
    return HEIGHT, [*body, *(_legend([item.name for item in series]) if len(series) > 1 else [])]


def thinned(points: Sequence[Point]) -> list[Point]:
    """At most `MOST_POINTS`: of each stretch its lowest and highest point, so that no peak is lost."""
    if len(points) <= MOST_POINTS:
        return list(points)
    kept = {0, len(points) - 1}
    stretches = MOST_POINTS // 2
    for stretch in range(stretches):
        span = range(stretch * len(points) // stretches, (stretch + 1) * len(points) // stretches)
        kept |= {min(span, key=lambda place: points[place][1]), max(span, key=lambda place: points[place][1])}
    return [points[place] for place in sorted(kept)]


def _grid(x: Scale, y: Scale, titles: tuple[str, str]) -> Iterator[str]:
    for value, label in y.ticks:
        strong = value == 0
        yield marks.line(
            LEFT, y.at(value), RIGHT, y.at(value), marks.SOFT if strong else marks.GRID, "axis" if strong else "grid"
        )
        yield marks.words(LEFT - 8, y.at(value) + 4, label, "end", marks.SOFT, marks.SMALL)
    for value, label in x.ticks:
        yield marks.line(x.at(value), BOTTOM, x.at(value), BOTTOM + 5, marks.SOFT, "axis")
        half = marks.text_width(label, marks.SMALL) / 2
        yield marks.words(min(x.at(value), RIGHT + 12 - half), BOTTOM + 19, label, "middle", marks.SOFT, marks.SMALL)
    yield marks.words(LEFT - 56, 14, titles[1], "start", marks.SOFT, marks.SMALL)
    yield marks.words((LEFT + RIGHT) / 2, BOTTOM + 38, titles[0], "middle", marks.SOFT, marks.SMALL)


def _band(item: Series, x: Scale, y: Scale, colour: str, place: int) -> str:
    outline = [*thinned(item.upper), *reversed(thinned(item.lower))]
    return marks.area([(x.at(at), y.at(value)) for at, value in outline], colour, f"band series-{place + 1}")


def _legend(names: Sequence[str]) -> Iterator[str]:
    right = RIGHT
    for place in reversed(range(min(len(names), len(marks.SERIES)))):
        colour, dash = marks.SERIES[place]
        name = marks.shortened(names[place], 130, marks.SMALL)
        right -= marks.text_width(name, marks.SMALL)
        yield marks.words(right, 14, name, "start", marks.INK, marks.SMALL)
        yield marks.polyline([(right - 30, 10), (right - 8, 10)], colour, dash, f"line series-{place + 1}")
        right -= 46
