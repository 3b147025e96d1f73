"""How much of the moving of answers each feature does, and how sure its place among the others is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.resampling import LONGER, block_length, effective_n, stationary_bootstrap_means, stretched

Array = NDArray[np.float64]
# The block is as long as the slowest of this many leading features needs; the others weigh too little to matter.
LEADING = 20


@dataclass(frozen=True)
class Importance:
    """Shares that sum to one, their ranks (1 the largest) and the percentile intervals of both; all but ``block`` are (p,)."""

    share: Array
    low: Array
    high: Array
    rank: Array
    rank_low: Array
    rank_high: Array
    n_effective: Array
    block: float


def importance(
    magnitudes: Array, *, generator: np.random.Generator, resamples: int, confidence: float, dependent: bool
) -> Importance:
    """Shares of the mean of ``magnitudes`` (n, p), not negative, with intervals from one bootstrap of whole rows.

    All features are resampled together, so that ranks are those of rows that could have been seen. ``dependent`` rows in time
    order are resampled in blocks (Politis & Romano 1994). Raises ``ValueError`` where nothing is above zero.
    """
    from scipy.stats import rankdata

    share, influence = _shares(magnitudes)
    draws, block = share_draws(magnitudes, generator=generator, resamples=resamples, dependent=dependent)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(draws, tails, axis=0)
    rank_low, rank_high = np.quantile(rankdata(-draws, method="min", axis=1), tails, axis=0, method="nearest")
    rows = np.array([effective_n(influence[:, place], draws[:, place]) for place in range(len(share))])
    return Importance(share, low, high, rankdata(-share, method="min"), rank_low, rank_high, rows, block)


def share_draws(magnitudes: Array, *, generator: np.random.Generator, resamples: int, dependent: bool) -> tuple[Array, float]:
    """(resamples, p) shares of whole rows resampled together, and the block: as long as the slowest of the leading features needs."""
    share, influence = _shares(magnitudes)
    leading = np.argsort(-share, kind="stable")[:LEADING]
    block = max(block_length(influence[:, place]) for place in leading) if dependent else 1.0
    drawn = stationary_bootstrap_means(magnitudes, resamples, block, generator)
    return drawn / drawn.sum(axis=1, keepdims=True), block


def effective_number(means: Array) -> Array:
    """(B,) exponential of the entropy of the shares of ``means`` (B, p), not all zero: Hill (1973)."""
    from scipy.special import entr

    clipped = means.clip(min=0.0)
    return np.asarray(np.exp(entr(clipped / clipped.sum(axis=1, keepdims=True)).sum(axis=1)))


def _shares(magnitudes: Array) -> tuple[Array, Array]:
    """(p,) shares and (n, p) the influence of each row on them."""
    means = magnitudes.mean(axis=0)
    total = float(means.sum())
    if total <= 0.0:
        raise ValueError("no magnitude is above zero, so that there are no shares")
    share = means / total
    return share, (magnitudes - share * magnitudes.sum(axis=1, keepdims=True)) / total


@dataclass(frozen=True)
class AddedLosses:
    """``value`` (g,) added losses over the mean absolute loss, their bootstrap ``draws`` (B, g), and the effective rows of each (g,)."""

    value: Array
    draws: Array
    n: int
    n_effective: Array
    block: float

    def bounds(self, confidence: float) -> tuple[Array, Array]:
        """(g,) lower and upper ends of percentile intervals at two-sided ``confidence``, widened for what blocks cost."""
        widened = stretched(self.draws, self.value, self.n, self.block, confidence)
        low, high = np.quantile(widened, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
        return np.minimum(low, self.value), np.maximum(high, self.value)


def added_losses(own: Array, shuffled: Array, *, generator: np.random.Generator, resamples: int, dependent: bool) -> AddedLosses:
    """What shuffling each of g groups of features adds: mean of ``shuffled`` (n, g) less ``own`` (n,), over the mean size of ``own``.

    Permutation importance (Breiman 2001) as a share, from losses that were computed once. All groups are resampled together, as in
    `importance`. Raises ``ValueError`` where every loss is zero.
    """
    if not own.any():
        raise ValueError("every loss is zero, so that there is no share of it")
    columns = np.column_stack([shuffled - own[:, None], np.abs(own)])
    means = columns.mean(axis=0)
    value = means[:-1] / means[-1]
    influence = (columns[:, :-1] - value * columns[:, -1:]) / means[-1]
    leading = np.argsort(-np.abs(value), kind="stable")[:LEADING]
    longest = max(block_length(influence[:, place]) for place in leading) if dependent else 1.0
    block = min(LONGER * longest, len(own) / 5) if longest > 1.0 else 1.0
    drawn = stationary_bootstrap_means(columns, resamples, block, generator)
    draws = drawn[:, :-1] / drawn[:, -1:]
    rows = np.array([effective_n(influence[:, place], draws[:, place]) for place in range(len(value))])
    return AddedLosses(value, draws, len(own), rows, block)
