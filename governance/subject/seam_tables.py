"""The samples in time, and the seams between them, as tables."""

from typing import Any

import numpy as np
import pandas as pd

from governance.record.evidence import Cell, Shape, Table
from governance.subject.labels import Seam
from governance.subject.subject import Subject


def seams_table(seams: list[Seam]) -> Table:
    """Where one sample gives way to the next: last label end, first row after, and the embargo between them."""
    rows = tuple(
        (item.name, *map(_cell, (item.last, item.ends.max(), item.start, item.start - item.ends.max())), item.violating)
        for item in seams
    )
    columns = ("seam", "last row", "last label end", "first row after", "embargo", "rows violating")
    note = "The embargo is the time from the last label end to the first row after; it must be positive."
    return Table("seams", "Where one sample gives way to the next", Shape.PLAIN, columns, rows, note=note)


def samples_table(subject: Subject) -> Table:
    """Rows and distinct times of each sample that has times."""
    rows = tuple(
        (
            role.value,
            sample.rows,
            len(sample.rows_a_step),
            sample.rows - len(sample.rows_a_step),
            sample.identity.in_time_order,
        )
        for role, sample in subject.samples.items()
        if sample.time is not None
    )
    note = "Rows that share a time with another are usual in a panel. Rows were sorted by time before anything was measured."
    columns = ("sample", "rows", "distinct times", "rows at a time already seen", "in time order as logged")
    return Table("samples", "The samples in time", Shape.PLAIN, columns, rows, note=note)


def _cell(moment: Any) -> Cell:
    if isinstance(moment, np.datetime64):
        return pd.Timestamp(moment).isoformat()
    return str(pd.Timedelta(moment)) if isinstance(moment, np.timedelta64) else float(moment)
