"""Timelines: dated marks with labels in lanes, so that no label hides another."""

from collections.abc import Sequence
from datetime import date

from governance.reporting.drawing import marks
from governance.reporting.drawing.scales import Scale, dates

LEFT, RIGHT = 24.0, 636.0
LANES, LANE, MOST_EVENTS = 6, 20.0, 40

Event = tuple[date, str, str]


def timeline(events: Sequence[Event]) -> tuple[float, list[str]]:
    """Height and body of events (day, label, value as text), in order of time; a label without room is left to the table."""
    scale = dates([day for day, _, _ in events], LEFT, RIGHT)
    placed = _lanes(events, scale)
    used = 1 + max((lane for _, lane in placed), default=0)
    base = 12 + used * LANE + 10
    body = [marks.line(LEFT, base, RIGHT, base, marks.SOFT, "axis", 1.2)]
    for tick, label in scale.ticks:
        body.append(marks.line(scale.at(tick), base, scale.at(tick), base + 5, marks.SOFT, "axis"))
        body.append(marks.words(_within(scale.at(tick), label), base + 19, label, "middle", marks.SOFT, marks.SMALL))
    body += [marks.dot(scale.at(day.toordinal()), base, 4, marks.RISE, "rise") for day, _, _ in events]
    for (day, label, value), lane in placed:
        x, y = scale.at(day.toordinal()), base - 12 - lane * LANE
        body.append(marks.line(x, base - 4, x, y + 3, marks.GRID, "grid"))
        body.append(marks.words(_within(x, _label(label, value)), y, _label(label, value), "middle", size=marks.SMALL))
    return base + 30, body


def _lanes(events: Sequence[Event], scale: Scale) -> list[tuple[Event, int]]:
    ends = [0.0] * LANES
    placed = []
    for event in events:
        half = marks.text_width(_label(*event[1:]), marks.SMALL) / 2
        middle = _within(scale.at(event[0].toordinal()), _label(*event[1:]))
        lane = next((place for place, end in enumerate(ends) if end < middle - half - 6), None)
        if lane is not None:
            ends[lane] = middle + half
            placed.append((event, lane))
    return placed


def _label(label: str, value: str) -> str:
    return marks.shortened(f"{label} {value}".strip(), 170, marks.SMALL)


def _within(x: float, label: str) -> float:
    half = marks.text_width(label, marks.SMALL) / 2
    return min(max(x, half), marks.WIDTH - half)
