"""Axes: from numbers and dates to pixels, with ticks at round values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.record.evidence import Cell
from governance.reporting.drawing.marks import SMALL, shortened
from governance.reporting.numbers import MINUS

STEPS = (1, 2, 2.5, 5, 10)
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
ROUNDING, LEAST = 1e-12, 1e-100  # values no further apart, of their size or at all, are drawn as equal


@dataclass(frozen=True)
class Scale:
    """Maps ``low..high`` to pixels ``start..end``; ``ticks`` are pairs of value and label."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[tuple[float, str], ...] = ()

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def numeric(values: Sequence[float], start: float, end: float, *, zero: bool = False, wanted: int = 5) -> Scale:
    """A linear scale over ``values``, widened to round ticks; ``zero`` makes it begin or end at 0 at the latest."""
    low, high = min(values), max(values)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    size = max(abs(low), abs(high))
    if high - low <= max(ROUNDING * size, LEAST):
        half = size / 2 if size > LEAST else 0.5
        low, high = low - half, high + half
    step = _step((high - low) / wanted)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    places = max(0, -math.floor(math.log10(step) + 1e-9) + (step / 10 ** math.floor(math.log10(step) + 1e-9) == 2.5))
    ticks = tuple((place * step, _label(place * step, places)) for place in range(first, last + 1))
    return Scale(first * step, last * step, start, end, ticks)


def dates(values: Sequence[date], start: float, end: float, wanted: int = 7) -> Scale:
    """A scale over ordinals of dates, with ticks at the beginning of months or years; plain first and last days where it is short."""
    low, high = min(values), max(values)
    months = (high.year - low.year) * 12 + high.month - low.month
    every = next((step for step in MONTHS if months / step <= wanted), MONTHS[-1])
    days = [date(place // 12, place % 12 + 1, 1) for place in _months(low, high, every)]
    ticks = [(float(day.toordinal()), f"{day:%Y}" if every >= 12 else f"{day:%b %Y}") for day in days]
    if len(ticks) < 2:
        ticks = [(float(day.toordinal()), day.isoformat()) for day in dict.fromkeys((low, high))]
    return Scale(low.toordinal(), max(high.toordinal(), low.toordinal() + 1), start, end, tuple(ticks))


def categories(names: Sequence[str], start: float, end: float, wanted: int = 8) -> Scale:
    """A scale over places 1, 2, ... of names, of which at most ``wanted`` are written."""
    every = -(-len(names) // wanted)
    room = (end - start) / max(1, min(wanted, len(names))) - 8
    ticks = tuple((float(place + 1), shortened(names[place], room, SMALL)) for place in range(0, len(names), every))
    return Scale(1.0, max(2.0, float(len(names))), start, end, ticks)


def as_dates(cells: Sequence[Cell]) -> list[date] | None:
    """The cells as dates, where every one begins with an ISO date."""
    found = [_date(cell) for cell in cells]
    return [day for day in found if day] if found and all(found) else None


def _date(cell: Cell) -> date | None:
    if not isinstance(cell, str):
        return None
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        return None


def _months(low: date, high: date, every: int) -> range:
    first = low.year * 12 + low.month - 1 + (low.day > 1)
    return range(first + -first % every, high.year * 12 + high.month, every)


def _step(rough: float) -> float:
    magnitude: float = 10.0 ** math.floor(math.log10(rough))
    return next(step * magnitude for step in STEPS if step * magnitude >= rough * (1 - 1e-9))


def _label(value: float, places: int) -> str:
    if value and not 1e-5 <= abs(value) < 1e7:
        text = f"{value:.{1}e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e").replace(".0e", "e")
    else:
        text = f"{value:,.{min(places, 7)}f}"
    return text.replace("-", MINUS) if any(digit in "123456789" for digit in text) else text.removeprefix("-")
