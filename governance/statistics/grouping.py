"""Columns that move together, gathered into groups."""

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import within

Array = NDArray[np.float64]


def correlated_groups(columns: Array, limit: float) -> tuple[tuple[int, ...], ...]:
    """Groups of the columns of ``columns`` (n, p) such that no two of different groups have a rank correlation beyond ``limit``.

    Single linkage of one minus the absolute correlation of Spearman (1904), so that a chain of correlated columns is one group;
    a missing value counts as the median of its column, a constant column is a group of its own. Groups are in the order of
    their first columns. Raises ``ValueError`` for a limit outside (0, 1).
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from scipy.stats import rankdata

    within(limit, "limit")
    if columns.shape[1] < 2:
        return tuple((place,) for place in range(columns.shape[1]))
    known = np.where(np.isfinite(columns).any(axis=0), columns, 0.0)
    ranks = rankdata(
        np.where(np.isfinite(known), known, np.nanmedian(np.where(np.isfinite(known), known, np.nan), axis=0)), axis=0
    )
    centred = ranks - ranks.mean(axis=0)
    lengths = np.sqrt(np.square(centred).sum(axis=0))
    correlation = np.abs(centred.T @ centred) / np.maximum(np.outer(lengths, lengths), np.finfo(float).tiny)
    distance = np.clip(1 - correlation, 0.0, 1.0)
    np.fill_diagonal(distance, 0.0)
    group = fcluster(linkage(squareform(distance, checks=False), "single"), 1 - limit, "distance")
    _, first = np.unique(group, return_index=True)
    return tuple(tuple(np.flatnonzero(group == group[place]).tolist()) for place in np.sort(first))
