"""One number from several that are each on [0, 1]: their weighted geometric mean, and how sure it is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from governance.statistics.inputs import pair, within
from governance.statistics.resampling import interval

Array = NDArray[np.float64]


def geometric_mean(values: ArrayLike, weights: ArrayLike) -> float:
    """Weighted geometric mean of ``values`` (k,) within [0, 1], ``weights`` (k,) above zero; 0 where a value is 0.

    Never outside the values, and never higher where one of them is lower (Hardy, Littlewood & Pólya 1952, chapter 2). Raises
    ``ValueError`` for a value outside [0, 1] or a weight that is not above zero: what is absent has no mean.
    """
    given, heavy = pair(values, weights, ("values", "weights"))
    if given.min() < 0.0 or given.max() > 1.0 or heavy.min() <= 0.0:
        raise ValueError("values must lie within 0 and 1, and weights above zero")
    if given.min() == 0.0:
        return 0.0
    found = float(np.exp(heavy @ np.log(given) / heavy.sum()))
    return float(np.clip(found, given.min(), given.max()))  # logarithms round


def geometric_mean_interval(draws: Sequence[Array], weights: ArrayLike, confidence: float) -> tuple[float, float]:
    """Interval of `geometric_mean` from bootstrap ``draws``, k arrays (B,) within [0, 1] of estimates that may depend on one another.

    The means of the lower and of the upper ends of k intervals, each at 1 - (1 - ``confidence``) / k: the mean rises with each value, so
    that it lies between them wherever all the intervals hold, which is so with at least the ``confidence`` (Bonferroni).
    """
    each = 1 - (1 - within(confidence, "confidence")) / len(draws)
    low, high = zip(*(interval(item, each) for item in draws), strict=True)
    return geometric_mean(low, weights), geometric_mean(high, weights)
