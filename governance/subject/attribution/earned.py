"""What each feature's contributions earned: the loss that they saved against the base answer, row by row, without remainder."""

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import Estimate
from governance.subject.attribution.explaining import Attribution
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.model.links import INVERSES
from governance.subject.outcomes import losses, per_row_loss
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# A row whose answer is nearer to the base than this share of the range has no slope but that at the base.
NEAR, STEP = 1e-9, 1e-6


def earned(subject: Subject, found: Attribution) -> Array | Failure:
    """(n, features) loss saved on each explained row; a row's sum is the loss of the base answer less that of the model's.

    On the straight way from the base to the answer each feature is credited in proportion to its contribution: the value of Aumann &
    Shapley (1974), which for squared error is contribution times (2 outcome - base - answer), and for a strategy contribution
    times return. A `Failure` where the way back from the explained scale to the score is not known, or there are several outputs.
    """
    given = found.contributions
    if given.values.shape[2] != 1:
        return Failure("the model has several outputs")
    if given.link not in INVERSES or (given.as_scores is None and given.link != "identity"):
        return Failure(f"the explained {given.scale} was not taken back to the model's own score (link: {given.link})")
    base, moved = float(given.base[0]), given.values[:, :, 0].sum(axis=1)
    reach = float(np.ptp(given.explained))
    of_base = _constant(subject, base, given.link)[found.positions]
    saved = of_base - losses(subject, Role.VALIDATION)[found.positions]
    near = np.abs(moved) <= NEAR * reach
    at_base = (of_base - _constant(subject, base + STEP * reach, given.link)[found.positions]) / (STEP * reach)
    slope = np.where(near, at_base, saved / np.where(near, 1.0, moved))
    return np.asarray(given.values[:, :, 0] * slope[:, None])


def earned_shares(
    subject: Subject, parts: Array, leading: NDArray[np.int_], parameters: BootstrapParameters
) -> tuple[Estimate, list[Estimate]]:
    """The sum of the mean ``parts`` (n, features) over the sum of their absolute values, and the same of each ``leading`` feature.

    The features that do not lead are taken as one. The intervals of those that do hold together (Bonferroni).
    """
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(leading))
    rest = np.setdiff1d(np.arange(parts.shape[1]), leading)
    values = np.column_stack([parts[:, leading], parts[:, rest].sum(axis=1)])
    whole = estimate(subject, values, _whole, parameters)
    return whole, [estimate(subject, values, partial(_share, place), stricter) for place in range(len(leading))]


def _whole(means: Array) -> Array:
    return np.asarray(means.sum(axis=-1) / np.abs(means).sum(axis=-1))


def _share(place: int, means: Array) -> Array:
    return np.asarray(means[..., place] / np.abs(means).sum(axis=-1))


def _constant(subject: Subject, margin: float, link: str) -> Array:
    """(rows,) losses on the validation sample of one answer for all rows."""
    sample = subject.samples[Role.VALIDATION]
    answer = INVERSES[link](np.full((sample.rows, 1), margin))
    return per_row_loss(subject, sample.target, answer)
