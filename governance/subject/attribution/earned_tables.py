"""What the features earned, over all rows explained and in events, as tables."""

import numpy as np
from numpy.typing import NDArray

from governance.record.evidence import Measurement, Shape, Table
from governance.subject.attribution.explaining import Attribution
from governance.subject.events import events
from governance.subject.subject import Subject


def earned_by_feature(measured: tuple[Measurement, ...]) -> Table:
    """The measured shares, each a segment of its own."""
    rows = tuple((item.segment, item.value, item.low, item.high) for item in measured if item.segment)
    note = "Above zero the feature's contributions saved loss against the base answer; below zero they cost."
    return Table("earned", "What the features earned", Shape.INTERVALS, ("feature", "share", "low", "high"), rows, note=note)


def earned_in_events(
    subject: Subject, found: Attribution, parts: NDArray[np.float64], leading: NDArray[np.int_]
) -> tuple[Table, ...]:
    """What the ``leading`` features earned, ``parts`` (n, features) of the explained rows, in events and elsewhere."""
    known = events(subject)
    inside = np.zeros(len(parts), dtype=bool) if isinstance(known, str) else known.inside[found.positions]
    if not inside.any() or inside.all():
        return ()
    rows = tuple(
        (
            found.features[place], name, int(part.sum()), float(found.magnitudes[part, place].mean()),
            float(parts[part, place].mean()),
        )
        for place in leading
        for name, part in (("in events", inside), ("elsewhere", ~inside))
    )  # fmt: skip
    columns = ("feature", "part", "rows", "mean absolute contribution", "loss saved a row")
    return (Table("events", "What the features earned in events and elsewhere", Shape.PLAIN, columns, rows),)
