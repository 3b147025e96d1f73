"""Whose variance it is: the part of an outcome's variance that each of several correlated factors explains."""

from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import matrix, vector
from governance.statistics.resampling import (
    block_length,
    effective_n,
    interval,
    linearised,
    stationary_bootstrap_means,
    stretched,
)

Array = NDArray[np.float64]
# 2^10 regressions a resample; a factor more doubles them.
MOST_FACTORS = 10


@dataclass(frozen=True)
class VarianceShares:
    """``share`` (k,) of each factor, which sum to ``explained``; intervals from one bootstrap of whole rows.

    ``low`` and ``high`` (k,) belong to ``share``, ``explained_low`` and ``explained_high`` to their sum, ``largest_low`` and
    ``largest_high`` to the largest of them. ``n_effective`` is that of the sum.
    """

    share: Array
    low: Array
    high: Array
    explained: float
    explained_low: float
    explained_high: float
    largest_low: float
    largest_high: float
    n: int
    n_effective: float


def lmg(covariance: Array) -> Array:
    """(b, k) shares of the variance of the first variable that each of the k others explains, by ``covariance`` (b, k + 1, k + 1).

    A factor's share is what it adds to R squared, averaged over all orders in which the factors may enter (Lindeman, Merenda & Gold
    1980, p. 119; Grömping 2007, American Statistician 61(2), eq. 6): its Shapley value, exact over all subsets. The shares are not
    negative and sum to R squared. Raises ``ValueError`` for more than `MOST_FACTORS` factors.
    """
    count = covariance.shape[-1] - 1
    if not 1 <= count <= MOST_FACTORS:
        raise ValueError(f"shares are exact for 1 to {MOST_FACTORS} factors, not for {count}")
    explained = {
        chosen: _r_squared(covariance, chosen) for size in range(count + 1) for chosen in combinations(range(1, count + 1), size)
    }
    shares = np.zeros((len(covariance), count))
    for chosen, without in explained.items():
        weight = factorial(len(chosen)) * factorial(count - len(chosen) - 1) / factorial(count) if len(chosen) < count else 0.0
        for factor in set(range(1, count + 1)) - set(chosen):
            shares[:, factor - 1] += weight * (explained[tuple(sorted((*chosen, factor)))] - without)
    return shares


def variance_shares(
    outcome: Array, factors: Array, *, generator: np.random.Generator, resamples: int, confidence: float, dependent: bool
) -> VarianceShares:
    """`lmg` shares of ``outcome`` (n,) over ``factors`` (n, k), with percentile intervals that allow for chance correlation.

    Rows are resampled together, in blocks as long as the slowest share needs where they are ``dependent``. R squared of unrelated
    factors is above zero by about k over n, and its resamples are so twice; every interval is moved down by twice the distance of
    the mean of its draws from the value (Efron & Tibshirani 1993, section 10.6) and kept within 0 and 1 and round the value. Raises
    ``ValueError`` where the outcome is constant or the factors are constant or combinations of one another.
    """
    met, given = vector(outcome, "outcome", 10), matrix(factors, "factors", 10)
    columns = np.column_stack([met, given]) - np.concatenate([[met.mean()], given.mean(axis=0)])
    spread = columns.std(axis=0)
    if not (spread > 0).all() or np.linalg.matrix_rank(columns[:, 1:] / spread[1:]) < given.shape[1]:
        raise ValueError("the outcome is constant, or the factors are constant or combinations of one another")
    moments, width = _moments(columns / spread), columns.shape[1]

    def statistic(means: Array) -> Array:
        return _with_totals(lmg(_covariance(means, width)))

    influence = linearised(moments, statistic)
    block = max(map(block_length, influence.T)) if dependent else 1.0
    drawn = statistic(stationary_bootstrap_means(moments, resamples, block, generator))
    values = statistic(moments.mean(axis=0, keepdims=True))[0]
    ends = np.array([_ends(draws, value, len(met), block, confidence) for draws, value in zip(drawn.T, values, strict=True)])
    return VarianceShares(
        share=values[:-2],
        low=ends[:-2, 0],
        high=ends[:-2, 1],
        explained=float(values[-2]),
        explained_low=float(ends[-2, 0]),
        explained_high=float(ends[-2, 1]),
        largest_low=float(ends[-1, 0]),
        largest_high=float(ends[-1, 1]),
        n=len(met),
        n_effective=effective_n(influence[:, -2], drawn[:, -2]),
    )


def _ends(draws: Array, value: float, n: int, block: float, confidence: float) -> tuple[float, float]:
    moved = stretched(draws, float(draws.mean()), n, block, confidence) - 2 * (float(draws.mean()) - value)
    low, high = interval(np.clip(moved, 0.0, 1.0), confidence)
    return min(low, value), max(high, value)


def _with_totals(shares: Array) -> Array:
    """(b, k + 2): the shares, their sum, and the largest of them."""
    return np.column_stack([shares, shares.sum(axis=1), shares.max(axis=1)])


def _moments(columns: Array) -> Array:
    """(n, m): the columns, then the products of all pairs of them."""
    upper = np.triu_indices(columns.shape[1])
    return np.column_stack([columns, columns[:, upper[0]] * columns[:, upper[1]]])


def _covariance(means: Array, width: int) -> Array:
    first, upper = means[:, :width], np.triu_indices(width)
    products = np.empty((len(means), width, width))
    products[:, upper[0], upper[1]] = products[:, upper[1], upper[0]] = means[:, width:]
    return np.asarray(products - first[:, :, None] * first[:, None, :])


def _r_squared(covariance: Array, chosen: tuple[int, ...]) -> Array:
    if not chosen:
        return np.zeros(len(covariance))
    among = covariance[:, chosen][:, :, chosen]
    with_outcome = covariance[:, chosen, 0]
    loadings = np.linalg.solve(among, with_outcome[:, :, None])[:, :, 0]
    return np.asarray((loadings * with_outcome).sum(axis=1) / covariance[:, 0, 0])
