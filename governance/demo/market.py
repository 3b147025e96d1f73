"""Market data that come with the package `arch`: the S&P 500 by day (1999-2018) and the VIX (2014-2018)."""

import pandas as pd


def sp500() -> pd.DataFrame:
    """Open, High, Low, Close, Adj Close and Volume, indexed by trading day."""
    from arch.data import sp500 as source

    prices: pd.DataFrame = source.load()
    return prices


def vix() -> pd.Series:
    """The index at the close, in points, indexed by trading day; the days without a quote are dropped, not filled."""
    from arch.data import vix as source

    levels: pd.Series = source.load()["vix"].dropna()
    return levels
