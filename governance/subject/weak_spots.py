"""Where the model serves its users worst: a region found on one half of the validation rows and measured on the other."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import skill
from governance.subject.subject import Subject

Array = NDArray[np.float64]
BLOCKS = 10


@dataclass(frozen=True)
class WeakSpot:
    """``skill`` on the half that took no part in finding the region; ``where`` describes the region by its features."""

    skill: Estimate
    where: str


def weak_spot(
    subject: Subject, values: Array, parameters: BootstrapParameters, *, depth: int, share: float
) -> WeakSpot | Failure:
    """The leaf of a tree of ``depth`` in which ``values`` (n, 2), losses of model and naive forecast, show the lowest skill.

    The tree learns the loss that the model saves from the numeric features, on every second of ten blocks of rows; leaves hold at
    least ``share`` of them, and twice as many as are measured at all, so that the other half has enough. `Failure` where there is
    no numeric feature, or the region holds too few rows of the other half.
    """
    numbers = subject.samples[Role.VALIDATION].features.select_dtypes(include=["number", "bool"])
    if numbers.shape[1] == 0:
        return Failure("no feature is numeric, so that no region can be described")
    rows = np.flatnonzero(np.isfinite(values[:, 1]))
    first = np.arange(len(rows)) * BLOCKS // max(len(rows), 1) % 2 == 0
    if len(rows) < 4 * parameters.smallest_n:
        return Failure(f"{len(rows)} rows with a naive forecast are too few to be halved and searched")
    smallest = max(2 * parameters.smallest_n, round(share * int(first.sum())))
    found, measured = rows[first], rows[~first]
    tree, frame = _fitted(numbers, values, found, (depth, smallest)), plain_numbers(numbers)
    leaves = tree.apply(frame[found])
    worst = min(np.unique(leaves), key=lambda leaf: float(skill(values[found[leaves == leaf]].mean(axis=0)[None])[0]))
    inside = measured[tree.apply(frame[measured]) == worst]
    if len(inside) < parameters.smallest_n:
        return Failure(f"the region found holds only {len(inside)} rows of the half that it is measured on")
    return WeakSpot(estimate(subject, values[inside], skill, parameters), region(tree.tree_, int(worst), list(map(str, numbers))))


def _fitted(numbers: pd.DataFrame, values: Array, rows: NDArray[np.int64], bounds: tuple[int, int]) -> Any:
    from sklearn.tree import DecisionTreeRegressor

    tree = DecisionTreeRegressor(max_depth=bounds[0], min_samples_leaf=bounds[1], random_state=0)
    return tree.fit(plain_numbers(numbers)[rows], (values[:, 1] - values[:, 0])[rows])


def plain_numbers(numbers: pd.DataFrame) -> NDArray[np.float32]:
    """Single precision, as the tree reads it; infinite counts as missing."""
    with np.errstate(over="ignore"):
        found = numbers.to_numpy(dtype=np.float64, na_value=np.nan).astype(np.float32)
    return np.where(np.isfinite(found), found, np.float32(np.nan))


def region(tree: Any, leaf: int, names: list[str]) -> str:
    """The bounds on the way to ``leaf``, such as ``carry above 0.31 and flow at most 2``; all rows where nothing was split."""
    bounds: list[str] = []
    node = leaf
    while node != 0:
        parent = int(np.flatnonzero((tree.children_left == node) | (tree.children_right == node))[0])
        left = tree.children_left[parent] == node
        bounds.append(f"{names[tree.feature[parent]]} {'at most' if left else 'above'} {tree.threshold[parent]:.4g}")
        node = parent
    return " and ".join(reversed(bounds)) or "all rows"
