"""Cuts a frame of dated rows into samples that share no row and no outcome."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

TIME = "date"


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both ISO dates and both included."""

    first: str
    last: str


def supervised(features: pd.DataFrame, target: pd.Series) -> pd.DataFrame:
    """One row a day: the day, what was known at its close, and the outcome of the next.

    ``features`` and ``target`` are indexed by day; days without a past long enough, and the last day, are left out.
    """
    rows = features.assign(**{str(target.name): target})
    complete = rows.dropna()
    return complete.rename_axis(TIME).reset_index()


def cut(rows: pd.DataFrame, periods: Mapping[str, Period]) -> dict[str, pd.DataFrame]:
    """The rows of each period by name.

    The last row of a period is left out: its outcome belongs to the day after, which another sample may hold.
    """
    return {
        name: rows[rows[TIME].between(pd.Timestamp(period.first), pd.Timestamp(period.last))].iloc[:-1].reset_index(drop=True)
        for name, period in periods.items()
    }
