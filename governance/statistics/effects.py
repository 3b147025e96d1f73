"""What a fitted function does with its features: accumulated local effects and the H² of interaction."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import matrix, vector
from governance.statistics.resampling import Estimate, bootstrap, interval, stationary_bootstrap_means

Array = NDArray[np.float64]
Predict = Callable[[Array], Array]
CHUNK = 200_000


@dataclass(frozen=True)
class LocalEffects:
    """``value`` (b + 1,) is the centred effect at ``edges`` (b + 1,); ``counts`` (b,) rows lie in each bin.

    ``standard_error`` (b,) is that of the mean difference over each bin: 0 where a bin holds a single row.
    """

    edges: Array
    value: Array
    counts: Array
    standard_error: Array


@dataclass(frozen=True)
class EffectBand:
    """``value``, ``low`` and ``high`` (b + 1,): the centred effect at the edges with its pointwise interval.

    ``spread`` is the standard deviation of the effect over the rows.
    """

    value: Array
    low: Array
    high: Array
    spread: Estimate


def effect_band(
    bin_of: NDArray[np.int_],
    difference: Array,
    bins: int,
    *,
    generator: np.random.Generator,
    resamples: int,
    confidence: float,
    dependent: bool,
) -> EffectBand:
    """Accumulated local effects with bootstrap intervals, from each row's ``difference`` (n,) over the one of ``bins`` it lies in.

    The effect is a function of means over rows, so that whole rows are resampled, in blocks where they are ``dependent``. A bin that a
    resample leaves empty adds nothing to it. Apley & Zhu (2020, section 3); Politis & Romano (1994).
    """
    inside = np.eye(bins)[bin_of]
    values = np.hstack([inside, inside * difference[:, None]])
    spread = bootstrap(
        values,
        _spread,
        generator=generator,
        resamples=resamples,
        confidence=confidence,
        dependent=dependent,
        bounds=(0.0, np.inf),
    )
    drawn = _accumulated(stationary_bootstrap_means(values, resamples, spread.block, generator))
    ends = np.array([interval(point, confidence) for point in drawn.T])
    return EffectBand(_accumulated(values.mean(axis=0)[None])[0], ends[:, 0], ends[:, 1], spread)


def _accumulated(means: Array) -> Array:
    """(B, b + 1) centred effects from (B, 2 b) shares of rows in each bin and means of their differences over all rows."""
    shares, sums = np.split(means, 2, axis=1)
    steps = np.divide(sums, shares, out=np.zeros_like(sums), where=shares > 0)
    effect = np.hstack([np.zeros((len(means), 1)), np.cumsum(steps, axis=1)])
    return np.asarray(effect - (shares * (effect[:, 1:] + effect[:, :-1]) / 2).sum(axis=1, keepdims=True))


def _spread(means: Array) -> Array:
    """(B,) root of the mean square of effects that are straight within bins."""
    effect, shares = _accumulated(means), np.split(means, 2, axis=1)[0]
    left, right = effect[:, :-1], effect[:, 1:]
    return np.asarray(np.sqrt((shares * (left**2 + left * right + right**2) / 3).sum(axis=1)))


def accumulated_local_effects(predict: Predict, X: Array, j: int, bins: int) -> LocalEffects:
    """First-order effect of feature ``j``: Apley & Zhu (2020), centred to mean zero over the rows.

    ``predict`` maps (m, p) to (m,). Bins hold equal shares of the rows of ``X`` (n, p); values that repeat give fewer of them.
    Two predictions a row. Raises ``ValueError`` for a constant feature.
    """
    table = _table(X, j)
    column = table[:, j]
    if bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    edges = np.unique(np.quantile(column, np.linspace(0, 1, bins + 1), method="inverted_cdf"))
    if len(edges) < 2:
        raise ValueError("a constant feature has no local effect")
    bin_of = np.clip(np.searchsorted(edges, column) - 1, 0, len(edges) - 2)
    difference = _at(predict, table, j, edges[bin_of + 1]) - _at(predict, table, j, edges[bin_of])
    counts = np.bincount(bin_of, minlength=len(edges) - 1).astype(float)
    mean = np.bincount(bin_of, difference, len(edges) - 1) / counts
    squares = np.bincount(bin_of, (difference - mean[bin_of]) ** 2, len(edges) - 1)
    effect = np.concatenate([[0.0], np.cumsum(mean)])
    effect -= float(np.sum(counts * (effect[1:] + effect[:-1]) / 2)) / len(table)
    return LocalEffects(edges, effect, counts, np.sqrt(squares / np.maximum(counts - 1, 1) / counts))


def friedman_h_squared(predict: Predict, X: Array, j: int, k: int) -> float:
    """Share of the joint effect of features ``j`` and ``k`` that is interaction: Friedman & Popescu (2008, eq. 44), within [0, 1].

    Partial dependence is taken over all rows of ``X`` (n, p) at all of them, some 3 n² predictions: thin ``X`` first. Values above 1, which
    weak joint effects may give, stand as 1. Raises ``ValueError`` for j = k and where neither feature has any effect.
    """
    table = _table(X, j, k)
    if j == k:
        raise ValueError("an interaction needs two different features")
    joint = _partial_dependence(predict, table, [j, k])
    apart = _partial_dependence(predict, table, [j]) + _partial_dependence(predict, table, [k])
    total = float(np.sum(joint**2))
    size = float(np.abs(vector(predict(table), "predictions")).max())
    if total <= len(table) * (1e-12 * size) ** 2:
        raise ValueError("neither feature has any effect on the predictions")
    return float(np.clip(np.sum((joint - apart) ** 2) / total, 0.0, 1.0))


@dataclass(frozen=True)
class Interaction:
    """Of each weighting of the rows, (B,): ``share`` is H², ``size`` the standard deviation of the part that is interaction."""

    share: Array
    size: Array


def interaction(joint: Array, first: Array, second: Array, weights: Array) -> Interaction:
    """H² of Friedman & Popescu (2008, eq. 44) and its unscaled root, under several ``weights`` (B, n) of the same n rows.

    ``joint``, ``first`` and ``second`` (n, n) are predictions with both features, or one of them, fixed at the values of the row of the
    matrix, and all others those of the row of the column. Each row counts as often on both sides. The share is 0 where nothing moves.
    """
    rows = weights / weights.sum(axis=1, keepdims=True)
    together, left, right = (_centred(rows, matrix) for matrix in (joint, first, second))
    apart = (rows * (together - left - right) ** 2).sum(axis=1)
    total = (rows * together**2).sum(axis=1)
    share = np.divide(apart, total, out=np.zeros_like(apart), where=total > 1e-24 * np.square(np.abs(joint).max()))
    return Interaction(np.clip(share, 0.0, 1.0), np.sqrt(apart))


def _centred(rows: Array, predictions: Array) -> Array:
    means = rows @ predictions.T
    return np.asarray(means - (rows * means).sum(axis=1, keepdims=True))


def _partial_dependence(predict: Predict, table: Array, features: list[int]) -> Array:
    """(n,) centred mean prediction with ``features`` fixed at each row's values; equal values are computed once."""
    values, back = np.unique(table[:, features], axis=0, return_inverse=True)
    means = np.empty(len(values))
    step = max(1, CHUNK // len(table))
    for start in range(0, len(values), step):
        fixed = values[start : start + step]
        rows = np.tile(table, (len(fixed), 1))
        rows[:, features] = np.repeat(fixed, len(table), axis=0)
        means[start : start + step] = vector(predict(rows), "predictions").reshape(len(fixed), -1).mean(axis=1)
    found = means[back.reshape(-1)]
    return np.asarray(found - found.mean())


def _at(predict: Predict, table: Array, j: int, values: Array) -> Array:
    rows = table.copy()
    rows[:, j] = values
    return vector(predict(rows), "predictions")


def _table(X: Array, *features: int) -> Array:
    table = matrix(X, "X", 2)
    for feature in features:
        if not 0 <= feature < table.shape[1]:
            raise ValueError(f"feature {feature} is not one of the {table.shape[1]} columns")
    return table
