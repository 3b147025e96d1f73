"""A model that looks excellent and knows nothing: tomorrow's VIX, by boosting on its last five values.

The level of a persistent series is easy to explain; the change, which is all that matters, is not explained at all.
"""

import json
from itertools import product
from typing import Any

import pandas as pd

from governance.demo import metrics
from governance.demo.periods import TIME, Period, cut, supervised
from governance.demo.submission import Plan, Settings

PERIODS = {"training": Period("2014-01-01", "2016-12-31"), "test": Period("2017-01-01", "2018-12-31")}
SEARCH = tuple(
    {"max_depth": depth, "min_samples_leaf": smallest, "n_estimators": 100, "random_state": 0}
    for depth, smallest in product((6, 8), (2, 3))
)
TARGET = "vix_tomorrow"
TODAY = "vix_today"


def rows(levels: pd.Series) -> pd.DataFrame:
    """One row a day from daily levels: the last five, and their means over a week and a month, in points."""
    features = pd.DataFrame(
        {TODAY: levels}
        | {f"vix_{days}_days_ago": levels.shift(days) for days in range(1, 5)}
        | {"vix_week": levels.rolling(5).mean(), "vix_month": levels.rolling(22).mean()}
    )
    return supervised(features, levels.shift(-1).rename(TARGET))


def plan(levels: pd.Series) -> Plan:
    """The plan of ``vix-level``."""
    return Plan(
        name="vix-level",
        description="Forecasts the next day's close of the VIX, in points.",
        samples=cut(rows(levels), PERIODS),
        target=TARGET,
        estimator=_estimator,
        measure=_measure,
        search=SEARCH,
        decides="r2",
        decides_on="test",
        larger_is_better=True,
        tags={
            "governance.task": "regression",
            "governance.tier": "1",
            "governance.purpose": "Prices short-dated volatility futures",
            "governance.exposure": "Volatility futures book of up to USD 120 million",
            "governance.owner": "Head of Volatility Trading",
            "governance.developer": "Quantitative Strategies",
            "governance.time_column": TIME,
            "governance.periods_per_year": "252",
            "governance.horizon": "1",
            "governance.expected_directions": json.dumps({TODAY: "increasing"}),
        },
        trusted=("sklearn.tree._tree.Tree",),
    )


def _estimator(settings: Settings) -> Any:
    from sklearn.ensemble import GradientBoostingRegressor

    return GradientBoostingRegressor(**settings)


def _measure(fitted: Any, features: pd.DataFrame, realised: pd.Series) -> dict[str, float]:
    return metrics.of_levels(realised, fitted.predict(features))
