"""How alike two explanations of the same rows are, and what of it is left once the models' own likeness is taken away."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import within
from governance.statistics.resampling import UNBOUNDED, Estimate

Array = NDArray[np.float64]
# A row whose vector is shorter than this share of the longest one holds rounding, and has no direction.
NOTHING = 1e-9


def row_cosines(a: Array, b: Array) -> Array:
    """(n, m) cosines over the columns of ``a`` and ``b`` (n, p, m), row by row and output by output; 0 where a vector has no direction."""
    sizes = [np.linalg.norm(item, axis=1) for item in (a, b)]
    known = [size > NOTHING * float(size.max(initial=0.0)) for size in sizes]
    scale = np.where(known[0] & known[1], sizes[0] * sizes[1], 1.0)
    return np.asarray(np.where(known[0] & known[1], (a * b).sum(axis=1) / scale, 0.0))


def unaccounted(means: Array) -> Array:
    """(B,) of columns (B, 2) ``likeness`` and ``floor``: (likeness - floor) / (1 - floor), as Cohen (1960) corrects agreement for chance.

    0 where the likeness is what the floor is, 1 where it is complete, and below 0 where it falls short of the floor.
    """
    return np.asarray((means[:, 0] - means[:, 1]) / np.maximum(1 - means[:, 1], NOTHING))


def half_width(draws: Array, confidence: float) -> float:
    """Half of Student's interval of the mean of ``draws`` (t,), at two-sided ``confidence``; needs two draws."""
    from scipy.stats import t as student

    if len(draws) < 2:
        raise ValueError(f"{len(draws)} draw has no spread")
    upper = (1 + within(confidence, "confidence")) / 2
    return float(student.ppf(upper, len(draws) - 1) * draws.std(ddof=1) / np.sqrt(len(draws)))


def widened(item: Estimate, by_draw: Array, bounds: tuple[float, float] = UNBOUNDED) -> Estimate:
    """``item``, whose interval is over rows, with one over rows and draws; ``by_draw`` (t,) is the same value, or its influence, by draw.

    The rows and the draws are independent, so that the half-widths are added in squares. Kept within ``bounds``.
    """
    half = half_width(by_draw, item.confidence)
    low, high = (np.hypot(end - item.value, half) for end in (item.low, item.high))
    return replace(item, low=max(bounds[0], item.value - float(low)), high=min(bounds[1], item.value + float(high)))


def rank_correlation(a: Array, b: Array) -> float:
    """Spearman's rank correlation of ``a`` and ``b`` (p,), ties averaged; 0 where either is the same throughout."""
    from scipy.stats import rankdata

    ranks = [rankdata(item) for item in (a, b)]
    if min(float(np.ptp(item)) for item in ranks) == 0.0:
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def explained_share(means: Array) -> Array:
    """(B,) of columns (B, 2) mean squared error and mean square about the mean: the share that is explained, R²."""
    return np.asarray(1 - means[:, 0] / np.maximum(means[:, 1], np.finfo(float).tiny))
