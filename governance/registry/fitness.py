"""Refuses samples that no measurement could be trusted on: what is wrong, where, what to do."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.errors import SampleError
from governance.record.declaration import Role, Task

Array = NDArray[np.float64]
CLASSIFIERS = (Task.BINARY, Task.MULTICLASS)


def features_of(frame: pd.DataFrame, features: tuple[str, ...], sample: str) -> pd.DataFrame:
    """The columns the model takes. Raises `SampleError` where one is absent or holds infinities, or where there is no row."""
    absent = [name for name in features if name not in frame]
    if absent:
        raise SampleError(
            f"a column the model needs is absent: {', '.join(absent[:5])}",
            f"sample {sample!r}",
            "log the sample with every input of the model",
        )
    if frame.empty:
        raise SampleError("the sample has no rows", f"sample {sample!r}", "log a sample that has rows")
    chosen = frame.loc[:, list(features)]
    for name in chosen.select_dtypes(include=[np.number]).columns:
        endless = int(np.isinf(chosen[name].to_numpy(dtype=float, na_value=np.nan)).sum())
        if endless:
            raise SampleError(
                f"column {name!r} has {endless} infinite values", f"sample {sample!r}", "mend the data and log the sample again"
            )
    return chosen


def target_of(frame: pd.DataFrame, column: str, task: Task, classes: tuple[object, ...] | None, sample: str) -> Array:
    """(n,) the target as numbers; class labels as their index in ``classes``. Raises `SampleError` where that cannot be."""
    if column not in frame:
        raise SampleError(f"the target column {column!r} is absent", f"sample {sample!r}", "log the sample with its target")
    values = frame[column]
    missing = int(values.isna().sum())
    if missing:
        raise SampleError(
            f"the target {column!r} is missing in {missing} rows", f"sample {sample!r}", "leave out rows without an outcome"
        )
    return _classes(values, classes, column, sample) if task in CLASSIFIERS else _numbers(values, column, sample)


def both_classes(target: Array, role: Role, sample: str) -> None:
    """Raise `SampleError` where a classifier's sample has one class only: nothing about it can be measured."""
    if role in {Role.TRAINING, Role.VALIDATION} and len(np.unique(target)) < 2:
        raise SampleError("the target has one class only", f"sample {sample!r}", "use a sample in which every class occurs")


def weights_of(column: "pd.Series[Any]", sample: str) -> "pd.Series[Any]":
    """The weights as they are. Raises `SampleError` where they are no weights: one is missing or negative, or all are zero."""
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    without = int((~np.isfinite(numbers)).sum())
    below = int((numbers < 0).sum())
    problem = (
        (without and f"has no finite number in {without} rows")
        or (below and f"is negative in {below} rows")
        or (not numbers.any() and "is zero in every row")
    )
    if problem:
        raise SampleError(
            f"the weight column {column.name!r} {problem}",
            f"sample {sample!r}",
            "give every row a weight of 0 or more, and some more",
        )
    return column


def _numbers(values: "pd.Series[Any]", column: str, sample: str) -> Array:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    if np.isnan(numbers).any():
        raise SampleError(
            f"the target {column!r} is not numeric",
            f"sample {sample!r}",
            "log a numeric target, or declare a classification task",
        )
    endless = int(np.isinf(numbers).sum())
    if endless:
        raise SampleError(
            f"the target {column!r} has {endless} infinite values", f"sample {sample!r}", "mend the data and log the sample again"
        )
    return np.asarray(numbers)


def _classes(values: "pd.Series[Any]", classes: tuple[object, ...] | None, column: str, sample: str) -> Array:
    known = {str(_whole(label)): index for index, label in enumerate(classes if classes is not None else (0, 1))}
    labels = [known.get(str(_whole(value))) for value in values]
    if None in labels:
        stranger = values.iloc[labels.index(None)]
        raise SampleError(
            f"the target {column!r} has the value {stranger!r}, which the model does not know", f"sample {sample!r}",
            f"use the model's classes: {', '.join(known)}",
        )  # fmt: skip
    return np.asarray(labels, dtype=float)


def _whole(value: object) -> object:
    """1.0 and True stand for class 1, as they do in scikit-learn."""
    if isinstance(value, bool | np.bool_):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
