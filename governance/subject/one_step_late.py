"""What the model loses where its features come one step late, and when such a loss says something."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.sampling import thinned
from governance.subject.model.interface import Failure
from governance.subject.naive import naive_losses, strongest
from governance.subject.outcomes import losses, per_row_loss, weights
from governance.subject.series import places_before
from governance.subject.subject import Subject

Array = NDArray[np.float64]
MOST_ROWS = 20_000


def late_and_punctual(subject: Subject, series: NDArray[np.intp], smallest_n: int) -> tuple[str, Array] | str:
    """The naive forecast's name and (n, 3) losses of the model, of the model with late features, and of the naive forecast."""
    sample, chosen = subject.samples[Role.VALIDATION], strongest(subject)
    before = places_before(series, 1)
    naive = naive_losses(subject, Role.VALIDATION)[chosen]
    known = (before >= 0) & np.isfinite(naive)
    if int(known.sum()) < smallest_n:
        return f"only {int(known.sum())} validation rows have a row before them and a naive forecast"
    seen = thinned(np.flatnonzero(known), MOST_ROWS)
    scores = subject.scoring.frame(sample.features.iloc[before[seen]].reset_index(drop=True))
    if isinstance(scores, Failure):
        return scores.reason
    late, punctual = per_row_loss(subject, sample.target[seen], scores), losses(subject, Role.VALIDATION)[seen]
    values = np.column_stack([punctual, late, naive[seen]]) * weights(subject, Role.VALIDATION)[seen][:, None]
    return (chosen, values) if np.isfinite(values).all() else "the model's loss is infinite on some rows"


def unexplained(subject: Subject, series: NDArray[np.intp], least_horizon: int, overlap: float) -> str:
    """Why a loss of skill would say nothing; empty where it says something.

    ``least_horizon``: steps below which one is too large a part. ``overlap``: first autocorrelation from which labels overlap.
    """
    horizon, sample = subject.identity.horizon, subject.samples[Role.VALIDATION]
    if horizon < least_horizon:
        return f"the horizon is {horizon}: one step is too large a part of it for a loss of skill to mean anything"
    before = places_before(series, 1)
    correlation = float(np.corrcoef(sample.target[before >= 0], sample.target[before[before >= 0]])[0, 1])
    overlaps = correlation >= overlap
    return "" if overlaps else f"the labels do not overlap: the target's first autocorrelation is {correlation:.2g}"
