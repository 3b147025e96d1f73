"""An overfitted model: tomorrow's direction of the S&P 500, by a forest grown until it knows its training rows by heart.

The best of twenty forests is chosen on the very period that is then shown as its test.
"""

import math
from itertools import product
from typing import Any

import pandas as pd

from governance.demo import metrics
from governance.demo.periods import TIME, Period, cut, supervised
from governance.demo.submission import Plan, Settings

PERIODS = {"training": Period("2010-01-01", "2013-12-31"), "test": Period("2014-01-01", "2018-12-31")}
SEARCH = tuple(
    {"n_estimators": 30, "max_features": share, "random_state": seed} for share, seed in product((0.1, 0.2, 0.3, 0.4), range(5))
)
TARGET = "up_tomorrow"


def rows(prices: pd.DataFrame) -> pd.DataFrame:
    """One row a day from daily prices: past returns, ranges and volume; the target is 1 where the next close is higher."""
    close: pd.Series = prices["Close"].map(math.log)
    spread: pd.Series = (prices["High"] / prices["Low"]).map(math.log)
    features = pd.DataFrame(
        {f"return_{days}_days": 100 * close.diff(days) for days in (1, 2, 3, 5, 10, 22, 66)}
        | {f"range_{days}_days": 100 * spread.rolling(days).mean() for days in (1, 5, 22)}
        | {
            "volume_to_month": prices["Volume"] / prices["Volume"].rolling(22).mean(),
            "close_in_range": (prices["Close"] - prices["Low"]) / (prices["High"] - prices["Low"]),
        }
    )
    tomorrow = close.shift(-1)
    target = (tomorrow > close).astype("float64").where(tomorrow.notna()).rename(TARGET)
    return supervised(features, target).astype({TARGET: "int64"})


def plan(prices: pd.DataFrame) -> Plan:
    """The plan of ``spx-direction``."""
    return Plan(
        name="spx-direction",
        description="Gives the probability that the S&P 500 closes higher on the next day.",
        samples=cut(rows(prices), PERIODS),
        target=TARGET,
        estimator=_estimator,
        measure=_measure,
        search=SEARCH,
        decides="auc",
        decides_on="test",
        larger_is_better=True,
        tags={
            "governance.task": "binary",
            "governance.tier": "1",
            "governance.purpose": "Signs the daily position of the index futures book",
            "governance.exposure": "Futures book of up to USD 400 million",
            "governance.approved_use": "Sign of the next day's position in index futures",
            "governance.limits": "Not for sizing the position, not within a day",
            "governance.owner": "Head of Systematic Trading",
            "governance.developer": "Signal Research",
            "governance.time_column": TIME,
            "governance.periods_per_year": "252",
            "governance.horizon": "1",
        },
        trusted=("sklearn.tree._tree.Tree",),
    )


def _estimator(settings: Settings) -> Any:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(**settings)


def _measure(fitted: Any, features: pd.DataFrame, outcome: pd.Series) -> dict[str, float]:
    return metrics.of_probabilities(outcome, fitted.predict_proba(features)[:, 1])
