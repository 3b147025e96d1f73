"""The loss of spoilt answers beside that of the forecast that needs no feature."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import average
from governance.subject.outcomes import floored, per_row_loss, weights
from governance.subject.subject import Subject

Array = NDArray[np.float64]
INTACT = "all feeds as they came"
SHOWN = 10


def over_average(
    subject: Subject, positions: NDArray[np.int64], scores: Mapping[str, Array], parameters: BootstrapParameters, looks: int
) -> dict[str, Estimate]:
    """Mean loss of each of ``scores`` (m, k) at the validation rows ``positions`` over that of the training mean; worst first.

    The worst `SHOWN` and, last, the model's own answers, at a confidence that holds for ``looks`` of them together (Bonferroni).
    """
    pairs = {name: _pair(subject, positions, one) for name, one in scores.items()}
    worst = sorted(pairs, key=lambda name: -float(_ratio(pairs[name].mean(axis=0)[None])[0]))[:SHOWN]
    shown = {name: pairs[name] for name in worst}
    shown[INTACT] = _pair(subject, positions, subject.scores(Role.VALIDATION)[positions])
    sure = replace(parameters, confidence=1 - (1 - parameters.confidence) / looks)
    return {name: estimate(subject, values, _ratio, sure, bounds=(0.0, np.inf)) for name, values in shown.items()}


def spoilt_losses(subject: Subject, positions: NDArray[np.int64], scores: Array) -> Array:
    """(m,) weighted losses of ``scores`` (m, k) at the validation rows ``positions``.

    A variance forecast that is not positive is read as the smallest variance, so that its loss is large and not infinite.
    """
    sample = subject.samples[Role.VALIDATION]
    read = floored(subject, Role.VALIDATION, scores)
    return np.asarray(weights(subject, Role.VALIDATION)[positions] * per_row_loss(subject, sample.target[positions], read))


def _pair(subject: Subject, positions: NDArray[np.int64], scores: Array) -> Array:
    free = average(subject, len(positions))
    return np.column_stack([spoilt_losses(subject, positions, one) for one in (scores, free)])


def _ratio(means: Array) -> Array:
    return np.asarray(means[:, 0] / means[:, 1])
