"""What a developer measures of a model, with scikit-learn, independently of the audit that will measure it again."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


def of_variances(realised: pd.Series, forecast: Array) -> dict[str, float]:
    """``qlike`` (Patton 2011: s/h - ln(s/h) - 1), ``rmse`` and ``r2`` of variance forecasts."""
    ratio = realised.to_numpy() / forecast
    errors = of_levels(realised, forecast)
    return {"qlike": float(np.mean(ratio - np.log(ratio) - 1)), "rmse": errors["rmse"], "r2": errors["r2"]}


def of_levels(realised: pd.Series, forecast: Array) -> dict[str, float]:
    """``rmse``, ``mae`` and ``r2`` of forecasts in the target's unit."""
    from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

    return {
        "rmse": float(root_mean_squared_error(realised, forecast)),
        "mae": float(mean_absolute_error(realised, forecast)),
        "r2": float(r2_score(realised, forecast)),
    }


def of_probabilities(outcome: pd.Series, probability: Array) -> dict[str, float]:
    """``auc``, ``log_loss`` and ``brier`` of the probability that the outcome is 1."""
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

    return {
        "auc": float(roc_auc_score(outcome, probability)),
        "log_loss": float(log_loss(outcome, probability)),
        "brier": float(brier_score_loss(outcome, probability)),
    }
