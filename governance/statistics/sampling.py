"""Drawing few rows that stand for many."""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def evenly_drawn(by: Array, wanted: int, generator: np.random.Generator) -> NDArray[np.int_]:
    """Ascending positions of ``wanted`` of the n rows, drawn evenly over their order and over ``by`` (n,); all where n is less.

    The rows are cut into about the square root of ``wanted`` consecutive blocks and sorted by ``by`` within each, up and down in
    turn; a systematic sample with a random start is taken along that path (Cochran 1977, Sampling techniques, chapter 8). Every
    row is drawn with the same probability, so that means over the drawn rows need no weights.
    """
    n = len(by)
    if wanted >= n:
        return np.arange(n)
    block = np.arange(n) * math.isqrt(wanted) // n
    path = np.lexsort((np.where(block % 2 == 0, by, -by), block))
    places = (np.arange(wanted) + generator.random()) * n / wanted
    return np.sort(path[places.astype(int)])


def thinned(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most ``most`` of ``rows`` (n,), evenly spaced in their order."""
    return rows if len(rows) <= most else rows[np.linspace(0, len(rows) - 1, most).astype(int)]
