"""How far two distributions lie apart: population stability index with its inference, Kolmogorov–Smirnov, Wasserstein."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from governance.statistics.inputs import positive, vector, within

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TwoSample:
    """``statistic`` is the largest distance of the two distribution functions."""

    statistic: float
    p_value: float


def population_stability_index(expected: ArrayLike, actual: ArrayLike, floor: float = 1e-4) -> float:
    """Sum of (a - e) ln(a / e) over bins, natural logarithm: the symmetrised Kullback–Leibler divergence (Yurdakul 2018).

    ``expected`` and ``actual`` (bins,) are counts or shares, in the same bins; both are scaled to sum 1. A bin that is empty in one of them
    counts as the share ``floor``. Never negative; 0 for equal shares.
    """
    e, a = _shares(expected, "expected"), _shares(actual, "actual")
    if len(e) != len(a):
        raise ValueError(f"expected ({len(e)}) and actual ({len(a)}) must have the same bins")
    within(floor, "floor")
    e, a = np.where(e > 0, e, floor), np.where(a > 0, a, floor)
    return float(np.sum((a - e) * np.log(a / e)))


def psi_critical_value(bins: int, n: float, m: float, alpha: float) -> float:
    """Index that equal distributions exceed with probability ``alpha``: (1/n + 1/m) chi²_{bins-1} (Yurdakul 2018).

    ``n`` and ``m`` are the rows of the two samples; their effective sizes where rows depend on each other.
    """
    from scipy.stats import chi2

    return _psi_scale(bins, n, m) * float(chi2.isf(within(alpha, "alpha"), bins - 1))


def psi_p_value(index: float, bins: int, n: float, m: float) -> float:
    """Probability of at least this index for equal distributions, by the same law as `psi_critical_value`."""
    from scipy.stats import chi2

    return float(chi2.sf(index / _psi_scale(bins, n, m), bins - 1))


def binned_counts(reference: Array, values: Array, bins: int) -> tuple[Array, Array]:
    """Counts of both samples in bins that hold equal shares of ``reference`` (at most ``bins``, fewer where values repeat).

    Bins are closed on the right; the outer ones are open to infinity. A constant reference gives the bins at it, below and above.
    """
    known, seen = vector(reference, "reference"), vector(values, "values")
    if bins < 2:
        raise ValueError(f"bins must be at least 2, not {bins}")
    edges = np.unique(np.quantile(known, np.arange(1, bins) / bins, method="inverted_cdf"))
    if edges[-1] >= known.max():
        edges = edges[:-1] if len(edges) > 1 else np.array([np.nextafter(edges[0], -np.inf), edges[0]])
    counts = [np.bincount(np.searchsorted(edges, sample), minlength=len(edges) + 1) for sample in (known, seen)]
    return counts[0].astype(float), counts[1].astype(float)


def kolmogorov_smirnov(x: Array, y: Array) -> TwoSample:
    """Two-sample test of independent rows, exact for small samples, by scipy."""
    from scipy.stats import ks_2samp

    found = ks_2samp(vector(x, "x"), vector(y, "y"))
    return TwoSample(float(found.statistic), float(found.pvalue))


def wasserstein(x: Array, y: Array, scale: float = 1.0) -> float:
    """First Wasserstein distance, by scipy, in units of ``scale`` (such as the reference's standard deviation)."""
    from scipy.stats import wasserstein_distance

    return float(wasserstein_distance(vector(x, "x"), vector(y, "y"))) / positive(scale, "scale")


def _shares(counts: ArrayLike, name: str) -> Array:
    given = vector(counts, name, 2)
    if given.min() < 0 or given.sum() <= 0:
        raise ValueError(f"{name} must hold counts or shares: none negative, not all zero")
    return np.asarray(given / given.sum())


def _psi_scale(bins: int, n: float, m: float) -> float:
    if bins < 2:
        raise ValueError(f"bins must be at least 2, not {bins}")
    return 1 / positive(n, "n") + 1 / positive(m, "m")
