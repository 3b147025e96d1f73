"""The performance metrics of each task, written as functions of per-row means so that resampling never scores again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.discrimination import delong
from governance.statistics.resampling import Statistic
from governance.subject.outcomes import both, per_row_loss, variance, weights
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """``statistic`` of the column means of ``values`` (n, k) is the metric."""

    values: Array
    statistic: Statistic


def recipes(subject: Subject, role: Role) -> dict[str, Recipe]:
    """The metrics of the subject's task on one sample, by name; rows in the sample's order, row weights applied."""
    build = {
        Task.REGRESSION: _errors,
        Task.PRICING: _errors,
        Task.VOLATILITY: _variances,
        Task.BINARY: _probabilities,
        Task.MULTICLASS: _classes,
        Task.STRATEGY: _positions,
    }[subject.task]
    return build(subject, role)


def _errors(subject: Subject, role: Role) -> dict[str, Recipe]:
    sample, weight = subject.samples[role], weights(subject, role)
    error = sample.target - subject.prediction(role)
    squared = weight * error**2
    from_mean = weight * (sample.target - _training_mean(subject)) ** 2
    return {
        "rmse": Recipe(_columns(squared), lambda means: np.sqrt(means[:, 0])),
        "mae": Recipe(_columns(weight * np.abs(error)), _first),
        "r_squared": Recipe(_columns(squared, from_mean), _r_squared),
    }


def _variances(subject: Subject, role: Role) -> dict[str, Recipe]:
    sample, weight = subject.samples[role], weights(subject, role)
    realised = variance(subject, sample.target)
    squared = weight * (realised - variance(subject, subject.prediction(role))) ** 2
    training = variance(subject, subject.samples[Role.TRAINING].target)
    from_mean = weight * (realised - float(np.average(training, weights=weights(subject, Role.TRAINING)))) ** 2
    return {
        "qlike": Recipe(_columns(weight * per_row_loss(subject, sample.target, subject.scores(role))), _first),
        "mse": Recipe(_columns(squared), _first),
        "r_squared": Recipe(_columns(squared, from_mean), _r_squared),
    }


def _probabilities(subject: Subject, role: Role) -> dict[str, Recipe]:
    sample, weight = subject.samples[role], weights(subject, role)
    probability = subject.prediction(role)
    area = delong(sample.target, probability)
    return {
        "auc": Recipe(_columns(area.influence[:, 0] + float(area.auc)), _first),
        "log_loss": Recipe(_columns(weight * per_row_loss(subject, sample.target, subject.scores(role))), _first),
        "brier": Recipe(_columns(weight * (probability - sample.target) ** 2), _first),
    }


def _classes(subject: Subject, role: Role) -> dict[str, Recipe]:
    sample, weight = subject.samples[role], weights(subject, role)
    scores = both(subject.scores(role))
    return {
        "log_loss": Recipe(_columns(weight * per_row_loss(subject, sample.target, scores)), _first),
        "accuracy": Recipe(_columns(weight * (scores.argmax(axis=1) == sample.target)), _first),
    }


def _positions(subject: Subject, role: Role) -> dict[str, Recipe]:
    returns = subject.prediction(role) * subject.samples[role].target
    return {
        "mean_return": Recipe(_columns(returns), _first),
        "sharpe": Recipe(_columns(returns, returns**2), _sharpe),
    }


def _training_mean(subject: Subject) -> float:
    return float(np.average(subject.samples[Role.TRAINING].target, weights=weights(subject, Role.TRAINING)))


def _columns(*values: Array) -> Array:
    return np.column_stack(values)


def _first(means: Array) -> Array:
    return np.asarray(means[:, 0])


def _r_squared(means: Array) -> Array:
    return np.asarray(1 - means[:, 0] / means[:, 1])


def _sharpe(means: Array) -> Array:
    return np.asarray(means[:, 0] / np.sqrt(means[:, 1] - means[:, 0] ** 2))
