"""Tables of evidence as SVG, by the shape they name, each with a text alternative made of its numbers.

A table that does not hold what its shape promises is not drawn: it is then listed like any other.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from markupsafe import Markup

from governance.record.evidence import Cell, Shape, Table
from governance.reporting.drawing import curve, events, grid, rows
from governance.reporting.drawing.marks import SERIES, drawing
from governance.reporting.drawing.scales import Scale, as_dates, categories, dates, numeric
from governance.reporting.numbers import number
from governance.reporting.text import visible

Body = tuple[float, list[str]]
BAND = re.compile(r"^(?P<name>.+):(?:low|high)$")
MOST_TOLD = 6
FURTHEST = 1e100  # no axis holds a number beyond it: sums and differences of such overflow


@dataclass(frozen=True)
class Chart:
    """A drawing. ``left_out`` counts what the table holds and the drawing had no room for."""

    svg: Markup
    alternative: str
    left_out: int = 0


def draw(table: Table, identifier: str) -> Chart | None:
    """The chart of a table; None where its shape is plain, it is empty, or its cells are not what the shape promises."""
    if not table.rows or table.shape not in DRAWN or not _rectangular(table) or not _on_an_axis(table):
        return None
    drawn = DRAWN[table.shape](table)
    if drawn is None:
        return None
    (height, body), told, left_out = drawn
    alternative = f"{visible(table.title)}. {told}"
    return Chart(Markup(drawing(identifier, alternative, height, body)), alternative, left_out)  # noqa: S704  all text is escaped in marks


Drawn = tuple[Body, str, int] | None


def _bars(table: Table) -> Drawn:
    found = _pairs(table)
    if found is None:
        return None
    kept = found[: rows.MOST_ROWS]
    return rows.bars(kept, table.unit, visible(table.columns[1])), _told_values("Bar chart", kept), len(found) - len(kept)


def _waterfall(table: Table) -> Drawn:
    found = _pairs(table)
    if found is None:
        return None
    kept, rest = found[: rows.MOST_ROWS - 1], found[rows.MOST_ROWS - 1 :]
    if rest:
        kept = [*kept, (f"{len(rest)} others", sum(amount for _, amount in rest))]
    total = f" Total {number(sum(amount for _, amount in kept))}."
    return rows.waterfall(kept, table.unit, visible(table.columns[1])), _told_values("Waterfall chart", kept) + total, 0


def _intervals(table: Table) -> Drawn:
    found = [_interval(row) for row in table.rows if len(row) == 4 and all(_numeric(cell) for cell in row[1:])]
    if len(found) < len(table.rows):
        return None
    kept = found[: rows.MOST_ROWS]
    told = [f"{name} {number(value)} ({number(low)} to {number(high)})" for name, value, low, high in kept]
    body = rows.intervals(kept, table.unit, visible(table.columns[1]))
    return body, _told("Chart of intervals", told), len(found) - len(kept)


def _interval(row: tuple[Cell, ...]) -> tuple[str, float, float, float]:
    value, low, high = (float(cell) for cell in row[1:] if _numeric(cell))
    return visible(str(row[0])), value, low, high


def _curve(table: Table) -> Drawn:
    series = _series(table)
    every = [value for item in series for _, value in (*item.points, *item.lower, *item.upper)]
    if not every:
        return None
    x, titled = _horizontal(table)
    y = numeric(every, curve.BOTTOM, curve.TOP)
    titles = (visible(table.columns[0]) if titled else "", _vertical(table, series))
    told = [_told_series(item) for item in series[: len(SERIES)]]
    return curve.curve(series, x, y, titles), _told("Line chart", told), max(0, len(series) - len(SERIES))


def _heat_map(table: Table) -> Drawn:
    if len(table.columns) != 3 or not any(_numeric(row[2]) for row in table.rows):
        return None
    triples = [(visible(str(row[0])), visible(str(row[1])), float(row[2])) for row in table.rows if _numeric(row[2])]
    names, columns = list(dict.fromkeys(t[0] for t in triples)), list(dict.fromkeys(t[1] for t in triples))
    names, columns = names[: grid.MOST_ROWS], columns[: grid.MOST_COLUMNS]
    values = {(row, column): value for row, column, value in triples if row in names and column in columns}
    extremes = sorted(values.items(), key=lambda item: -abs(item[1]))[:3]
    told = [f"{row}, {column}: {number(value)}" for (row, column), value in extremes]
    text = f"Heat map of {len(names)} by {len(columns)} cells. Furthest from zero: {'; '.join(told)}."
    return grid.heat_map(names, columns, values), text, len(triples) - len(values)


def _timeline(table: Table) -> Drawn:
    days = as_dates(_column(table, 0))
    if days is None or len(table.columns) != 3:
        return None
    found = sorted((day, visible(str(row[1])), _shown(row[2])) for day, row in zip(days, table.rows, strict=True))
    kept = found[: events.MOST_EVENTS]
    told = [f"{day.isoformat()} {label} {value}".strip() for day, label, value in kept]
    return events.timeline(kept), _told("Timeline", told), len(found) - len(kept)


DRAWN: Mapping[Shape, Callable[[Table], Drawn]] = {
    Shape.CURVE: _curve,
    Shape.BARS: _bars,
    Shape.INTERVALS: _intervals,
    Shape.WATERFALL: _waterfall,
    Shape.HEAT_MAP: _heat_map,
    Shape.TIMELINE: _timeline,
}


def _rectangular(table: Table) -> bool:
    return len(table.columns) > 1 and all(len(row) == len(table.columns) for row in table.rows)


def _on_an_axis(table: Table) -> bool:
    return all(abs(cell) <= FURTHEST for row in table.rows for cell in row if _numeric(cell))


def _numeric(cell: Cell) -> TypeGuard[float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _column(table: Table, place: int) -> list[Cell]:
    return [row[place] for row in table.rows]


def _pairs(table: Table) -> list[tuple[str, float]] | None:
    if len(table.columns) != 2 or not all(_numeric(row[1]) for row in table.rows):
        return None
    return [(visible(str(row[0])), float(row[1])) for row in table.rows if _numeric(row[1])]


def _horizontal(table: Table) -> tuple[Scale, bool]:
    cells, places = _column(table, 0), _places(table)
    if days := as_dates(cells):
        return dates(days, curve.LEFT, curve.RIGHT), False
    if all(_numeric(cell) for cell in cells):
        return numeric(places, curve.LEFT, curve.RIGHT, wanted=7), True
    return categories([visible(str(cell)) for cell in cells], curve.LEFT, curve.RIGHT), True


def _places(table: Table) -> list[float]:
    cells = _column(table, 0)
    if days := as_dates(cells):
        return [float(day.toordinal()) for day in days]
    numbers = [float(cell) for cell in cells if _numeric(cell)]
    return numbers if len(numbers) == len(cells) else [float(place) for place in range(1, len(cells) + 1)]


def _series(table: Table) -> list[curve.Series]:
    places, found = _places(table), []
    for place, name in enumerate(table.columns[1:], start=1):
        points = _points(table, places, place)
        if points and not BAND.match(name):
            ends = [_end(table, places, f"{name}:{end}") for end in ("low", "high")]
            found.append(curve.Series(visible(name), points, *ends))
    return found


def _end(table: Table, places: Sequence[float], column: str) -> list[curve.Point]:
    return _points(table, places, table.columns.index(column)) if column in table.columns else []


def _points(table: Table, places: Sequence[float], column: int) -> list[curve.Point]:
    cells = zip(places, _column(table, column), strict=True)
    return sorted((place, float(cell)) for place, cell in cells if _numeric(cell))


def _vertical(table: Table, series: Sequence[curve.Series]) -> str:
    name = series[0].name if len(series) == 1 else ""
    return f"{name} ({table.unit})" if name and table.unit else name or table.unit


def _told(kind: str, parts: Sequence[str]) -> str:
    more = f"; and {len(parts) - MOST_TOLD} more" if len(parts) > MOST_TOLD else ""
    return f"{kind}. {'; '.join(parts[:MOST_TOLD])}{more}."


def _told_values(kind: str, pairs: Sequence[tuple[str, float]]) -> str:
    return _told(kind, [f"{name} {number(value)}" for name, value in pairs])


def _told_series(item: curve.Series) -> str:
    values = [value for _, value in item.points]
    return (
        f"{item.name}: from {number(values[0])} to {number(values[-1])}, "
        f"lowest {number(min(values))}, highest {number(max(values))}, {len(values)} points"
    )


def _shown(cell: Cell) -> str:
    return number(cell) if _numeric(cell) else visible(str(cell)) if cell is not None else ""
