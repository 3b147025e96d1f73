"""Tables of evidence: cells as text, long ones cut, small cells withheld, drawn where their shape says so."""

import re
from dataclasses import dataclass

from governance.record.evidence import Cell, Table
from governance.reporting import charts, numbers
from governance.reporting.charts import Chart
from governance.reporting.text import slug
from governance.reporting.view.anchors import of_check
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import counted, day, upper_first

DIGEST = re.compile(r"[0-9a-f]{32,}")
NOTHING = "–"


@dataclass(frozen=True)
class CellView:
    """One cell; ``kind`` is ``number``, ``text`` or ``digest``."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class TableView:
    """A table as shown. ``chart`` is its drawing where it has one; ``cut`` and ``withheld`` say what is not on the page."""

    title: str
    headings: tuple[CellView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    note: str
    cut: str
    chart: Chart | None
    chart_cut: str


def table(dossier: Dossier, check: str, item: Table) -> TableView:
    """One table of a check's evidence."""
    shown = item.rows[: dossier.most_rows]
    chart = charts.draw(item, f"{of_check(check)}-{slug(item.name)}")
    return TableView(
        title=item.title,
        headings=_headings(item, shown),
        rows=tuple(tuple(_cell(cell) for cell in row) for row in shown),
        note=item.note,
        cut=_cut(len(shown), len(item.rows)),
        chart=chart,
        chart_cut=_undrawn(chart),
    )


def _undrawn(chart: Chart | None) -> str:
    left_out = chart.left_out if chart else 0
    return f"{upper_first(counted(left_out, 'more entry', 'more entries'))} not drawn." if left_out else ""


def _headings(item: Table, rows: tuple[tuple[Cell, ...], ...]) -> tuple[CellView, ...]:
    kinds = [
        {_cell(row[place]).kind for row in rows if place < len(row) and row[place] is not None}
        for place in range(len(item.columns))
    ]
    return tuple(
        CellView(upper_first(name), "number" if kind == {"number"} else "text")
        for name, kind in zip(item.columns, kinds, strict=True)
    )


def _cell(cell: Cell) -> CellView:
    if cell is None:
        return CellView(NOTHING, "number")
    if isinstance(cell, bool):
        return CellView("yes" if cell else "no")
    if isinstance(cell, int | float):
        return CellView(numbers.number(cell), "number")
    return CellView(day(cell), "digest" if DIGEST.fullmatch(cell) else "text")


def _cut(shown: int, total: int) -> str:
    if shown == total:
        return ""
    return f"The first {numbers.count(shown)} of {numbers.count(total)} rows; all of them stand in record.json."
