"""Copies of rows with something changed in them, put to the model in as few calls as it takes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def changed(frame: pd.DataFrame, name: Any, column: Any) -> pd.DataFrame:
    """``frame`` with another ``column`` under ``name``, the rest shared."""
    copy = frame.copy(deep=False)
    copy[name] = column
    return copy


def emptied(column: Any) -> Any:
    """The column with every value missing: numbers as NaN, anything else as its type writes it."""
    if is_number(column):
        return pd.Series(np.nan, index=column.index, dtype=float)
    return pd.Series([None] * len(column), index=column.index, dtype=column.dtype)


def is_number(column: Any) -> bool:
    """Whether the column holds numbers or truth values."""
    return pd.api.types.is_numeric_dtype(column.dtype)


def scored_together(subject: Subject, copies: Sequence[pd.DataFrame]) -> list[Array] | Failure:
    """(n, k) scores of each of ``copies``, all in one batch."""
    if not copies:
        return []
    scores = subject.scoring.frame(pd.concat(copies, ignore_index=True))
    if isinstance(scores, Failure):
        return scores
    return list(np.split(scores, np.cumsum([len(copy) for copy in copies])[:-1]))


def scored_each(subject: Subject, copies: Sequence[pd.DataFrame]) -> list[Array | Failure]:
    """Scores of each of ``copies``: in one batch, and where that fails one by one, since the failure may be that of one of them."""
    whole = scored_together(subject, copies)
    if isinstance(whole, Failure):
        return [subject.scoring.frame(copy) for copy in copies]
    return [*whole]
