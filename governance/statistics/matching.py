"""Comparable rows for those that are studied."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def matched_counts(studied: Array, pool: Array, matches: int) -> NDArray[np.int64]:
    """(m,) how often each of the ``pool`` (m,) is one of the ``matches`` nearest to one of the values ``studied`` (n,).

    Matching with replacement: Abadie & Imbens (2006), Econometrica 74(1). The counts sum to n times ``matches``, or to n times m where
    the pool is smaller. Raises ``ValueError`` for an empty pool.
    """
    from scipy.spatial import cKDTree

    if len(pool) == 0:
        raise ValueError("there is nothing to match with")
    nearest = cKDTree(pool[:, None]).query(studied[:, None], k=list(range(1, min(matches, len(pool)) + 1)))[1]
    return np.bincount(nearest.ravel(), minlength=len(pool))
