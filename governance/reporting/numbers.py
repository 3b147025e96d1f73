"""How numbers are written: rounded to what their uncertainty supports, and never onto the wrong side of a limit.

An interval keeps two significant digits of its width; a number without one keeps three significant digits; a whole number is
written in full. This package is the only place that rounds.
"""

import math
import sys
from dataclasses import dataclass
from typing import Literal

Style = Literal["number", "share", "count"]

MINUS, TIMES, SPACE, DASH = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}", "\N{NO-BREAK SPACE}", "\N{EN DASH}"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_DECIMALS, LARGEST = 6, 1e7
INDEPENDENT = 0.95
ROUNDING = 1e-10  # of the number: an interval that is no wider came of sums in another order


@dataclass(frozen=True)
class Figure:
    """A measured number as it is written. ``interval`` is empty for an exact count; both carry the unit."""

    value: str
    interval: str = ""

    @property
    def text(self) -> str:
        """Value, and the interval in brackets where there is one."""
        return f"{self.value} ({self.interval})" if self.interval else self.value


def figure(value: float, low: float, high: float, style: Style, unit: str = "", apart_from: float | None = None) -> Figure:
    """``value`` with its interval. Decimals are added until neither end is written like the limit ``apart_from`` unless it equals it."""
    numbers = [_scaled(number, style) for number in (value, low, high)]
    limit = None if apart_from is None else _scaled(apart_from, style)
    mark = _mark(style, unit)
    if exact(low, high):
        return Figure(f"{_exact(numbers[0], limit)}{mark}")
    places = _apart(_places(numbers[2] - numbers[1]), numbers, limit)
    shown, lower, upper = (
        [_scientific(number, 2) for number in numbers] if places is None else [_fixed(n, places) for n in numbers]
    )
    joint = " to " if MINUS in lower + upper or places is None else DASH
    return Figure(f"{shown}{mark}", f"{lower}{joint}{upper}{mark}")


def exact(low: float, high: float) -> bool:
    """Whether the two are no interval: equal but for rounding."""
    return high - low <= ROUNDING * max(abs(low), abs(high))


def number(value: float, style: Style = "number", unit: str = "") -> str:
    """One number by itself: three significant digits, whole numbers in full."""
    return f"{_exact(_scaled(value, style), None)}{_mark(style, unit)}"


def limit(value: float, style: Style, unit: str = "") -> str:
    """A limit exactly as it was set, without trailing zeros."""
    scaled = _scaled(value, style)
    text = f"{scaled:.10g}"
    shown = _power(text) if "e" in text else _grouped(text)
    return f"{shown}{_mark(style, unit)}"


def count(value: float) -> str:
    """A whole number with its thousands set apart."""
    return _fixed(value, 0)


def roughly(value: float) -> str:
    """A number that is itself an estimate: two significant digits, no decimals above 10."""
    if value < 10:
        return _fixed(value, 0 if value == round(value) else 1)
    magnitude = 10 ** (math.floor(math.log10(value)) - 1)
    return _fixed(round(value / magnitude) * magnitude, 0)


def brief(value: float) -> str:
    """A number where there is little room: two significant digits."""
    return _fixed(value, max(0, 1 - math.floor(math.log10(abs(value))))) if 1e-4 <= abs(value) < LARGEST else number(value)


def p_value(value: float | None) -> str:
    """A p-value; nothing where there is none."""
    if value is None:
        return ""
    return "< 0.001" if value < 0.001 else _fixed(value, 3 if value < 0.1 else 2)


def seconds(value: float) -> str:
    """A duration in seconds."""
    return f"{_fixed(value, 2 if value < 10 else 1)}{SPACE}s"


def fewer(n: float, n_effective: float) -> bool:
    """Whether dependence makes the rows worth noticeably fewer."""
    return n_effective < INDEPENDENT * n


def _scaled(value: float, style: Style) -> float:
    # 100 * 0.29 is 28.999999999999996: twelve digits are more than any reader sees and fewer than that error.
    if style != "share":
        return value
    scaled = float(f"{100 * value:.12g}")
    return scaled if math.isfinite(scaled) else math.copysign(sys.float_info.max, value)  # a percentage that no number holds


def _mark(style: Style, unit: str) -> str:
    mark = "%" if style == "share" else unit
    return f"{SPACE}{mark}" if mark else ""


def _places(width: float) -> int | None:
    if not 0 < width < math.inf:
        return None
    places = max(0, 1 - math.floor(math.log10(width)))
    return places if places <= MOST_DECIMALS else None


def _apart(places: int | None, numbers: list[float], limit: float | None) -> int | None:
    if places is None or limit is None or max(abs(number) for number in numbers) >= LARGEST:
        return None if max(abs(number) for number in numbers) >= LARGEST else places
    while places < MOST_DECIMALS and any(
        number != limit and _fixed(number, places) == _fixed(limit, places) for number in numbers
    ):
        places += 1
    return places


def _exact(value: float, limit: float | None) -> str:
    if value == int(value) and abs(value) < 1e15:
        return _fixed(value, 0)
    if not 1e-4 <= abs(value) < LARGEST:
        return _scientific(value, 2)
    places = _apart(max(0, 2 - math.floor(math.log10(abs(value)))), [value], limit)
    return _fixed(value, places or 0)


def _fixed(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    negative = text.startswith("-") and any(digit in "123456789" for digit in text)
    return (MINUS if negative else "") + text.removeprefix("-")


def _grouped(text: str) -> str:
    whole, point, rest = text.removeprefix("-").partition(".")
    return (MINUS if text.startswith("-") else "") + f"{int(whole):,}{point}{rest}"


def _scientific(value: float, places: int) -> str:
    return _power(f"{value:.{places}e}")


def _power(text: str) -> str:
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa.replace('-', MINUS)}{SPACE}{TIMES}{SPACE}10{str(int(exponent)).translate(SUPERSCRIPTS)}"
