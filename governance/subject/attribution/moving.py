"""How far answers move when rows are changed, and the groups of features that a declaration names together."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.directions import CENTRAL
from governance.subject.model.interface import Failure
from governance.subject.model.links import outputs
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def moves(subject: Subject, changed: pd.DataFrame, positions: NDArray[np.int_], factor: float = 1.0) -> Array | Failure:
    """(n,) distances of the answers to ``changed`` (n, p) from ``factor`` times those to the rows at ``positions`` (n,), over `SPAN`.

    Of several outputs the one that moves most counts. A `Failure` where the changed rows cannot be scored, or answers do not vary.
    """
    answers = outputs(subject.scores(Role.VALIDATION))
    low, high = np.quantile(answers, CENTRAL, axis=0)
    unit = float((high - low).max())
    if unit == 0.0:
        return Failure("the model's answers do not vary over the validation sample, so that no move has a size")
    scores = subject.scoring.frame(changed)
    if isinstance(scores, Failure):
        return Failure(f"changed rows cannot be scored: {scores.reason}")
    return np.asarray(np.abs(outputs(scores) - factor * answers[positions]).max(axis=1) / unit)


def departures(
    subject: Subject, role: str, columns: tuple[str, ...], positions: NDArray[np.int_], factor: float
) -> Array | Failure:
    """(n,) how far the answers at ``positions`` (n,) move when ``columns`` change places (``exchangeable``) or unit, by ``factor``."""
    sample, inputs = subject.samples[Role.VALIDATION], inputs_among(subject, columns)
    rows = sample.features.iloc[positions].reset_index(drop=True)
    if role == "exchangeable":
        if len(inputs) < 2:
            return Failure("fewer than two of the columns are numeric inputs of the model")
        turned = zip(inputs, inputs[1:] + inputs[:1], strict=True)
        return moves(subject, rows.assign(**{name: rows[after] for name, after in turned}), positions)
    if not inputs:
        return Failure("none of the columns is a numeric input of the model")
    changed = rows.assign(**{name: rows[name] * factor for name in inputs})
    return moves(subject, changed, positions, factor if sample.identity.target in columns else 1.0)


def named_together(subject: Subject, role: str) -> dict[str, tuple[str, ...]]:
    """The columns of each list that is declared (``governance.columns``) under ``role``, or under ``role`` with a name: ``role-legs``."""
    found: dict[str, list[str]] = {}
    for declared in subject.samples[Role.VALIDATION].columns:
        start, _, column = declared.partition(":")
        if column and (start == role or start.startswith(f"{role}-")):
            found.setdefault(start, []).append(column)
    return {start: tuple(columns) for start, columns in found.items()}


def inputs_among(subject: Subject, columns: tuple[str, ...]) -> list[str]:
    """Those of ``columns`` that are numeric inputs of the model, in the order given."""
    features = subject.samples[Role.VALIDATION].features
    numeric = {str(name) for name in features.columns if pd.api.types.is_numeric_dtype(features[name].dtype)}
    return [name for name in columns if name in numeric]
