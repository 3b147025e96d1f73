"""Rows put together from several frames without changing what their columns hold."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def stacked(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The rows of both, index renewed; categorical columns keep a common set of categories instead of falling to objects."""
    joined = {}
    for column in first.columns:
        upper, lower = first[column], second[column]
        if isinstance(upper.dtype, pd.CategoricalDtype) and isinstance(lower.dtype, pd.CategoricalDtype):
            joined[column] = pd.Series(pd.api.types.union_categoricals([upper, lower], ignore_order=True))
        else:
            joined[column] = pd.concat([upper, lower], ignore_index=True)
    return pd.DataFrame(joined, columns=first.columns)


def mixed(pool: pd.DataFrame, sources: NDArray[np.int_]) -> pd.DataFrame:
    """Rows whose column j comes from the pool's row ``sources[:, j]`` (m, p)."""
    return pd.DataFrame(
        {column: pool[column].array.take(sources[:, index]) for index, column in enumerate(pool.columns)}, columns=pool.columns
    )


def assigned(frame: pd.DataFrame, column: str, values: pd.Series) -> pd.DataFrame:
    """A copy of ``frame`` with ``column`` replaced by ``values`` in that column's own type."""
    return frame.assign(**{column: values.astype(frame[column].dtype).to_numpy()})
