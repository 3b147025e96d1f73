"""What a model says, taken with care: columns picked for it, answers held to their form, exceptions turned into reasons."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Task
from governance.subject.model.interface import Failure

Array = NDArray[np.float64]
Answer = TypeVar("Answer")
CLASSIFICATION = (Task.BINARY, Task.MULTICLASS)
SAYS_LABELS = (
    "the model answers with class labels, not with probabilities; log it so that it gives probabilities "
    '(for scikit-learn: mlflow.sklearn.log_model(..., pyfunc_predict_fn="predict_proba"))'
)


def answered(question: Callable[[], Answer], what: str) -> Answer | Failure:
    """The answer to ``question``, or a `Failure` that says in which way ``what`` failed."""
    try:
        return question()
    except Exception as error:  # noqa: BLE001  a model is foreign code and may raise anything; its reason becomes a value
        first = str(error).strip().partition("\n")[0]
        return Failure(f"{what} raised {type(error).__name__}: {first}" if first else f"{what} raised {type(error).__name__}")


def picked(frame: pd.DataFrame, names: Sequence[str] | None, count: int | None) -> pd.DataFrame | Failure:
    """The columns ``names`` of ``frame`` in that order, or all of them where a model knows only their ``count``.

    Names are compared as text; where that fails, with whitespace read as an underscore, as LightGBM stores them.
    """
    if names is None:
        if count is not None and count != frame.shape[1]:
            return Failure(f"the model takes {count} features, the sample has {frame.shape[1]}")
        return frame
    known = {str(column): column for column in frame.columns}
    loose = {re.sub(r"\s", "_", str(column)): column for column in frame.columns}
    found = [known.get(str(name), loose.get(str(name))) for name in names]
    missing = [str(name) for name, column in zip(names, found, strict=True) if column is None]
    if missing:
        return Failure(f"the sample lacks {len(missing)} of the model's features: {', '.join(missing[:10])}")
    return frame if list(frame.columns) == found else frame[found]


def both_picked(
    frame: pd.DataFrame, background: pd.DataFrame, names: Sequence[str] | None, count: int | None
) -> tuple[pd.DataFrame, pd.DataFrame] | Failure:
    """`picked` of the rows to explain and of the rows they are held against."""
    taken, ground = picked(frame, names, count), picked(background, names, count)
    if isinstance(taken, Failure):
        return taken
    return ground if isinstance(ground, Failure) else (taken, ground)


def scored(
    ask: Callable[[pd.DataFrame], Any], frame: pd.DataFrame, names: Sequence[str] | None, count: int | None, task: Task
) -> Array | Failure:
    """What ``ask`` says of the columns it knows, as the task wants it, or a `Failure` with the reason why not."""
    taken = picked(frame, names, count)
    if isinstance(taken, Failure):
        return taken
    answers = answered(lambda: checked(ask(taken), len(taken)), "the model")
    return answers if isinstance(answers, Failure) else in_form(answers, task)


def checked(answers: Any, rows: int) -> Array | Failure:
    """``answers`` as finite floats of shape (rows, k), or a `Failure` that names what is wrong and where it begins."""
    scores = np.asarray(answers, dtype=np.float64)
    scores = scores.reshape(-1, 1) if scores.ndim == 1 else scores
    if scores.ndim != 2 or len(scores) != rows:
        return Failure(f"the model was given {rows} rows and answered in the shape {np.shape(answers)}", silent=True)
    bad = ~np.isfinite(scores).all(axis=1)
    if bad.any():
        return Failure(
            f"{int(bad.sum())} of {rows} answers are not finite numbers, the first at row position {int(bad.argmax())}",
            silent=True,
        )
    return scores


def in_form(scores: Array, task: Task) -> Array | Failure:
    """``scores`` (n, k) as the task wants them: (n, classes) of probabilities for a classifier, else (n, 1)."""
    if task not in CLASSIFICATION:
        return scores if scores.shape[1] == 1 else Failure(f"the model gives {scores.shape[1]} answers a row where one is wanted")
    if task is Task.BINARY and scores.shape[1] == 1:
        scores = np.hstack([1 - scores, scores])
    if scores.shape[1] == 1 or (task is Task.BINARY and scores.shape[1] != 2):
        return Failure(
            f"the model gives {scores.shape[1]} columns of answers, which are no probabilities of a {task.value} outcome"
        )
    slack = 1e-3  # single-precision softmax outputs do not sum to one exactly
    if (scores < -slack).any() or (np.abs(scores.sum(axis=1) - 1) > slack).any() or (scores > 1 + slack).any():
        return Failure("the model's answers are not probabilities: they leave [0, 1] or do not sum to one", silent=True)
    return scores
