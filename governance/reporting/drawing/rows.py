"""Drawings with one row a label: bars, intervals and waterfalls."""

from collections.abc import Iterator, Sequence

from governance.reporting.drawing import marks
from governance.reporting.drawing.scales import Scale, numeric
from governance.reporting.numbers import figure, number

MOST_ROWS = 20
PITCH, TOP, FOOT = 24.0, 8.0, 42.0
MOST_LEFT = 270.0  # two fifths of the width, for names such as "contributions and local surrogates"

Values = Sequence[tuple[str, float]]
Intervals = Sequence[tuple[str, float, float, float]]


def bars(rows: Values, unit: str, axis: str) -> tuple[float, list[str]]:
    """Height and body of horizontal bars with their values."""
    scale, labels = _frame([name for name, _ in rows], [number(value) for _, value in rows], [value for _, value in rows])
    body = [*_axis(scale, len(rows), _axis_title(axis, unit))]
    for place, (name, value) in enumerate(rows):
        middle = _middle(place)
        left, right = sorted((scale.at(0.0), scale.at(value)))
        body += [marks.rectangle(left, middle - 7, right - left, 14, marks.RISE if value >= 0 else marks.FALL, _sign(value))]
        body += _labels(name, number(value), middle, labels)
    return _height(len(rows)), body


def intervals(rows: Intervals, unit: str, axis: str) -> tuple[float, list[str]]:
    """Height and body of dots with whiskers: the value and its interval, one row a label."""
    shown = [figure(value, low, high, "number").text for _, value, low, high in rows]
    every = [end for _, value, low, high in rows for end in (value, low, high)]
    scale, labels = _frame([row[0] for row in rows], shown, every)
    body = [*_axis(scale, len(rows), _axis_title(axis, unit))]
    for place, ((name, value, low, high), text) in enumerate(zip(rows, shown, strict=True)):
        middle = _middle(place)
        body += [marks.line(scale.at(end), middle - 5, scale.at(end), middle + 5, marks.RISE, "mark", 1.6) for end in (low, high)]
        body += [marks.line(scale.at(low), middle, scale.at(high), middle, marks.RISE, "mark", 1.6)]
        body += [marks.dot(scale.at(value), middle, 4.2, marks.RISE, "rise"), *_labels(name, text, middle, labels)]
    return _height(len(rows)), body


def waterfall(rows: Values, unit: str, axis: str) -> tuple[float, list[str]]:
    """Height and body of amounts that add up from 0, each beginning where the last one ended, and their sum."""
    ends, total = [0.0], 0.0
    for _, amount in rows:
        total += amount
        ends.append(total)
    texts = [_signed(amount) for _, amount in rows] + [number(total)]
    scale, labels = _frame([*(name for name, _ in rows), "Total"], texts, ends)
    body = [*_axis(scale, len(rows) + 1, _axis_title(axis, unit))]
    for place, ((name, amount), text) in enumerate(zip([*rows, ("Total", total)], texts, strict=True)):
        middle, start = _middle(place), ends[place] if place < len(rows) else 0.0
        left, right = sorted((scale.at(start), scale.at(start + amount)))
        colour = marks.INK if place == len(rows) else marks.RISE if amount >= 0 else marks.FALL
        body += [marks.rectangle(left, middle - 7, right - left, 14, colour, "total" if place == len(rows) else _sign(amount))]
        if place < len(rows):
            end = scale.at(start + amount)
            body += [marks.line(end, middle + 7, end, middle + PITCH - 7, marks.SOFT, "axis")]
        body += _labels(name, text, middle, labels)
    return _height(len(rows) + 1), body


def _sign(value: float) -> str:
    return "rise" if value >= 0 else "fall"


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)


def _frame(names: Sequence[str], texts: Sequence[str], values: Sequence[float]) -> tuple[Scale, tuple[float, float]]:
    left = min(MOST_LEFT, max(60.0, *(marks.text_width(name) for name in names)) + 16)
    right = max(40.0, *(marks.text_width(text, marks.SMALL) for text in texts)) + 14
    return numeric(values, left, marks.WIDTH - right - 8, zero=True), (left, marks.WIDTH - right + 6)


def _axis(scale: Scale, rows: int, title: str) -> Iterator[str]:
    bottom = TOP + rows * PITCH
    for value, label in _spaced(scale):
        strong = value == 0
        yield marks.line(
            scale.at(value), TOP, scale.at(value), bottom, marks.SOFT if strong else marks.GRID, "axis" if strong else "grid"
        )
        yield marks.words(scale.at(value), bottom + 15, label, "middle", marks.SOFT, marks.SMALL)
    if title:
        yield marks.words((scale.start + scale.end) / 2, bottom + 32, title, "middle", marks.SOFT, marks.SMALL)


def _spaced(scale: Scale) -> list[tuple[float, str]]:
    room = (scale.end - scale.start) / max(1, len(scale.ticks) - 1)
    widest = max(marks.text_width(label, marks.SMALL) for _, label in scale.ticks) + 10
    every = 1 if widest <= room else 2
    zero = next((place for place, (value, _) in enumerate(scale.ticks) if value == 0), 0)
    return [tick for place, tick in enumerate(scale.ticks) if (place - zero) % every == 0]


def _labels(name: str, text: str, middle: float, columns: tuple[float, float]) -> list[str]:
    left, right = columns
    value = marks.words(right, middle + 4, text, "start", marks.INK, marks.SMALL)
    return [*marks.row_name(left - 10, middle, name), value]


def _axis_title(axis: str, unit: str) -> str:
    return f"{axis} ({unit})" if unit and axis else axis or unit


def _middle(place: int) -> float:
    return TOP + (place + 0.5) * PITCH


def _height(rows: int) -> float:
    return TOP + rows * PITCH + FOOT
