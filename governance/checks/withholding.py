"""Keeps aggregates of too few rows out of the record: a mean of two rows tells about rows."""

import dataclasses

from governance.record.evidence import Cell, Evidence, Measurement, Table

COUNTS = ("n", "rows", "cases")


def withheld(evidence: Evidence, smallest: int) -> Evidence:
    """The evidence without measurements over fewer than ``smallest`` rows of a sample, and without such rows of its tables.

    A metric of which nothing is left is absent with that reason; a table says how many of its entries were left out.
    """
    kept = tuple(item for item in evidence.measurements if not _small(item, smallest))
    left = {item.metric for item in kept}
    reason = f"it rests on fewer than {smallest} rows and is withheld"
    gone = {item.metric: reason for item in evidence.measurements if item.metric not in left}
    tables = tuple(_without_small_cells(table, smallest) for table in evidence.tables)
    return dataclasses.replace(evidence, measurements=kept, tables=tables, absent=gone | dict(evidence.absent))


def _small(item: Measurement, smallest: int) -> bool:
    return item.role is not None and 0 < item.n < smallest


def _without_small_cells(table: Table, smallest: int) -> Table:
    places = [place for place, column in enumerate(table.columns) if column.lower() in COUNTS]
    kept = tuple(row for row in table.rows if not any(_few(row[place], smallest) for place in places))
    if len(kept) == len(table.rows):
        return table
    told = f"Left out: {len(table.rows) - len(kept)} that rest on fewer than {smallest} rows."
    return dataclasses.replace(table, rows=kept, note=f"{table.note} {told}".strip())


def _few(cell: Cell, smallest: int) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < cell < smallest
