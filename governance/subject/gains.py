"""How the gains of a strategy spread over its days, and what is left without the best of these."""

import numpy as np
from numpy.typing import NDArray

from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def effective_gains(subject: Subject, days: Array, parameters: BootstrapParameters) -> Estimate:
    """Equal gains that would be as concentrated as those among the profits ``days`` (d,), over the number of gains."""
    gained = np.maximum(days, 0.0)
    return estimate(subject, np.column_stack([gained, gained**2, days > 0]), _effective, parameters, bounds=(0.0, 1.0))


def best_days(subject: Subject, days: Array, count: int, parameters: BootstrapParameters) -> tuple[Estimate | None, Estimate]:
    """The share of the ``count`` best ``days`` (d,), where it has a meaning, and the mean of the others."""
    n = len(days)
    edge = np.sort(days)[-count]
    best = np.maximum(days - edge, 0.0) + edge * count / n
    values = np.column_stack([best, days])
    rest = estimate(subject, values, lambda means: (means[:, 1] - means[:, 0]) * n / (n - count), parameters)
    if mean(subject, days, parameters).low <= 0.0:
        return None, rest
    floor = 1e-9 * float(days.mean())
    return estimate(subject, values, lambda means: means[:, 0] / np.maximum(means[:, 1], floor), parameters), rest


def _effective(means: Array) -> Array:
    gained, squared, share = means.T
    return np.asarray(gained**2 / np.maximum(squared * share, np.finfo(float).tiny))
