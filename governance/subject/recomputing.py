"""The metrics that developers log, recomputed from the audited model and sample under the names they are logged by."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.forecasts import qlike
from governance.subject.outcomes import both, variance
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Recomputed = dict[str, Callable[[], float]]

# What people and automatic logging call the same metric.
SYNONYMS = {
    "root_mean_squared_error": "rmse",
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
    "r2_score": "r2",
    "r_squared": "r2",
    "roc_auc": "auc",
    "roc_auc_score": "auc",
    "logloss": "log_loss",
    "accuracy_score": "accuracy",
    "f1": "f1_score",
    "precision": "precision_score",
    "recall": "recall_score",
    "brier": "brier_score_loss",
    "brier_score": "brier_score_loss",
}
PREFIXES = ("training", "train", "validation", "valid", "val", "test", "holdout", "oos", "eval", "dev", "tuning")


def bare(name: str) -> str:
    """``test_root_mean_squared_error`` -> ``rmse``: the metric without its sample, under one name."""
    first, _, rest = name.lower().partition("_")
    stripped = rest if rest and first in PREFIXES else name.lower()
    return SYNONYMS.get(stripped, stripped)


def recomputable(subject: Subject, role: Role) -> Recomputed:
    """Functions that recompute each known metric on one sample, by its bare name; scikit-learn's conventions, unweighted."""
    target, scores = subject.samples[role].target, subject.scores(role)
    if subject.task in {Task.BINARY, Task.MULTICLASS}:
        return _of_classes(subject, target, both(scores))
    answer = scores[:, -1]
    return _of_positions(target * answer) if subject.task is Task.STRATEGY else _of_values(subject, target, answer)


def _of_values(subject: Subject, target: Array, answer: Array) -> Recomputed:
    from sklearn import metrics

    found: Recomputed = {
        "rmse": lambda: float(metrics.root_mean_squared_error(target, answer)),
        "mse": lambda: float(metrics.mean_squared_error(target, answer)),
        "mae": lambda: float(metrics.mean_absolute_error(target, answer)),
        "r2": lambda: float(metrics.r2_score(target, answer)),
        "score": lambda: float(metrics.r2_score(target, answer)),
    }
    if subject.task is Task.VOLATILITY:
        realised, forecast = variance(subject, target), variance(subject, answer)
        found["qlike"] = lambda: float(np.mean(qlike(realised, forecast)))
    return found


def _of_classes(subject: Subject, target: Array, probabilities: Array) -> Recomputed:
    from sklearn import metrics

    labels = probabilities.argmax(axis=1)
    average = "binary" if subject.task is Task.BINARY else "weighted"
    found: Recomputed = {
        "log_loss": lambda: float(metrics.log_loss(target, probabilities, labels=range(probabilities.shape[1]))),
        "accuracy": lambda: float(metrics.accuracy_score(target, labels)),
        "score": lambda: float(metrics.accuracy_score(target, labels)),
        "f1_score": lambda: float(metrics.f1_score(target, labels, average=average, zero_division=0)),
        "precision_score": lambda: float(metrics.precision_score(target, labels, average=average, zero_division=0)),
        "recall_score": lambda: float(metrics.recall_score(target, labels, average=average, zero_division=0)),
    }
    if subject.task is Task.BINARY:
        found["auc"] = lambda: float(metrics.roc_auc_score(target, probabilities[:, 1]))
        found["brier_score_loss"] = lambda: float(metrics.brier_score_loss(target, probabilities[:, 1]))
    return found


def _of_positions(returns: Array) -> Recomputed:
    return {
        "mean_return": lambda: float(returns.mean()),
        "sharpe": lambda: float(returns.mean() / returns.std(ddof=1)),
    }
