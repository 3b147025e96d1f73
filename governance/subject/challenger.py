"""Simple challengers: what an afternoon's work on the same training sample would have given, fitted once a subject."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.sampling import thinned
from governance.subject.outcomes import CLASSIFIERS, in_target_unit, per_row_loss, realised_variance, weights
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
LEARNS = 0.75
FEWEST_ROWS = 40
MOST_ROWS = 20_000
# scikit-learn's defaults, but small (depth, bins) and with no rows drawn at random for early stopping.
BOOSTING = {"max_depth": 3, "max_bins": 63, "early_stopping": False, "random_state": 0}


@dataclass(frozen=True)
class Challenger:
    """A simple model: ``losses`` (n,) on the validation sample, and ``held_out``, its mean loss within training.

    It was fitted to ``rows`` training rows.
    """

    name: str
    losses: Array
    held_out: float
    rows: int


def challengers(subject: Subject) -> tuple[Challenger, ...]:
    """``linear`` and ``boosting`` on the numeric features, those that could be fitted, the strongest within training first.

    ``linear``: ridge regression, logistic regression or, for volatility, a gamma regression whose deviance is QLIKE; standardised
    features, gaps filled with the median and marked. ``boosting``: scikit-learn's histogram boosting with small trees. Both see at most
    20,000 evenly spaced training rows. Which is stronger is decided on the last quarter of the training steps by fits to rows whose
    labels end before it (on every fourth row where rows have no order in time); both are then fitted to the whole sample. Nothing is
    chosen on validation.
    """
    return subject.once("challengers", lambda: _all(subject))


def describe_challenger(subject: Subject, item: Challenger) -> str:
    """The challenger in words, for conventions."""
    linear = {Task.BINARY: "logistic regression", Task.MULTICLASS: "logistic regression", Task.VOLATILITY: "gamma regression"}
    name = linear.get(subject.task, "ridge regression") if item.name == "linear" else "histogram boosting, trees of depth 3"
    total = subject.samples[Role.TRAINING].rows
    return name if item.rows == total else f"{name} on {item.rows} of {total} training rows"


def _all(subject: Subject) -> tuple[Challenger, ...]:
    training, validation = (subject.samples[role] for role in (Role.TRAINING, Role.VALIDATION))
    columns = training.features.select_dtypes(["number", "bool"], exclude=["timedelta"]).columns
    if len(columns) == 0 or training.rows < FEWEST_ROWS:
        return ()
    frames = {
        role: _numbers(sample.features[columns]) for role, sample in ((training.role, training), (validation.role, validation))
    }
    found = [_challenger(subject, name, make, frames) for name, make in _makers(subject.task, training.rows).items()]
    return tuple(sorted((item for item in found if item is not None), key=lambda item: item.held_out))


def _challenger(subject: Subject, name: str, make: Callable[[], Any], frames: Mapping[Role, Array]) -> Challenger | None:
    X, target, weight = frames[Role.TRAINING], subject.samples[Role.TRAINING].target, weights(subject, Role.TRAINING)
    early, late = _within_training(subject)
    first, whole = (_fit(subject, make(), X, thinned(rows, MOST_ROWS)) for rows in (early, np.arange(len(X))))
    if first is None or whole is None:
        return None
    held_out = per_row_loss(subject, target[late], first(X[late]))
    losses = per_row_loss(subject, subject.samples[Role.VALIDATION].target, whole(frames[Role.VALIDATION]))
    if not (np.isfinite(held_out).all() and np.isfinite(losses).all()):
        return None
    return Challenger(name, losses, float(np.average(held_out, weights=weight[late])), min(len(X), MOST_ROWS))


def _fit(subject: Subject, estimator: Any, X: Array, rows: Rows) -> Callable[[Array], Array] | None:
    """What the fitted estimator answers (n, k), in the form of the model's own scores; None where one class only is there to learn."""
    from threadpoolctl import threadpool_limits

    sample = subject.samples[Role.TRAINING]
    classifies, volatile = subject.task in CLASSIFIERS, subject.task is Task.VOLATILITY
    target: Array = (realised_variance(subject, Role.TRAINING) if volatile else sample.target)[rows]
    if classifies and len(np.unique(target)) < 2:
        return None
    weighted = {}
    if "weight" in sample.columns:  # weights that are all equal cost boosting more than the fit
        last = f"{estimator.steps[-1][0]}__" if hasattr(estimator, "steps") else ""
        weighted[f"{last}sample_weight"] = weights(subject, Role.TRAINING)[rows]
    with threadpool_limits(1):  # sums over threads come in any order, and equal audits must give equal bytes
        fitted = estimator.fit(X[rows], target, **weighted)
    if classifies:
        return lambda values: _by_class(fitted, values, int(sample.target.max()) + 1)
    if not volatile:
        return lambda values: fitted.predict(values).reshape(-1, 1)
    # A logarithmic link may answer with anything: what was never seen is not forecast.
    return lambda values: in_target_unit(subject, np.clip(_predicted(fitted, values), target.min(), target.max())).reshape(-1, 1)


def _predicted(fitted: Any, values: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(fitted.predict(values))


def _by_class(fitted: Any, values: Array, classes: int) -> Array:
    scores = np.zeros((len(values), max(classes, 2)))
    scores[:, fitted.classes_.astype(int)] = fitted.predict_proba(values)
    return scores


def _makers(task: Task, rows: int) -> dict[str, Callable[[], Any]]:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import GammaRegressor, LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def piped(last: Any) -> Any:
        return make_pipeline(
            SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True), StandardScaler(), last
        )

    if task in CLASSIFIERS:
        return {
            "linear": lambda: piped(LogisticRegression(max_iter=1000)),
            "boosting": lambda: HistGradientBoostingClassifier(**BOOSTING),
        }
    if task is Task.VOLATILITY:  # a penalty of weight one, as ridge and logistic regression have it
        return {
            "linear": lambda: piped(GammaRegressor(alpha=1 / min(rows, MOST_ROWS), max_iter=1000)),
            "boosting": lambda: HistGradientBoostingRegressor(loss="gamma", **BOOSTING),
        }
    return {"linear": lambda: piped(Ridge()), "boosting": lambda: HistGradientBoostingRegressor(**BOOSTING)}


def _within_training(subject: Subject) -> tuple[Rows, Rows]:
    """Rows to learn from and later ones to compare on; labels of the first end before the second begin."""
    sample = subject.samples[Role.TRAINING]
    if subject.identity.time_ordered is False:
        held = np.arange(sample.rows) % 4 == 3
        return np.flatnonzero(~held), np.flatnonzero(held)
    steps = np.arange(sample.rows) if sample.time is None else np.unique(sample.time, return_inverse=True)[1]
    cut = int(LEARNS * (steps[-1] + 1))
    known = max(cut - subject.identity.horizon, cut // 2)
    return np.flatnonzero(steps < known), np.flatnonzero(steps >= cut)


def _numbers(frame: pd.DataFrame) -> Array:
    values: Array = frame.to_numpy(dtype=float, na_value=np.nan)
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, np.nan)
