"""A sound model: tomorrow's variance of the S&P 500, by a regularised gamma regression on recent variances.

The features are those of Corsi's heterogeneous autoregression (2009) in logarithms, with recent losses for the leverage effect.
The deviance of a gamma regression with a logarithmic link is QLIKE; the penalty is chosen on 2011-2012, and 2013-2018 is touched once.
"""

import json
from typing import Any

import numpy as np
import pandas as pd

from governance.demo import metrics
from governance.demo.periods import TIME, Period, cut, supervised
from governance.demo.submission import Plan, Settings

PERIODS = {
    "training": Period("2003-01-01", "2010-12-31"),
    "validation": Period("2011-01-01", "2012-12-31"),
    "test": Period("2013-01-01", "2018-12-31"),
}
PENALTIES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
TARGET = "variance_tomorrow"
RETURN = "return_tomorrow"


def rows(prices: pd.DataFrame) -> pd.DataFrame:
    """One row a day from daily prices; variances in percent squared a day, from the day's range (Parkinson 1980).

    The next day's return, in per cent, is logged for the tests of the tails and is no feature.
    """
    variance = (100 * np.log(prices["High"] / prices["Low"])) ** 2 / (4 * np.log(2))
    change = 100 * np.log(prices["Close"]).diff()
    loss = (-change).clip(lower=0)
    features = pd.DataFrame(
        {
            "log_variance_2_days": np.log(variance.rolling(2).mean()),
            "log_variance_week": np.log(variance.rolling(5).mean()),
            "log_variance_month": np.log(variance.rolling(22).mean()),
            "log_loss_week": np.log1p(loss.rolling(5).mean()),
        }
    )
    return supervised(features.assign(**{RETURN: change.shift(-1)}), variance.shift(-1).rename(TARGET))


def plan(prices: pd.DataFrame) -> Plan:
    """The plan of ``spx-volatility``."""
    samples = cut(rows(prices), PERIODS)
    features = [name for name in samples["training"] if name not in (TIME, TARGET, RETURN)]
    return Plan(
        name="spx-volatility",
        description="Forecasts the next day's range-based variance of the S&P 500.",
        samples=samples,
        target=TARGET,
        estimator=_estimator,
        measure=_measure,
        search=tuple({"alpha": alpha} for alpha in PENALTIES),
        decides="qlike",
        decides_on="validation",
        larger_is_better=False,
        beside=(RETURN,),
        tags={
            "governance.task": "volatility",
            "governance.tier": "2",
            "governance.purpose": "Sets the daily risk limits of the index options desk",
            "governance.exposure": "Options book of USD 40 million vega-weighted notional",
            "governance.approved_use": "Next-day variance of the S&P 500 for limits that are reviewed every morning",
            "governance.limits": "Not for pricing, not for horizons beyond one day, not for single stocks",
            "governance.owner": "Head of Index Options",
            "governance.developer": "Volatility Research",
            "governance.time_column": TIME,
            "governance.periods_per_year": "252",
            "governance.horizon": "1",
            "governance.target_unit": "variance",
            "governance.columns": json.dumps({"target": TARGET, "returns": RETURN}),
            "governance.expected_directions": json.dumps(dict.fromkeys(features, "increasing")),
        },
    )


def _estimator(settings: Settings) -> Any:
    from sklearn.linear_model import GammaRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), GammaRegressor(alpha=settings["alpha"], max_iter=1000))


def _measure(fitted: Any, features: pd.DataFrame, realised: pd.Series) -> dict[str, float]:
    return metrics.of_variances(realised, fitted.predict(features))
