"""What refits of the subject lose, for checks that change what it learns from: the rows, the outcomes, or some features."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import LONGER, block_length
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.naive import naive_losses
from governance.subject.outcomes import dependent, per_row_loss, weights
from governance.subject.refits import part, refitted
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
FEWEST_BLOCKS = 20


@dataclass(frozen=True)
class RefitParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the most training ``rows`` that a refit learns from: the budget is rows, and no time."""

    rows: int = field(default=20_000, metadata={"stricter": "larger", "least": 100})


def to_learn(subject: Subject, most: int) -> Sample:
    """The training sample, or ``most`` evenly spaced rows of it."""
    sample = subject.samples[Role.TRAINING]
    return sample if sample.rows <= most else part(sample, np.linspace(0, sample.rows - 1, most).astype(int))


def lost(subject: Subject, learned: Sample, sample: Sample) -> Array | Failure:
    """(n,) weighted losses on ``sample`` of the subject refitted to ``learned``; a `Failure` where it cannot be, or one is not finite."""
    fresh = refitted(subject, learned)
    scores = fresh if isinstance(fresh, Failure) else fresh.score(sample.features)
    if isinstance(scores, Failure):
        return scores
    own = replace(subject, samples={sample.role: sample})
    losses = per_row_loss(subject, sample.target, scores) * weights(own, sample.role)
    broken = int((~np.isfinite(losses)).sum())
    return Failure(f"a refitted model loses infinitely on {broken} rows") if broken else losses


def lost_by_mean(subject: Subject, role: Role = Role.VALIDATION) -> Array:
    """(n,) weighted losses of the training mean on one sample."""
    return naive_losses(subject, role)["mean"] * weights(subject, role)


def outcome_block(subject: Subject, sample: Sample) -> int:
    """Rows in a block that keeps the dependence of the outcomes: 1 for rows without order in time, and never more than a twentieth of all.

    At least the horizon, and twice the optimal block of the bootstrap (Politis & White 2004).
    """
    if not dependent(subject):
        return 1
    optimal = round(LONGER * block_length(sample.target))
    return max(1, min(max(optimal, subject.identity.horizon), sample.rows // FEWEST_BLOCKS))
