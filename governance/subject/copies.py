"""Copies of rows with something changed in them, put to the model in as few calls as it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# Interquartile range of a standard normal: over it, a range of quartiles is a standard deviation (Huber 1981, section 5.1).
QUARTILES = 1.349


@dataclass(frozen=True)
class Scale:
    """Where the known values of a column lie: their ``median``, and their ``spread`` as `robust_spread` tells it."""

    median: float
    spread: float


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


def movable(column: Any) -> bool:
    """Whether the column holds numbers that may be a little larger or smaller: no truth values."""
    return is_number(column) and not pd.api.types.is_bool_dtype(column.dtype)


def robust_spread(column: Any) -> float:
    """The interquartile range as a standard deviation, or the standard deviation itself where half of the values are equal."""
    values = column.to_numpy(dtype=float, na_value=np.nan)
    low, high = np.nanquantile(values, [0.25, 0.75])
    return float((high - low) / QUARTILES) or float(np.nanstd(values))


def training_scales(subject: Subject) -> Mapping[Any, Scale]:
    """The `Scale` of each numeric training feature, by name; computed once for all checks."""

    def make() -> dict[Any, Scale]:
        numbers = {name: column for name, column in subject.samples[Role.TRAINING].features.items() if is_number(column)}
        return {name: Scale(float(column.median()), robust_spread(column)) for name, column in numbers.items()}

    return subject.once("training scales", make)


def typed(values: Array, column: Any) -> Any:
    """``values`` in the type of ``column``: whole numbers stay whole, within what their type can hold."""
    if not pd.api.types.is_integer_dtype(column.dtype):
        return pd.Series(values, index=column.index).astype(column.dtype)
    bounds = np.iinfo(getattr(column.dtype, "numpy_dtype", column.dtype))
    top = float(bounds.max)
    top = top if int(top) <= bounds.max else float(np.nextafter(top, 0.0))  # 64 bits: the nearest float lies above
    inside = np.clip(np.rint(values), float(bounds.min), top)
    return pd.Series(inside, index=column.index).astype(column.dtype)


def scored_together(subject: Subject, copies: Sequence[pd.DataFrame]) -> list[Array] | Failure:
    """(n, k) scores of each of ``copies``, all in one batch.

    The copies of a row follow one another: they take nearly the same way through a forest, which then answers twice as fast.
    """
    if not copies:
        return []
    lengths = [len(copy) for copy in copies]
    order = np.argsort(np.concatenate([np.arange(length) for length in lengths]), kind="stable")
    asked = subject.scoring.frame(pd.concat(copies, ignore_index=True).take(order).reset_index(drop=True))
    if isinstance(asked, Failure):
        return asked
    scores = np.empty_like(asked)
    scores[order] = asked
    return list(np.split(scores, np.cumsum(lengths)[:-1]))


def scored_each(subject: Subject, copies: Sequence[pd.DataFrame]) -> list[Array | Failure]:
    """Scores of each of ``copies``: in one batch, and where that fails one by one, since the failure may be that of one of them."""
    whole = scored_together(subject, copies)
    if isinstance(whole, Failure):
        return [subject.scoring.frame(copy) for copy in copies]
    return [*whole]
