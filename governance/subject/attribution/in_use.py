"""What moved the answers in production, explained as those of validation were."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import covering_block
from governance.statistics.sampling import evenly_drawn
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.rows import background_rows
from governance.subject.model.interface import Failure
from governance.subject.outcomes import dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# The block is as long as the slowest of this many leading features needs.
LEADING = 20


@dataclass(frozen=True)
class InUse:
    """Absolute contributions (n, features) on rows of ``validation`` and of ``production``, in time order."""

    features: tuple[str, ...]
    validation: Array
    production: Array
    convention: str


def explain_in_use(subject: Subject, rows: int, background: int) -> InUse | Failure:
    """Contributions on at most ``rows`` rows of each sample against the same background, or why there are none."""
    before = explain(subject, rows, background)
    if isinstance(before, Failure):
        return before
    drawn = evenly_drawn(subject.prediction(Role.PRODUCTION), rows, subject.under("explained rows").generator())
    frame = subject.samples[Role.PRODUCTION].features.iloc[drawn]
    after = subject.scoring.contributions(frame, background_rows(subject, background))
    if isinstance(after, Failure):
        return after
    if not np.isfinite(after.values).all():
        return Failure(f"the contributions by {after.method} to production answers are not all finite numbers")
    known, seen = before.magnitudes, np.asarray(np.abs(after.values).sum(axis=2))
    for name, magnitudes in (("validation", known), ("production", seen)):
        if not magnitudes.any():
            return Failure(f"every contribution to a {name} answer is zero")
    text = f"{before.convention}; {len(seen)} of {subject.samples[Role.PRODUCTION].rows} production rows drawn likewise"
    return InUse(before.features, known, seen, text)


def shares(magnitudes: Array) -> Array:
    """(..., features) shares of ``magnitudes`` (..., features), or of their means, that sum to one."""
    return np.asarray(magnitudes / magnitudes.sum(axis=-1, keepdims=True))


def block(subject: Subject, magnitudes: Array) -> float:
    """Mean block length for the shares of ``magnitudes`` (n, features)."""
    if not dependent(subject):
        return 1.0
    share = shares(magnitudes.mean(axis=0))
    influence = magnitudes - share * magnitudes.sum(axis=1, keepdims=True)
    return max(covering_block(influence[:, place]) for place in np.argsort(-share, kind="stable")[:LEADING])
