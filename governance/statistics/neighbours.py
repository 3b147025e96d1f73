"""Nearest neighbours of rows: is a row nearer to another sample than that sample's rows are to one another?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Nearness:
    """``within`` (q,) marks the reference rows that lie nearer than ``distance`` to another one, ``across`` (r,) the other rows.

    ``distance`` is in units of the reference's interquartile ranges.
    """

    distance: float
    within: Mask
    across: Mask


def nearness(reference: Array, inside: NDArray[np.intp], others: Array, share: float) -> Nearness:
    """Rows ``others`` (r, p) nearer to the distinct rows ``reference`` (n, p) than the ``share`` quantile of its own distances.

    The own distances are those of the rows ``inside`` (q,) to the nearest other reference row. Columns are centred at the median
    and scaled by the interquartile range of the reference. A row that is identical with a reference row is not counted as near.
    """
    from sklearn.neighbors import NearestNeighbors
    from sklearn.preprocessing import RobustScaler

    scaler = RobustScaler().fit(reference)
    scaled = scaler.transform(reference)
    model = NearestNeighbors(n_neighbors=2).fit(scaled)
    own = model.kneighbors(scaled[inside])[0][:, 1]
    distance = float(np.quantile(own, share))
    across = model.kneighbors(scaler.transform(others), n_neighbors=1)[0][:, 0]
    return Nearness(distance, own < distance, (across > 0.0) & (across < distance))


def remoteness(earlier: Array, later: Array, reference: Array, others: Array) -> tuple[Array, Array]:
    """Distances (q,) of ``later`` rows (q, p) to the nearest of ``earlier`` ones, and (r,) of ``others`` to the nearest of ``reference``.

    Columns are centred and scaled as for `nearness`; a missing value counts as the median. The first are a yardstick for the second
    that pays for dependence: neighbours in time, which lie close for no other reason, stand on the same side.
    """
    from sklearn.neighbors import NearestNeighbors
    from sklearn.preprocessing import RobustScaler

    scaler = RobustScaler().fit(reference)
    sides = []
    for known, asked in ((earlier, later), (reference, others)):
        model = NearestNeighbors(n_neighbors=1).fit(np.nan_to_num(scaler.transform(known)))
        sides.append(model.kneighbors(np.nan_to_num(scaler.transform(asked)))[0][:, 0])
    return sides[0], sides[1]
