"""Answers that were served, held against those of the audited version."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.outcomes import both
from governance.subject.repeating import answer_range
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Served:
    """``distances`` (m,) of the served answers from the audited ones, over the range of the answers; ``differs`` (m,); ``unknown`` rows."""

    distances: Array
    differs: NDArray[np.bool_]
    unknown: int
    form: str


def served(subject: Subject, role: Role, tolerance: float) -> Served | str:
    """The comparison on one sample, or why it cannot be made.

    Served answers may be values, probabilities of the positive class or labels. They differ where they are further away than
    ``tolerance`` times the range of the answers, and times the answer itself, which is what storage in 32 bits may cost.
    """
    column = subject.samples[role].columns.get("served")
    if column is None:
        return f"the {role.value} sample has no column of served answers"
    if _labels(subject, column):
        return _of_labels(subject, role, column)
    given = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)
    if subject.task is Task.MULTICLASS or not np.isfinite(given).any():
        return f"the served answers of the {role.value} sample are neither numbers nor classes that the model knows"
    known, answers, scale = np.isfinite(given), subject.prediction(role), answer_range(subject, role)
    distance = np.abs(given - answers)[known]
    allowed = tolerance * (scale + np.abs(answers[known]))
    form = "probabilities of the positive class" if subject.task is Task.BINARY else "values"
    return Served(distance / scale, distance > allowed, int((~known).sum()), form)


def _labels(subject: Subject, column: "pd.Series[Any]") -> bool:
    classes = subject.scoring.model.classes
    if subject.task not in (Task.BINARY, Task.MULTICLASS) or classes is None:
        return False
    return bool(column.dropna().map(_text).isin([_text(item) for item in classes]).all()) and bool(column.notna().any())


def _of_labels(subject: Subject, role: Role, column: "pd.Series[Any]") -> Served:
    classes = np.array([_text(item) for item in subject.scoring.model.classes or ()])
    known = column.notna().to_numpy()
    answers = classes[both(subject.scores(role)).argmax(axis=1)]
    differs = column.map(_text).to_numpy()[known] != answers[known]
    return Served(differs.astype(float), differs, int((~known).sum()), "labels against the likeliest class")


def _text(value: object) -> str:
    """1.0 and True stand for class 1."""
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
