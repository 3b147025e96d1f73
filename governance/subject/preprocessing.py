"""What fitted preprocessing remembers of the rows it was fitted on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.model.anatomy import anatomy
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# The attribute in which each of scikit-learn's own steps keeps a statistic of single columns, and which statistic it is.
KEEPS = {
    "StandardScaler": ("mean_", "mean"),
    "RobustScaler": ("center_", "median"),
    "MinMaxScaler": ("data_max_", "max"),
    "MaxAbsScaler": ("max_abs_", "largest"),
}

MEASURES: dict[str, Callable[[Array], Any]] = {
    "mean": np.mean,
    "median": np.median,
    "max": np.max,
    "largest": lambda given: np.max(np.abs(given)),
}


@dataclass(frozen=True)
class Remembered:
    """One statistic of one column as a step holds it, and as it is in the rows without and with validation."""

    step: str
    column: str
    held: float
    without: float
    including: float

    @property
    def place(self) -> float:
        """0 where the statistic is that of the rows without validation, 1 where it is that of the rows with validation."""
        return (self.held - self.without) / (self.including - self.without)


def remembered(subject: Subject) -> tuple[Remembered, ...]:
    """Every statistic that can be told: held by a step that sees columns of the sample, and not the same with and without validation.

    The rows without validation are training, or training with tuning, whichever the statistic is nearer to; those with it add
    the validation rows.
    """
    found = []
    for step, columns, attribute, kind in _held(
        getattr(subject.scoring.model, "native", None), list(subject.samples[Role.TRAINING].features)
    ):
        values = np.atleast_1d(np.asarray(attribute, dtype=float))
        if len(values) == len(columns):
            found += [_told(subject, step, column, float(value), kind) for column, value in zip(columns, values, strict=True)]
    return tuple(item for item in found if item is not None)


def _held(native: Any, names: list[Any]) -> Iterator[tuple[str, list[Any], Any, str]]:
    """Step, its columns, the values it holds and which statistic they are."""
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

    for step in [] if native is None else anatomy(native).before[:1]:
        if not isinstance(step, ColumnTransformer):
            yield from _own(step, names)
            continue
        for _, part, columns in step.transformers_:
            first = part.steps[0][1] if isinstance(part, Pipeline) else part
            yield from _own(first, _named(columns, names))


def _own(step: Any, columns: list[Any]) -> Iterator[tuple[str, list[Any], Any, str]]:
    kind = type(step).__name__
    if kind == "SimpleImputer" and step.strategy in ("mean", "median"):
        yield kind, columns, step.statistics_, step.strategy
    elif kind in KEEPS and getattr(step, KEEPS[kind][0], None) is not None:
        yield kind, columns, getattr(step, KEEPS[kind][0]), KEEPS[kind][1]


def _named(columns: Any, names: list[Any]) -> list[Any]:
    """A column transformer may say its columns by name, by place, by flag or by slice."""
    if isinstance(columns, str):
        return [columns]
    places = np.arange(len(names))
    if isinstance(columns, slice):
        return [names[place] for place in places[columns]]
    listed = np.asarray(columns)
    return list(columns) if listed.dtype.kind in "OUT" else [names[place] for place in places[listed]]


def _told(subject: Subject, step: str, column: Any, held: float, kind: str) -> Remembered | None:
    parts = {
        role: subject.samples[role].features[column]
        for role in (Role.TRAINING, Role.TUNING, Role.VALIDATION)
        if role in subject.samples
    }
    grounds = [[Role.TRAINING], [Role.TRAINING, Role.TUNING]] if Role.TUNING in parts else [[Role.TRAINING]]
    pairs = [tuple(_statistic(parts, roles, kind) for roles in (ground, [*ground, Role.VALIDATION])) for ground in grounds]
    without, including = min(pairs, key=lambda pair: min(abs(held - value) for value in pair))
    scale = float(np.nanstd(parts[Role.TRAINING].to_numpy(dtype=float)))
    if not np.isfinite([held, without, including]).all() or abs(including - without) <= 1e-6 * scale:
        return None
    return Remembered(step, str(column), held, without, including)


def _statistic(parts: dict[Role, "pd.Series[Any]"], roles: list[Role], kind: str) -> float:
    values = np.concatenate([parts[role].to_numpy(dtype=float) for role in roles])
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return float("nan")
    return float(MEASURES[kind](known))
