"""How columns move together in two samples: rank correlations and their largest common factor."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def standard_ranks(values: Array) -> Array:
    """(n, p) ranks of each column of ``values`` (n, p), standardised; what is missing stands in the middle."""
    from scipy.stats import rankdata

    ranks = rankdata(values, axis=0, nan_policy="omit")
    centred = np.where(np.isfinite(ranks), ranks - np.nanmean(ranks, axis=0), 0.0)
    spread = centred.std(axis=0)
    return np.asarray(centred / np.where(spread > 0, spread, 1.0))


def correlations(columns: Array) -> Array:
    """(p, p) correlations of ``columns`` (n, p); 0 beside a column that does not vary."""
    centred = columns - columns.mean(axis=0)
    covariance = centred.T @ centred
    scale = np.sqrt(np.maximum(np.diag(covariance), np.finfo(float).tiny))
    return np.asarray(covariance / np.outer(scale, scale))


def correlation_change(before: Array, after: Array) -> float:
    """Root mean square over all pairs of columns of the change of their correlation, from ``before`` (n, p) to ``after`` (m, p)."""
    pairs = np.triu_indices(before.shape[1], 1)
    return float(np.sqrt(np.mean((correlations(after) - correlations(before))[pairs] ** 2)))


def common_factor_change(before: Array, after: Array) -> float:
    """Change of the largest eigenvalue of the correlations over their number: the share of one factor common to all."""
    first, second = (np.linalg.eigvalsh(correlations(sample))[-1] for sample in (before, after))
    return float((second - first) / before.shape[1])
