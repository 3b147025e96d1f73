"""Settings of estimators that follow scikit-learn's interface: what regularises them, how they are fitted again."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.model.interface import Failure

Array = NDArray[np.float64]
NO_GRADIENTS = "gradients are not defined or not offered by this flavour"
# scikit-learn's, LightGBM's, XGBoost's and CatBoost's names for what keeps a model simple.
PENALTIES = frozenset((
    "C", "alpha", "alpha_1", "alpha_2", "lambda_1", "lambda_2", "l1_ratio", "l2_regularization", "ccp_alpha", "shrinkage",
    "learning_rate", "n_estimators", "max_iter", "num_iterations", "max_depth", "max_leaf_nodes", "max_features", "max_samples",
    "min_samples_leaf", "min_samples_split", "min_weight_fraction_leaf", "min_impurity_decrease", "subsample", "var_smoothing",
    "num_leaves", "reg_alpha", "reg_lambda", "lambda_l1", "lambda_l2", "min_child_samples", "min_child_weight", "min_split_gain",
    "min_data_in_leaf", "min_sum_hessian_in_leaf", "min_gain_to_split", "feature_fraction", "bagging_fraction",
    "max_delta_step", "path_smooth", "colsample_bytree", "colsample_bylevel", "colsample_bynode", "gamma", "lambda", "eta",
    "max_leaves", "rate_drop", "skip_drop", "drop_rate", "linear_lambda", "cat_l2", "cat_smooth",
    "iterations", "depth", "l2_leaf_reg", "rsm", "random_strength", "bagging_temperature", "model_shrink_rate", "model_size_reg",
))  # fmt: skip

SEEDS = ("random_state", "random_seed")
# CatBoost's names for how much it prints while it fits.
LOUDNESS = ("verbose", "verbose_eval", "silent", "logging_level")


def penalties(settings: Mapping[str, Any]) -> dict[str, float] | Failure:
    """The numeric settings that regularise, by their full name (``ridge__alpha``); a `Failure` where there are none."""
    found = {
        name: float(value)
        for name, value in sorted(settings.items())
        if name.rpartition("__")[2] in PENALTIES and isinstance(value, int | float | np.number) and not isinstance(value, bool)
    }
    return found or Failure("the model has no numeric setting that is known to regularise it")


def fitted_anew(estimator: Any, frame: pd.DataFrame, labels: Any, seed: int, **changed: Any) -> Any:
    """A clone of ``estimator`` with the same settings but for ``changed``, every seed set to ``seed``, fitted."""
    from sklearn.base import clone

    fresh = clone(estimator)
    settings = fresh.get_params()
    seeds = {name: seed for name in settings if name.rpartition("__")[2] in SEEDS}
    return fresh.set_params(**seeds, **_of_catboost({"": fresh, **settings}, seed), **changed).fit(frame, labels)


def _of_catboost(steps: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """What CatBoost must be told wherever it stands: it lists only what was set, and by itself writes files and a log."""
    told: dict[str, Any] = {}
    for name, step in steps.items():
        if type(step).__module__.partition(".")[0] == "catboost":
            before, own = f"{name}__" if name else "", step.get_params()
            told[f"{before}allow_writing_files"] = False
            told |= {} if own.keys() & set(SEEDS) else {f"{before}random_seed": seed}
            told |= {} if own.keys() & set(LOUDNESS) else {f"{before}logging_level": "Silent"}
    return told


def labels(target: Array, classes: Sequence[object] | None) -> Any:
    """The target as the estimator was given it: class labels for their positions, numbers as they are."""
    return target if classes is None else np.asarray(classes)[target.astype(int)]


def classes_of(native: Any) -> tuple[object, ...] | None:
    """The labels in the order of ``predict_proba``; None for a regressor, of which CatBoost's keep an empty list."""
    known = getattr(native, "classes_", None)
    return None if known is None or len(known) == 0 else tuple(np.asarray(known).tolist())
