"""Back from the columns a transformer made to the columns a person knows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.model.anatomy import dense
from governance.subject.model.frames import repeated, stacked, with_column
from governance.subject.model.interface import Failure

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Transform = Callable[[pd.DataFrame], Any]


def origins(transform: Transform, frame: pd.DataFrame, background: pd.DataFrame) -> Flags | Failure:
    """(p, derived) flags: derived column q is a function of input column p alone; a constant one has no flag.

    Seen by moving one input column at a time away from one row: the derived column must then be what it is when all columns
    move together. One that answers to several (a principal component, an interaction) has no one origin: a `Failure`.
    """
    pool = stacked(frame, background)
    reference = repeated(pool, len(frame))
    start, whole = dense(transform(reference)), dense(transform(pool))
    alone = [dense(transform(with_column(reference, pool, name))) for name in pool.columns]
    changes = ~_same(whole, start)
    owns = np.stack([_same(made, whole) & changes for made in alone])
    if (changes & ~owns.any(axis=0)).any():
        orphan = int(np.argmax(changes & ~owns.any(axis=0)))
        fed = [str(name) for name, made in zip(pool.columns, alone, strict=True) if not _same(made, start)[orphan]]
        return Failure(f"a transformer mixes columns ({', '.join(fed[:5])}), so that no contribution belongs to one of them")
    return owns


def gathered(values: Array, owns: Flags) -> Array | Failure:
    """(n, p, outputs): contributions of derived columns (n, q, outputs), summed over those that one input column feeds."""
    if np.abs(values[:, ~owns.any(axis=0)]).max(initial=0.0) > 0:
        return Failure("a transformer makes a column that answers to no column of the sample, and the model uses it")
    return np.asarray(np.einsum("nqk,pq->npk", values, (owns / np.maximum(owns.sum(axis=0), 1))))


def _same(made: Any, other: Any) -> Flags:
    return np.asarray(((made == other) | (pd.isna(made) & pd.isna(other))).all(axis=0), dtype=bool)
