"""Back from the columns a transformer made to the columns a person knows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.model.frames import stacked
from governance.subject.model.interface import Failure

Array = NDArray[np.float64]
Transform = Callable[[pd.DataFrame], Any]


def dependence(transform: Transform, frame: pd.DataFrame, background: pd.DataFrame) -> NDArray[np.bool_]:
    """(p, derived) whether a derived column answers to an input column, seen by moving one input column at a time."""
    pool = stacked(frame, background)
    reference = pool.take(np.full(len(pool), len(frame))).set_axis(pool.index)
    start = matrix(transform(reference))
    return np.stack([_differs(matrix(transform(reference.assign(**{name: pool[name]}))), start) for name in pool.columns])


def gathered(values: Array, answers_to: NDArray[np.bool_], names: list[str]) -> Array | Failure:
    """(n, p, outputs): contributions of derived columns, summed over those that one input column feeds.

    A derived column fed by several (a principal component, an interaction) has no one origin; a `Failure` says so.
    """
    feeds = answers_to.sum(axis=0)
    if (feeds > 1).any():
        several = [name for name, fed in zip(names, answers_to[:, int(np.argmax(feeds > 1))], strict=True) if fed]
        return Failure(f"a transformer mixes the columns {', '.join(several[:5])}, so that no contribution belongs to one of them")
    if np.abs(values[:, feeds == 0]).max(initial=0.0) > 0:
        return Failure("a transformer makes a column that answers to no column of the sample, and the model uses it")
    return np.asarray(np.einsum("nqk,pq->npk", values, answers_to.astype(float)))


def matrix(seen: Any) -> Any:
    """What a transformer made, as a plain two-dimensional array."""
    return seen.to_numpy() if hasattr(seen, "to_numpy") else np.asarray(seen)


def _differs(made: Any, start: Any) -> NDArray[np.bool_]:
    same = (made == start) | (pd.isna(made) & pd.isna(start))
    return np.asarray(~same.all(axis=0), dtype=bool)
