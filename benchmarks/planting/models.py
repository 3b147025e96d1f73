"""Fitted models of several flavours, and the losses of model and naive forecast on a population."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import GammaRegressor, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

from governance.record.declaration import Role
from governance.statistics.forecasts import qlike

Array = NDArray[np.float64]
Frames = dict[Role, pd.DataFrame]
# Directions of the signals in `worlds`, as an owner would declare them and LightGBM or XGBoost would be constrained to them.
DIRECTIONS = {"f0": "increasing", "f1": "decreasing", "f4": "increasing"}
MONOTONE = (1, -1, 0, 0, 1, 0)


def fitted(model: Any, frames: Frames, features: tuple[str, ...]) -> Any:
    """The model, fitted on the training sample."""
    training = frames[Role.TRAINING]
    return model.fit(training[list(features)], training["y"])


def ridge() -> Any:
    """A scaler and a ridge regression."""
    return make_pipeline(StandardScaler(), Ridge(alpha=1.0))


def logistic() -> Any:
    """A scaler and a logistic regression."""
    return make_pipeline(StandardScaler(), LogisticRegression())


def forest(seed: int, *, classifier: bool = False, leaf: int = 10) -> Any:
    """Fifty trees on bootstrap samples; ``leaf`` 1 grows them out."""
    kind = RandomForestClassifier if classifier else RandomForestRegressor
    return kind(n_estimators=50, min_samples_leaf=leaf, max_samples=0.5, random_state=seed, n_jobs=1)


def tree(seed: int, *, leaf: int) -> Any:
    """A single regression tree with at least ``leaf`` rows a leaf."""
    return DecisionTreeRegressor(min_samples_leaf=leaf, random_state=seed)


def lightgbm(seed: int, *, classifier: bool = False, monotone: bool = True, trees: int = 100, leaves: int = 8) -> Any:
    """A gradient-boosted ensemble by LightGBM."""
    from lightgbm import LGBMClassifier, LGBMRegressor

    kind = LGBMClassifier if classifier else LGBMRegressor
    constraints = list(MONOTONE) if monotone else None
    return kind(
        n_estimators=trees, num_leaves=leaves, learning_rate=0.05, random_state=seed, n_jobs=1, verbose=-1,
        monotone_constraints=constraints, deterministic=True, force_row_wise=True,
    )  # fmt: skip


def xgboost(seed: int, *, classifier: bool = False) -> Any:
    """A gradient-boosted ensemble by XGBoost, constrained to the declared directions."""
    from xgboost import XGBClassifier, XGBRegressor

    kind = XGBClassifier if classifier else XGBRegressor
    return kind(n_estimators=80, max_depth=3, learning_rate=0.08, random_state=seed, n_jobs=1, monotone_constraints=MONOTONE)


def catboost(seed: int) -> Any:
    """A gradient-boosted ensemble of symmetric trees by CatBoost, constrained to the declared directions."""
    from catboost import CatBoostRegressor

    return CatBoostRegressor(
        iterations=100, depth=4, learning_rate=0.08, random_seed=seed, thread_count=1, monotone_constraints=list(MONOTONE),
        allow_writing_files=False, logging_level="Silent",
    )  # fmt: skip


def gamma() -> Any:
    """A log-linear model of the variance, whose likelihood has the mean of QLIKE."""
    return make_pipeline(StandardScaler(), GammaRegressor(alpha=1e-4, max_iter=1000))


def squared(model: Any, frame: pd.DataFrame, features: tuple[str, ...]) -> Array:
    """(n,) squared errors."""
    return np.square(np.asarray(model.predict(frame[list(features)])) - frame["y"].to_numpy())


def log_losses(model: Any, frame: pd.DataFrame, features: tuple[str, ...]) -> Array:
    """(n,) log losses."""
    y = frame["y"].to_numpy(dtype=int)
    chosen = model.predict_proba(frame[list(features)])[np.arange(len(y)), y]
    return np.asarray(-np.log(np.clip(chosen, np.finfo(float).eps, 1)))


def mean_squared(frames: Frames, frame: pd.DataFrame) -> Array:
    """(n,) squared errors of the training mean."""
    return np.square(frames[Role.TRAINING]["y"].mean() - frame["y"].to_numpy())


def base_rate(frames: Frames, frame: pd.DataFrame) -> Array:
    """(n,) log losses of the training frequencies."""
    shares = frames[Role.TRAINING]["y"].value_counts(normalize=True)
    return -np.log(frame["y"].map(shares).to_numpy(dtype=float))


def variance_losses(frame: pd.DataFrame, forecast: Array) -> Array:
    """(n,) QLIKE of a variance forecast."""
    return np.asarray(qlike(frame["y"].to_numpy(), np.asarray(forecast)))
