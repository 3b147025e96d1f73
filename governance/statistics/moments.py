"""Mean and standard deviation as functions of means over rows, so that both can be resampled together."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def moments(values: Array) -> Array:
    """(n, 3) of ``values`` (n,): themselves, and what they are about their mean, once and squared, which loses no digits."""
    centred = values - values.mean()
    return np.column_stack([values, centred, centred**2])


def average(means: Array) -> Array:
    """(B,) means from those of `moments` (B, 3)."""
    return means[:, 0]


def deviation(means: Array) -> Array:
    """(B,) standard deviations, above 0, from the means of `moments` (B, 3)."""
    return np.sqrt(np.maximum(means[:, 2] - means[:, 1] ** 2, np.finfo(float).tiny))
