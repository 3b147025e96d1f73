"""How well scores rank: the area under the ROC curve with DeLong's covariance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import matrix

Array = NDArray[np.float64]


@dataclass(frozen=True)
class AreaDifference:
    """``value`` is the first area less the second; a normal ``statistic`` with its two-sided p-value."""

    value: float
    standard_error: float
    statistic: float
    p_value: float
    low: float
    high: float


@dataclass(frozen=True)
class DeLong:
    """``auc`` and ``standard_error`` are floats for one score column, (k,) arrays for several; ``covariance`` is (k, k).

    ``influence`` (n, k): each row's influence on the area, of mean zero, for resampling in blocks.
    """

    auc: float | Array
    standard_error: float | Array
    covariance: Array
    influence: Array

    def difference(self, first: int = 0, second: int = 1, confidence: float = 0.95) -> AreaDifference:
        """Test that two of the score columns have the same area, on the same rows; ``ValueError`` where they rank alike."""
        from scipy.stats import norm

        areas = np.atleast_1d(self.auc)
        value = float(areas[first] - areas[second])
        contrast = self.covariance[first, first] + self.covariance[second, second] - 2 * self.covariance[first, second]
        error = float(np.sqrt(max(0.0, contrast)))
        if error <= 1e-12:
            raise ValueError("the two scores rank the rows alike, or without any variance: their areas cannot be compared")
        half = float(norm.ppf((1 + confidence) / 2)) * error
        statistic = value / error
        return AreaDifference(value, error, statistic, float(2 * norm.sf(abs(statistic))), value - half, value + half)

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Wald interval of a single area, within [0, 1]."""
        from scipy.stats import norm

        half = float(norm.ppf((1 + confidence) / 2)) * float(self.standard_error)
        return max(0.0, float(self.auc) - half), min(1.0, float(self.auc) + half)


def delong(y: Array, scores: Array) -> DeLong:
    """DeLong, DeLong & Clarke-Pearson (1988) by the midranks of Sun & Xu (2014), in O(n log n).

    ``y`` (n,) holds 0 and 1, ``scores`` (n,) or (n, k) rank higher what is likelier 1. Raises ``ValueError`` with one class only.
    """
    positive = np.asarray(y) == 1
    columns = matrix(np.asarray(scores, dtype=float).reshape(len(positive), -1), "scores")
    m, n = int(positive.sum()), int((~positive).sum())
    if m == 0 or n == 0:
        raise ValueError("the area under the ROC curve needs both classes")
    above, below = _placements(columns[positive], columns[~positive])
    auc = above.mean(axis=0)
    covariance = _covariance(above) / m + _covariance(below) / n
    influence = np.empty_like(columns)
    influence[positive] = (above - auc) * (m + n) / m
    influence[~positive] = (below - auc) * (m + n) / n
    error = np.sqrt(np.diag(covariance))
    if np.ndim(scores) == 1:
        return DeLong(float(auc[0]), float(error[0]), covariance, influence)
    return DeLong(auc, error, covariance, influence)


def _placements(positives: Array, negatives: Array) -> tuple[Array, Array]:
    from scipy.stats import rankdata

    m, n = len(positives), len(negatives)
    everything = rankdata(np.vstack([positives, negatives]), axis=0)
    above = (everything[:m] - rankdata(positives, axis=0)) / n
    below = 1 - (everything[m:] - rankdata(negatives, axis=0)) / m
    return above, below


def _covariance(placements: Array) -> Array:
    if len(placements) < 2:
        return np.zeros((placements.shape[1], placements.shape[1]))
    return np.atleast_2d(np.cov(placements, rowvar=False))
