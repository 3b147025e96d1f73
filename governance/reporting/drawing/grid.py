"""Heat maps: a cell a pair of row and column, its value printed, darker where it is larger."""

from collections.abc import Mapping, Sequence

from governance.reporting.drawing import marks
from governance.reporting.numbers import brief

MOST_ROWS, MOST_COLUMNS = 24, 16
PITCH, GAP, OVERHANG = 26.0, 2.0, 62.0
ABOVE, BELOW = (11, 83, 148), (194, 87, 12)


def heat_map(rows: Sequence[str], columns: Sequence[str], values: Mapping[tuple[str, str], float]) -> tuple[float, list[str]]:
    """Height and body. Values above 0 are blue, below 0 orange, each the stronger the further from 0."""
    left = min(180.0, max(50.0, *(marks.text_width(name) for name in rows)) + 16)
    room = marks.WIDTH - left - 6
    wide = min(96.0, room / len(columns))
    slanted = any(marks.text_width(name, marks.SMALL) > wide - 6 for name in columns)
    wide = min(96.0, (room - OVERHANG) / len(columns)) if slanted else wide
    top = 84.0 if slanted else 26.0
    body = [_heading(left + (place + 0.5) * wide, top - 8, name, wide, slanted=slanted) for place, name in enumerate(columns)]
    body += [mark for place, name in enumerate(rows) for mark in marks.row_name(left - 10, top + (place + 0.5) * PITCH, name)]
    largest = max(abs(value) for value in values.values()) or 1.0
    for (row, column), value in values.items():
        corner = (left + columns.index(column) * wide, top + rows.index(row) * PITCH)
        body += _cell(corner, wide, value, abs(value) / largest)
    return top + len(rows) * PITCH + 8, body


def _heading(x: float, y: float, name: str, wide: float, *, slanted: bool) -> str:
    if not slanted:
        return marks.words(x, y, name, "middle", marks.SOFT, marks.SMALL)
    upright = marks.words(0, 0, marks.shortened(name, 96, marks.SMALL), "start", marks.SOFT, marks.SMALL)
    return f'<g transform="translate({marks.px(x - wide / 6)} {marks.px(y)}) rotate(-42)">{upright}</g>'


def _cell(corner: tuple[float, float], wide: float, value: float, strength: float) -> list[str]:
    x, y = corner
    text = brief(value)
    body = [marks.rectangle(x, y, wide - GAP, PITCH - GAP, _shade(ABOVE if value >= 0 else BELOW, strength), "cell")]
    if marks.text_width(text, marks.SMALL) <= wide - GAP:
        colour = marks.PAPER if strength > 0.55 else marks.INK
        ink = marks.words(x + (wide - GAP) / 2, y + PITCH / 2 + 3, text, "middle", colour, marks.SMALL)
        body.append(ink.replace('class="ink"', 'class="on-cell"').replace('class="paper"', 'class="on-cell"'))
    return body


def _shade(colour: tuple[int, int, int], strength: float) -> str:
    parts = (round(255 + (part - 255) * (0.08 + 0.92 * strength)) for part in colour)
    return "#" + "".join(f"{part:02x}" for part in parts)
