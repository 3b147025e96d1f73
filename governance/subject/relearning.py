"""What refits of the subject lose, for checks that change what it learns from: the rows, the outcomes, or some features."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import LONGER, Estimate, block_length
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import naive_losses, paired
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
    losses = _lost(subject, learned, sample)
    if isinstance(losses, Failure):
        return losses
    broken = int((~np.isfinite(losses)).sum())
    return Failure(f"a refitted model loses infinitely on {broken} rows") if broken else losses


def from_own_refit(subject: Subject, chosen: str, parameters: RefitParameters) -> Estimate | Failure:
    """Skill over the ``chosen`` naive forecast on validation, less that of the subject refitted to its own training sample, paired."""
    training = subject.samples[Role.TRAINING]
    if training.rows > parameters.rows:
        return Failure(f"the training sample has more rows than the {parameters.rows} that a refit may learn from")
    again = _lost(subject, training, subject.samples[Role.VALIDATION])
    if isinstance(again, Failure):
        return again
    values = np.column_stack([again, paired(subject, Role.VALIDATION)[chosen]])
    if not np.isfinite(values[:, :2]).all():
        return Failure("the model or its refit loses infinitely on a validation row")
    if np.allclose(values[:, 0], values[:, 1], rtol=1e-6, atol=0.0):  # the same model but for the rounding of its sums
        values[:, 0] = values[:, 1]
    known = values[np.isfinite(values[:, 2])]
    return estimate(subject, known, lambda means: (means[:, 0] - means[:, 1]) / means[:, 2], parameters)


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


def _lost(subject: Subject, learned: Sample, sample: Sample) -> Array | Failure:
    """The same as `lost`, finite or not."""
    fresh = refitted(subject, learned)
    scores = fresh if isinstance(fresh, Failure) else fresh.score(sample.features)
    if isinstance(scores, Failure):
        return scores
    own = replace(subject, samples={sample.role: sample})
    return np.asarray(per_row_loss(subject, sample.target, scores) * weights(own, sample.role))
