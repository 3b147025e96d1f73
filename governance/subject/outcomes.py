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
    """(n,) losses of ``scores`` (n, k) against the ``target`` (n,) of a whole sample, by the subject's task (`LOSSES`).

    A volatility forecast that is not positive has an infinite QLIKE; a score that is NaN has a NaN loss. Probabilities are clipped
    at the machine's epsilon, as scikit-learn does.
    """
    if subject.task in CLASSIFIERS:
        return _log_loss(target, scores)
    answer = scores[:, -1]
    if subject.task is Task.VOLATILITY:
        return _qlike(subject, target, answer)
    if subject.task is Task.STRATEGY:
        return -answer * target
    return np.square(target - answer)


def variance(subject: Subject, values: Array) -> Array:
    """Values in variance units, whichever unit the target is declared in."""
    return np.square(values) if subject.identity.target_unit == "volatility" else values


def realised_variance(subject: Subject, role: Role) -> Array:
    """(n,) realised variances of a sample as the loss reads them: never below its floor."""
    realised = variance(subject, subject.samples[role].target)
    return np.maximum(realised, _floor(realised))


def in_target_unit(subject: Subject, variances: Array) -> Array:
    """The inverse of `variance`."""
    return np.sqrt(variances) if subject.identity.target_unit == "volatility" else variances


def floored(subject: Subject, role: Role, scores: Array) -> Array:
    """Variance forecasts, in the target's unit, raised to the floor that the sample's realised values have; others as they are.

    For forecasts that repeat realised values: what the loss would not read as zero when realised is not forecast as zero.
    """
    if subject.task is not Task.VOLATILITY:
        return scores
    return np.maximum(scores, in_target_unit(subject, np.asarray(_floor(variance(subject, subject.samples[role].target)))))


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


def _floor(realised: Array) -> float:
    return SMALLEST_VARIANCE * float(np.mean(realised))


def _qlike(subject: Subject, target: Array, answer: Array) -> Array:
    realised = variance(subject, target)
    found = np.where(np.isnan(answer), np.nan, np.inf)
    usable = answer > 0
    found[usable] = qlike(np.maximum(realised, _floor(realised))[usable], variance(subject, answer[usable]))
    return found


def describe_loss(subject: Subject) -> str:
    """The loss in words, for conventions."""
    return LOSSES[subject.task]


def dependent(subject: Subject) -> bool:
    """Whether rows are taken as dependent: always, unless they are declared to have no order in time.

    Where the order is unknown the rows are taken in file order. Truly independent rows lose nothing by it: their blocks are short.
    """
    return subject.identity.time_ordered is not False


def convention(subject: Subject, *parts: Any) -> str:
    """How an interval was made, in words."""
    order = "stationary block bootstrap" if dependent(subject) else "independent bootstrap"
    unknown = " of the rows in file order; their order in time is unknown" if subject.identity.time_ordered is None else ""
    return "; ".join([*map(str, parts), order]) + unknown
