"""From frames and a fitted model to a subject as a registry would have found it, with the metrics that an honest developer logs."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LinearRegression

from governance.reading.canonical import sha256
from governance.record.declaration import Role
from governance.registry.declarations import PREFIX, read_declarations
from governance.registry.frames import content_digest
from governance.registry.raw import RawModel, RawSample, RawSubject
from governance.statistics.forecasts import qlike
from governance.subject.subject import LoggedMetric, Trials
from planting.cells import Cell

Array = NDArray[np.float64]
CONTEXTS = {Role.TRAINING: "training", Role.VALIDATION: "test", Role.TUNING: "validation", Role.PRODUCTION: "production"}
DESCRIBED = {
    "owner": "Planting desk",
    "developer": "A developer",
    "purpose": "to be audited",
    "approved_use": "benchmarks of the audit",
    "limits": "no use beyond them",
    "time_column": "time",
    "periods_per_year": 8760,
}


class Formula(RegressorMixin, BaseEstimator):
    """A regressor that answers by a rule over its input matrix (n, features) and learns nothing."""

    def __init__(self, rule: Callable[[Array], Array]) -> None:
        self.rule = rule

    def fit(self, X: Any, y: Any = None) -> "Formula":
        """Nothing is learned."""
        del y
        self.n_features_in_ = np.shape(X)[1]
        return self

    def predict(self, X: Any) -> Array:
        """(n,) the rule's answers."""
        return np.asarray(self.rule(np.asarray(X)))


def weighing(X: pd.DataFrame, *weights: float) -> LinearRegression:
    """A linear model with these weights and no intercept."""
    model = LinearRegression().fit(X, X.to_numpy() @ np.asarray(weights))
    model.coef_, model.intercept_ = np.asarray(weights, dtype=float), 0.0
    return model


def halves(frame: pd.DataFrame) -> dict[Role, pd.DataFrame]:
    """The bars of the earlier half for training and those of the later one for validation, with one bar between them."""
    bars = frame["time"].drop_duplicates()
    last, first = bars.iloc[len(bars) // 2 - 2], bars.iloc[len(bars) // 2]
    return {
        Role.TRAINING: frame[frame["time"] <= last].reset_index(drop=True),
        Role.VALIDATION: frame[frame["time"] >= first].reset_index(drop=True),
    }


def found(
    cell: Cell,
    model: Any,
    frames: Mapping[Role, pd.DataFrame],
    features: tuple[str, ...],
    task: str,
    *,
    flavour: str = "sklearn",
    columns: Mapping[str, str] | None = None,
    metrics: Mapping[str, float] | None = None,
    recorded: Mapping[Role, str] | None = None,
    trials: Trials | None = None,
    **tags: Any,
) -> RawSubject:
    """The subject; ``metrics`` and ``recorded`` digests replace the honest ones, ``tags`` are ``governance.*`` declarations."""
    given = {**DESCRIBED, "task": task, "tier": cell.tier, "columns": {"target": "y", **(columns or {})}, **tags}
    texts = {PREFIX + key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
    logged = honest(model, frames[Role.VALIDATION], features, task) if metrics is None else metrics
    digest = frames[Role.VALIDATION]["y"].to_numpy().tobytes()
    return RawSubject(
        name=cell.subject,
        version=f"{cell.rows}-{cell.seed}",
        uri=f"planted:/{cell.subject}/{cell.rows}/{cell.seed}",
        declarations=read_declarations(texts, cell.subject),
        model=RawModel(model, flavour, sha256(repr(model).encode() + digest), features),
        samples={role: _sample(role, frame, (recorded or {}).get(role)) for role, frame in frames.items()},
        logged=tuple(LoggedMetric(name, value, Role.VALIDATION) for name, value in logged.items()),
        trials=trials,
    )


def honest(model: Any, frame: pd.DataFrame, features: tuple[str, ...], task: str) -> dict[str, float]:
    """One metric of the validation sample, as the task's developers log it."""
    X, y = frame[list(features)], frame["y"].to_numpy(dtype=float)
    if task in {"binary", "multiclass"}:
        chosen = model.predict_proba(X)[np.arange(len(y)), y.astype(int)]
        return {"test_log_loss": float(-np.log(np.clip(chosen, np.finfo(float).eps, 1)).mean())}
    answer = np.asarray(model.predict(X), dtype=float)
    if task == "strategy":
        return {"test_mean_return": float((answer * y).mean())}
    if task == "volatility":
        return {"test_qlike": float(qlike(y, answer).mean())}
    return {"test_rmse": float(np.sqrt(np.mean((answer - y) ** 2)))}


def _sample(role: Role, frame: pd.DataFrame, recorded: str | None) -> RawSample:
    digest = content_digest(frame)[:8]
    context = CONTEXTS[role]
    return RawSample(role, frame, f"planted-{role.value}", context, "memory", recorded or digest, digest)
