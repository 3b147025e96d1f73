"""The few SVG elements that charts are made of. Lengths are pixels of a drawing 660 wide; text is escaped here and nowhere else.

Colours are presentation attributes, so that a style sheet may replace them by class (a dark screen does). They are told apart by
people who see no red or green, and by dash or mark where the print is grey.
"""

from collections.abc import Iterable
from typing import Literal

from markupsafe import escape

WIDTH = 660.0
TEXT, SMALL = 12.0, 11.0
LINE = 11.5  # from line to line of small text
INK, SOFT, GRID, PAPER = "#1d2733", "#55606e", "#d9dee5", "#ffffff"
SERIES = (("#0b5394", ""), ("#c2570c", "7 3"), ("#1b7f5c", "2 3"), ("#7b3f98", "9 3 2 3"), ("#6b6b6b", "1 2"))
RISE, FALL = "#0b5394", "#c2570c"

NARROW, WIDE = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMW@%&—")

Anchor = Literal["start", "middle", "end"]


def px(value: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def line(x1: float, y1: float, x2: float, y2: float, colour: str = GRID, kind: str = "grid", width: float = 1.0) -> str:
    """A straight line."""
    return (
        f'<line class="{kind}" x1="{px(x1)}" y1="{px(y1)}" x2="{px(x2)}" y2="{px(y2)}" '
        f'stroke="{colour}" stroke-width="{px(width)}"/>'
    )


def rectangle(x: float, y: float, width: float, height: float, colour: str, kind: str = "fill") -> str:
    """A filled rectangle."""
    size = f'width="{px(max(width, 0.0))}" height="{px(max(height, 0.0))}"'
    return f'<rect class="{kind}" x="{px(x)}" y="{px(y)}" {size} fill="{colour}"/>'


def dot(x: float, y: float, radius: float, colour: str, kind: str = "fill") -> str:
    """A filled circle."""
    return f'<circle class="{kind}" cx="{px(x)}" cy="{px(y)}" r="{px(radius)}" fill="{colour}"/>'


def polyline(points: Iterable[tuple[float, float]], colour: str, dash: str = "", kind: str = "line") -> str:
    """An open line through points."""
    path = " ".join(f"{px(x)},{px(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    joint = 'stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"'
    return f'<polyline class="{kind}" points="{path}" fill="none" stroke="{colour}" {joint}{dashed}/>'


def area(points: Iterable[tuple[float, float]], colour: str, kind: str = "band") -> str:
    """A pale filled outline: the band of an interval."""
    path = " ".join(f"{px(x)},{px(y)}" for x, y in points)
    return f'<polygon class="{kind}" points="{path}" fill="{colour}" fill-opacity="0.16"/>'


def words(
    x: float, y: float, content: str, anchor: Anchor = "start", colour: str = INK, size: float = TEXT, *, bold: bool = False
) -> str:
    """A line of text whose baseline starts, is centred or ends at ``x``."""
    kind = "ink" if colour == INK else "paper" if colour == PAPER else "soft"
    weight = ' font-weight="600"' if bold else ""
    place = f'x="{px(x)}" y="{px(y)}" text-anchor="{anchor}" font-size="{px(size)}"'
    return f'<text class="{kind}" {place} fill="{colour}"{weight}>{escape(content)}</text>'


def drawing(identifier: str, alternative: str, height: float, body: Iterable[str]) -> str:
    """A whole SVG with its text alternative, which is the first child: that is where readers of HTML and PDF look."""
    box = f'viewBox="0 0 {px(WIDTH)} {px(height)}" width="{px(WIDTH)}" height="{px(height)}"'
    label = f'role="img" aria-labelledby="{escape(identifier)}"'
    family = 'font-family="Inter, Fallback, system-ui, sans-serif"'
    title = f'<title id="{escape(identifier)}">{escape(alternative)}</title>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" {box} {label} {family}>{title}{"".join(body)}</svg>'


def text_width(content: str, size: float = TEXT) -> float:
    """About how wide a text is; enough to place labels."""
    return size * sum(0.3 if sign in NARROW else 0.88 if sign in WIDE else 0.66 if sign.isupper() else 0.6 for sign in content)


def shortened(content: str, room: float, size: float = TEXT) -> str:
    """The text, cut with an ellipsis where it is wider than ``room``."""
    if text_width(content, size) <= room:
        return content
    kept = content
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def row_name(end: float, middle: float, name: str) -> list[str]:
    """The name of a row left of ``end``: one line where it fits, else two small ones broken between words; cut where they do not do."""
    room, parts = end - 4, name.split(" ")
    if text_width(name) <= room or len(parts) == 1:
        return [words(end, middle + 4, shortened(name, room), "end")]
    first = max((count for count in range(1, len(parts)) if text_width(" ".join(parts[:count]), SMALL) <= room), default=1)
    lines = enumerate((parts[:first], parts[first:]))
    top = middle + 4 - LINE / 2
    return [words(end, top + LINE * place, shortened(" ".join(line), room, SMALL), "end", size=SMALL) for place, line in lines]
