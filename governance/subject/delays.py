"""What the model would have lost, had all its features come some rows late."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.attribution.rows import explained_rows
from governance.subject.copies import scored_together
from governance.subject.feeds import delayed_rows
from governance.subject.model.interface import Failure
from governance.subject.naive import average
from governance.subject.spoilt import spoilt_losses
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def late_losses(subject: Subject, *, rows: int, delays: Sequence[int]) -> dict[int, Array] | Failure:
    """(m, 3) losses by delay in rows: with features so late, with timely ones, and of the training mean (zero for a strategy).

    All delays are compared on the same drawn validation rows: those that have a row so long before them in their series.
    """
    sources = {bars: delayed_rows(subject, bars) for bars in delays}
    failed = next((item for item in sources.values() if isinstance(item, Failure)), None)
    if failed is not None:
        return failed
    positions = explained_rows(subject, rows)
    before = {bars: np.asarray(item)[positions] for bars, item in sources.items()}
    known = np.all([item >= 0 for item in before.values()], axis=0)
    positions, features = positions[known], subject.samples[Role.VALIDATION].features
    scores = scored_together(subject, [features.iloc[item[known]] for item in before.values()]) if known.any() else []
    if isinstance(scores, Failure):
        return scores
    own = spoilt_losses(subject, positions, subject.scores(Role.VALIDATION)[positions])
    free = 0 * own if subject.task is Task.STRATEGY else spoilt_losses(subject, positions, average(subject, len(positions)))
    return {
        bars: np.column_stack([spoilt_losses(subject, positions, one), own, free])
        for bars, one in zip(delays, scores, strict=False)
    }
