"""The performance metrics of each task, written as functions of per-row means so that resampling never scores again."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.discrimination import delong
from governance.statistics.resampling import UNBOUNDED, Estimate, Statistic, wilson
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import last_known
from governance.subject.outcomes import both, per_row_loss, variance, weights
from governance.subject.past import has_past, is_panel
from governance.subject.subject import Subject

Array = NDArray[np.float64]
POSITIVE = (0.0, np.inf)
SHARE = (0.0, 1.0)


@dataclass(frozen=True)
class Recipe:
    """``statistic`` of the column means of ``values`` (n, k) is the metric, which lies within ``bounds``.

    ``trials`` is set where the metric is a share: of so many independent trials at most.
    """

    values: Array
    statistic: Statistic
    bounds: tuple[float, float] = UNBOUNDED
    trials: int | None = None


def recipes(subject: Subject, role: Role) -> dict[str, Recipe]:
    """The metrics of the subject's task on one sample, by name; rows in the sample's order, row weights applied.

    A weighted mean is a ratio of two means, that of the weighted values and that of the weights, and is resampled as such. The area
    under the ROC curve is left out where the sample holds one class only.
    """
    build = {
        Task.REGRESSION: _errors,
        Task.PRICING: _errors,
        Task.VOLATILITY: _variances,
        Task.BINARY: _probabilities,
        Task.MULTICLASS: _classes,
        Task.STRATEGY: _positions,
    }[subject.task]
    return build(subject, role)


def measured(subject: Subject, recipe: Recipe, parameters: BootstrapParameters) -> Estimate:
    """The metric with its interval; a share of none or all, which no resample can vary, has that of Wilson (1927)."""
    found = estimate(subject, recipe.values, recipe.statistic, parameters, bounds=recipe.bounds)
    if recipe.trials is None or found.low < found.high:
        return found
    low, high = wilson(found.value * recipe.trials, recipe.trials, found.confidence)
    return replace(found, low=min(low, found.value), high=max(high, found.value), n_effective=float(recipe.trials))


def level_and_change(subject: Subject, parameters: BootstrapParameters) -> tuple[dict[str, Estimate], dict[str, str]]:
    """R squared on the level of the validation target, and on its change since the last known value: rows that have one.

    By name; where they cannot be told, the second has the reason instead.
    """
    found = _level_and_change(subject)
    rows, reason = len(found["level_r_squared"].values), None
    if not has_past(subject) or is_panel(subject.samples[Role.VALIDATION]):
        reason = "level and change need one row a time step"
    elif rows < parameters.smallest_n:
        reason = f"only {rows} validation rows have a last known value"
    if reason is not None:
        return {}, dict.fromkeys(found, reason)
    return {name: estimate(subject, recipe.values, recipe.statistic, parameters) for name, recipe in found.items()}, {}


def _level_and_change(subject: Subject) -> dict[str, Recipe]:
    sample, before = subject.samples[Role.VALIDATION], last_known(subject, Role.VALIDATION)
    error = (sample.target - subject.prediction(Role.VALIDATION)) ** 2
    held = {"level_r_squared": sample.target, "change_r_squared": sample.target - before}
    known = np.isfinite(before)
    return {name: Recipe(_columns(error, values**2, values)[known], _own_r_squared) for name, values in held.items()}


def _errors(subject: Subject, role: Role) -> dict[str, Recipe]:
    sample, weight = subject.samples[role], weights(subject, role)
    error = sample.target - subject.prediction(role)
    squared = weight * error**2
    from_mean = weight * (sample.target - _training_mean(subject)) ** 2
    return {
        "rmse": Recipe(_columns(squared, weight), lambda means: np.sqrt(_weighted(means)), POSITIVE),
        "mae": Recipe(_columns(weight * np.abs(error), weight), _weighted, POSITIVE),
        "r_squared": Recipe(_columns(squared, from_mean), _r_squared),
    }


def _variances(subject: Subject, role: Role) -> dict[str, Recipe]:
    sample, weight = subject.samples[role], weights(subject, role)
    realised = variance(subject, sample.target)
    squared = weight * (realised - variance(subject, subject.prediction(role))) ** 2
    training = variance(subject, subject.samples[Role.TRAINING].target)
    from_mean = weight * (realised - float(np.average(training, weights=weights(subject, Role.TRAINING)))) ** 2
    loss = per_row_loss(subject, sample.target, subject.scores(role))
    return {
        "qlike": Recipe(_columns(weight * loss, weight), _weighted, POSITIVE),
        "mse": Recipe(_columns(squared, weight), _weighted, POSITIVE),
        "r_squared": Recipe(_columns(squared, from_mean), _r_squared),
    }


def _probabilities(subject: Subject, role: Role) -> dict[str, Recipe]:
    sample, weight = subject.samples[role], weights(subject, role)
    probability = subject.prediction(role)
    loss = per_row_loss(subject, sample.target, subject.scores(role))
    found = {
        "log_loss": Recipe(_columns(weight * loss, weight), _weighted, POSITIVE),
        "brier": Recipe(_columns(weight * (probability - sample.target) ** 2, weight), _weighted, SHARE),
    }
    rarer = int(min(sample.target.sum(), len(sample.target) - sample.target.sum()))
    if rarer == 0:
        return found
    area = delong(sample.target, probability)
    ranks = Recipe(_columns(area.influence[:, 0] + float(area.auc)), lambda means: means[:, 0], SHARE, trials=rarer)
    return {"auc": ranks, **found}


def _classes(subject: Subject, role: Role) -> dict[str, Recipe]:
    sample, weight = subject.samples[role], weights(subject, role)
    scores = both(subject.scores(role))
    right = weight * (scores.argmax(axis=1) == sample.target)
    return {
        "log_loss": Recipe(_columns(weight * per_row_loss(subject, sample.target, scores), weight), _weighted, POSITIVE),
        "accuracy": Recipe(_columns(right, weight), _weighted, SHARE, trials=_kish(weight)),
    }


def _positions(subject: Subject, role: Role) -> dict[str, Recipe]:
    returns = subject.prediction(role) * subject.samples[role].target
    return {
        "mean_return": Recipe(_columns(returns), lambda means: means[:, 0]),
        "sharpe": Recipe(_columns(returns, returns**2), _sharpe),
    }


def _kish(weight: Array) -> int:
    """Rows that equal weights would need for the same precision, whole ones (Kish 1965, section 11.7)."""
    return int(weight.sum() ** 2 / (weight @ weight) + 1e-9)


def _training_mean(subject: Subject) -> float:
    return float(np.average(subject.samples[Role.TRAINING].target, weights=weights(subject, Role.TRAINING)))


def _columns(*values: Array) -> Array:
    return np.column_stack(values)


def _weighted(means: Array) -> Array:
    return np.asarray(means[:, 0] / means[:, 1])


def _r_squared(means: Array) -> Array:
    return np.asarray(1 - means[:, 0] / means[:, 1])


def _own_r_squared(means: Array) -> Array:
    return np.asarray(1 - means[:, 0] / (means[:, 1] - means[:, 2] ** 2))


def _sharpe(means: Array) -> Array:
    return np.asarray(means[:, 0] / np.sqrt(means[:, 1] - means[:, 0] ** 2))
