"""Rows put together from several frames without changing what their columns hold."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def stacked(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The rows of both, index renewed; categorical columns keep a common set of categories instead of falling to objects."""
    return pd.concat(
        {name: _joined(first.iloc[:, index], second.iloc[:, index]) for index, name in enumerate(first.columns)}, axis=1
    )


def repeated(pool: pd.DataFrame, row: int) -> pd.DataFrame:
    """A frame as long as ``pool`` in which each row is that one row of it."""
    return pool.take(np.full(len(pool), row)).set_axis(pool.index)


def with_column(frame: pd.DataFrame, pool: pd.DataFrame, name: object) -> pd.DataFrame:
    """A copy of ``frame`` whose column ``name`` is the pool's."""
    copy = frame.copy()
    copy[name] = pool[name]
    return copy


def mixed(pool: pd.DataFrame, sources: NDArray[np.int_]) -> pd.DataFrame:
    """Rows whose column j comes from the pool's row ``sources[:, j]`` (m, p)."""
    return pd.concat(
        {name: pd.Series(pool.iloc[:, index].array.take(sources[:, index])) for index, name in enumerate(pool.columns)}, axis=1
    )


def _joined(first: "pd.Series[Any]", second: "pd.Series[Any]") -> "pd.Series[Any]":
    if isinstance(first.dtype, pd.CategoricalDtype) and isinstance(second.dtype, pd.CategoricalDtype):
        return pd.Series(pd.api.types.union_categoricals([first, second], ignore_order=True))
    return pd.concat([first, second], ignore_index=True)
