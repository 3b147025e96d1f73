"""What an answer cost: one loss a row, by task."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.forecasts import qlike
from governance.subject.subject import Subject

Array = NDArray[np.float64]

LOSSES = {
    Task.REGRESSION: "squared error",
    Task.PRICING: "squared error",
    Task.VOLATILITY: "QLIKE of the variance",
    Task.BINARY: "log loss",
    Task.MULTICLASS: "log loss",
    Task.STRATEGY: "negative return of the position held",
}
CLASSIFIERS = (Task.BINARY, Task.MULTICLASS)
# A range of exactly zero makes QLIKE infinite whatever was forecast; it is read as this share of the sample's mean variance.
SMALLEST_VARIANCE = 1e-3


def losses(subject: Subject, role: Role) -> Array:
    """(n,) losses of the model on one sample, in the sample's (time) order."""
    return per_row_loss(subject, subject.samples[role].target, subject.scores(role))


def per_row_loss(subject: Subject, target: Array, scores: Array) -> Array:
    """(n,) losses of ``scores`` (n, k) against ``target`` (n,), by the subject's task (`LOSSES`).

    A variance forecast that is not positive has an infinite QLIKE. Probabilities are clipped at the machine's epsilon, as
    scikit-learn does.
    """
    if subject.task in CLASSIFIERS:
        return _log_loss(target, scores)
    answer = scores[:, -1]
    if subject.task is Task.VOLATILITY:
        return _qlike(variance(subject, target), variance(subject, answer))
    if subject.task is Task.STRATEGY:
        return -answer * target
    return np.square(target - answer)


def variance(subject: Subject, values: Array) -> Array:
    """Values in variance units, whichever unit the target is declared in."""
    return np.square(values) if subject.identity.target_unit == "volatility" else values


def weights(subject: Subject, role: Role) -> Array:
    """(n,) row weights of mean one; all one where no weight column is declared."""
    sample = subject.samples[role]
    if "weight" not in sample.columns:
        return np.ones(sample.rows)
    given = sample.columns["weight"].to_numpy(dtype=float)
    return np.asarray(given / given.mean())


def _log_loss(target: Array, scores: Array) -> Array:
    probabilities = both(scores)
    chosen = probabilities[np.arange(len(target)), target.astype(int)]
    return np.asarray(-np.log(np.clip(chosen, np.finfo(float).eps, 1.0)))


def both(scores: Array) -> Array:
    """(n, classes) probabilities, where a binary model may have given only that of its positive class."""
    return np.hstack([1 - scores, scores]) if scores.shape[1] == 1 else scores


def _qlike(realised: Array, forecast: Array) -> Array:
    floor = SMALLEST_VARIANCE * float(np.mean(realised))
    found: Array = np.full(len(realised), np.inf)
    usable = forecast > 0
    found[usable] = qlike(np.maximum(realised, floor)[usable], forecast[usable])
    return found


def describe_loss(subject: Subject) -> str:
    """The loss in words, for conventions."""
    return LOSSES[subject.task]


def dependent(subject: Subject) -> bool:
    """Whether rows are taken as dependent: always, unless they are declared to have no order in time or none is known."""
    return subject.identity.time_ordered is True


def convention(subject: Subject, *parts: Any) -> str:
    """How an interval was made, in words."""
    order = "stationary block bootstrap" if dependent(subject) else "independent bootstrap"
    unknown = "; the order of the rows in time is unknown" if subject.identity.time_ordered is None else ""
    return "; ".join([*map(str, parts), order]) + unknown
