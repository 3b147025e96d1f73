"""Profit and loss explained by greeks, and how well the explanation agrees with what was made."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import pair
from governance.statistics.resampling import block_length, interval, stationary_rows

Array = NDArray[np.float64]
# The factor whose move each greek multiplies.
FACTOR_OF = {"delta": "spot", "gamma": "spot", "vega": "volatility", "theta": "time", "rho": "rate"}


@dataclass(frozen=True)
class PnlAgreement:
    """The two statistics of the P&L attribution test of Basel's MAR32, each with a bootstrap interval."""

    correlation: float
    correlation_low: float
    correlation_high: float
    distance: float
    distance_low: float
    distance_high: float
    n: int
    block: float


def greek_terms(greeks: Mapping[str, Array], moves: Mapping[str, Array]) -> dict[str, Array]:
    """(n,) by greek: its part of the second-order expansion of a price, delta dS + gamma dS² / 2 + vega dv + theta dt + rho dr.

    ``greeks`` (n,) are those before the move, a year and a unit of volatility or rate as unit; ``moves`` (n,) are by factor: spot,
    volatility, time (in years), rate. Raises ``ValueError`` for a greek that is none of the five or whose factor has no move.
    """
    unknown = [name for name in greeks if FACTOR_OF.get(name) not in moves]
    if unknown:
        raise ValueError(f"there is no move to multiply {unknown[0]} with")
    return {
        name: np.asarray(values * (moves["spot"] ** 2 / 2 if name == "gamma" else moves[FACTOR_OF[name]]))
        for name, values in greeks.items()
    }


def pnl_agreement(
    explained: Array, made: Array, *, generator: np.random.Generator, resamples: int, confidence: float, dependent: bool
) -> PnlAgreement:
    """Spearman's correlation of two P&L series (n,) and the Kolmogorov-Smirnov distance of their distributions (MAR32, 2019).

    Pairs are resampled together, in blocks where they are ``dependent``. Draws are moved by twice the distance of their mean from the
    value, since a resample's distance is larger than the sample's own, and the interval is kept round the value. Raises
    ``ValueError`` where a series is constant, so that it has no ranks.
    """
    from scipy.stats import spearmanr

    theoretical, actual = pair(explained, made, ("explained", "made"), 10)
    if float(np.ptp(theoretical)) == 0.0 or float(np.ptp(actual)) == 0.0:
        raise ValueError("a P&L that is the same at every step has no ranks")
    block = max(block_length(theoretical), block_length(actual)) if dependent else 1.0
    rows = np.array([stationary_rows(len(actual), block, generator) for _ in range(resamples)])
    correlation = float(spearmanr(theoretical, actual).statistic)
    distance = float(_distances(theoretical, actual, np.arange(len(actual))[None])[0])
    distances = _distances(theoretical, actual, rows)
    correlations = _rank_correlations(theoretical[rows], actual[rows])
    return PnlAgreement(
        correlation, *_ends(correlations, correlation, (-1.0, 1.0), confidence),
        distance, *_ends(distances, distance, (0.0, 1.0), confidence), len(actual), block,
    )  # fmt: skip


def _distances(first: Array, second: Array, rows: NDArray[np.int64]) -> Array:
    """(b,) Kolmogorov-Smirnov distances of the resamples ``rows`` (b, n), counted all at once; scipy's would sort each of them."""
    pooled = np.unique(np.concatenate([first, second]))
    offsets, size = np.arange(len(rows))[:, None] * len(pooled), len(rows) * len(pooled)
    counts = [
        np.bincount((offsets + np.searchsorted(pooled, values)[rows]).ravel(), minlength=size) for values in (first, second)
    ]
    steps = (counts[0] - counts[1]).reshape(len(rows), len(pooled))
    return np.asarray(np.abs(np.cumsum(steps, axis=1)).max(axis=1) / rows.shape[1])


def _rank_correlations(first: Array, second: Array) -> Array:
    from scipy.stats import rankdata

    left, right = (rankdata(values, axis=1) for values in (first, second))
    left, right = left - left.mean(axis=1, keepdims=True), right - right.mean(axis=1, keepdims=True)
    return np.asarray((left * right).sum(axis=1) / np.sqrt((left**2).sum(axis=1) * (right**2).sum(axis=1)))


def _ends(draws: Array, value: float, bounds: tuple[float, float], confidence: float) -> tuple[float, float]:
    low, high = interval(np.clip(draws - 2 * (float(draws.mean()) - value), *bounds), confidence)
    return min(low, value), max(high, value)
