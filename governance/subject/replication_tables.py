"""Tables of replication: metrics and samples as they were logged, beside what was found of them."""

import math

from governance.record.evidence import Shape, Table
from governance.subject.replicating import Replicated
from governance.subject.subject import Subject


def metrics_table(replicated: list[Replicated]) -> Table:
    """Each logged metric beside its recomputed value."""
    rows = tuple(
        (
            item.logged.name,
            item.logged.role and item.logged.role.value,
            item.logged.value if math.isfinite(item.logged.value) else None,
            item.recomputed,
            item.difference,
            item.note or None,
        )
        for item in replicated
    )
    note = "The remark says by which convention a figure was recomputed where there are several, or why it was not."
    columns = ("metric", "sample", "logged", "recomputed", "relative difference", "remark")
    return Table("metrics", "Logged and recomputed", Shape.PLAIN, columns, rows, note=note)


def digests_table(subject: Subject) -> Table:
    """The digest of every sample as the registry recorded it, beside that of the rows that were read."""
    rows = tuple(
        (item.role.value, item.name, item.rows, item.recorded_digest, item.recomputed_digest)
        for item in (sample.identity for sample in subject.samples.values())
    )
    return Table(
        "digests", "Samples as logged and as read", Shape.PLAIN, ("sample", "name", "rows", "recorded", "recomputed"), rows
    )
