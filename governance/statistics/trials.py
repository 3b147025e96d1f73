"""How many trials a set of trials amounts to: many settings of one idea are hardly more than one trial."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import matrix

Array = NDArray[np.float64]
SUBSTANTIAL = 0.25
MOST_CUTS = 60


@dataclass(frozen=True)
class TrialClusters:
    """``count`` groups of trials that move together, ``labels`` (k,) from 0, and each group's ``returns`` (n, count).

    ``silhouette`` is the mean silhouette width of the grouping, and None where no grouping was found: then every trial stands alone.
    """

    count: int
    labels: NDArray[np.int64]
    returns: Array
    silhouette: float | None


def implied_independent_trials(returns: Array) -> float:
    """Rho + (1 - rho) k from the mean correlation rho of ``returns`` (n, k): Bailey & López de Prado (2014, appendix).

    A negative mean correlation counts as none; a trial that never moves is correlated with no other.
    """
    table = matrix(returns, "returns", 3)
    k = table.shape[1]
    if k == 1:
        return 1.0
    mean = float((_correlation(table).sum() - k) / (k * (k - 1)))
    return float(k - max(0.0, mean) * (k - 1))


def cluster_trials(returns: Array) -> TrialClusters:
    """Groups of correlated trials, whose number serves as that of independent ones: López de Prado & Lewis (2019).

    ``returns`` (n, k), time by trials. The distance is sqrt((1 - correlation) / 2); the tree is cut where the silhouettes have the largest
    mean over standard deviation. Unlike the paper's k-means the tree (average linkage) has no random start. A mean silhouette of at most
    0.25 is no substantial structure (Kaufman & Rousseeuw 1990, chapter 2), and the trials count one by one. A group's returns are
    those of its trials weighted by inverse variance.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    table = matrix(returns, "returns", 3)
    k = table.shape[1]
    best, labels, silhouette = -np.inf, np.arange(k), None
    if k < 3:
        return TrialClusters(k, labels, table, silhouette)
    distance = np.sqrt(np.maximum(0.0, 1 - _correlation(table)) / 2)
    tree = linkage(squareform(distance, checks=False), method="average")
    for count in np.unique(np.geomspace(2, k - 1, MOST_CUTS).astype(int)):
        cut = np.unique(fcluster(tree, count, criterion="maxclust"), return_inverse=True)[1]
        mean, quality = _quality(distance, cut)
        if mean > SUBSTANTIAL and quality > best:
            best, labels, silhouette = quality, cut, mean
    together = np.column_stack([_together(table[:, labels == label]) for label in range(labels.max() + 1)])
    return TrialClusters(together.shape[1], labels, together, silhouette)


def _quality(distance: Array, labels: NDArray[np.int64]) -> tuple[float, float]:
    from sklearn.metrics import silhouette_samples

    if not 1 < len(np.unique(labels)) < len(labels):
        return -1.0, -1.0
    widths = silhouette_samples(distance, labels, metric="precomputed")
    mean, deviation = float(widths.mean()), float(widths.std())
    return mean, mean / max(deviation, 1e-9)


def _together(columns: Array) -> Array:
    variance = columns.var(axis=0)
    weights = np.where(variance > 0, 1 / np.where(variance > 0, variance, 1.0), 0.0)
    return np.asarray(columns @ weights / weights.sum()) if weights.sum() > 0 else columns.mean(axis=1)


def _correlation(table: Array) -> Array:
    moving = np.ptp(table, axis=0) > 0
    scaled = (table - table.mean(axis=0)) / np.where(moving, table.std(axis=0), 1.0) * moving
    found = np.clip(scaled.T @ scaled / len(table), -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)
