"""Whether the mean of a stretch of dependent values stands out of its own noise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import matrix

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Signal:
    """``mean`` (p,) of each column and its standard ``error`` (p,); a column that does not vary has the error 0."""

    mean: Array
    error: Array
    lags: int

    def stands_out(self, times: float) -> NDArray[np.bool_]:
        """(p,) whether the mean is not zero and at least so many errors from it."""
        return np.asarray((self.mean != 0) & (np.abs(self.mean) >= times * self.error))


def signal(values: Array, horizon: int = 1) -> Signal:
    """Means of the columns of ``values`` (n, p), rows in time order, with the errors of Newey & West (1987).

    Bartlett's kernel with 4 (n / 100)^(2/9) lags, or ``horizon`` less one where that is more, and the correction n / (n - 1) for
    the mean that was taken out; all columns at once.
    """
    given = matrix(values, "values", 5)
    n = len(given)
    lags = min(max(horizon - 1, int(4 * (n / 100) ** (2 / 9))), n - 1)
    mean = given.mean(axis=0)
    centred = np.where(np.ptp(given, axis=0) > 0, given - mean, 0.0)
    variance = (centred**2).sum(axis=0)
    for lag in range(1, lags + 1):
        variance += 2 * (1 - lag / (lags + 1)) * (centred[lag:] * centred[:-lag]).sum(axis=0)
    return Signal(mean, np.sqrt(variance.clip(min=0.0) / (n * (n - 1))), lags)
