import pandas as pd
import pytest

from governance.demo import direction, level, volatility

CUT = 600


def truncated(make, market):
    return make(market).iloc[:-1], make(market.iloc[:CUT])


@pytest.mark.parametrize("model", [volatility, direction])
def test_what_a_row_of_prices_says_does_not_change_when_the_days_after_its_outcome_are_cut_off(model, prices):
    whole, cut = truncated(model.rows, prices)
    assert len(cut) > CUT - 100
    pd.testing.assert_frame_equal(whole.iloc[: len(cut)], cut)


def test_what_a_row_of_vix_levels_says_does_not_change_when_the_days_after_its_outcome_are_cut_off(levels):
    whole, cut = truncated(level.rows, levels)
    pd.testing.assert_frame_equal(whole.iloc[: len(cut)], cut)


@pytest.mark.parametrize("model", [volatility, direction])
def test_a_shock_on_the_next_day_changes_the_outcome_and_no_feature(model, prices):
    shocked = prices.copy()
    shocked.iloc[CUT:, :5] *= 0.5
    shocked.iloc[CUT:, 2] *= 0.9
    day = prices.index[CUT - 1]
    before, after = (model.rows(frame).set_index("date").loc[day] for frame in (prices, shocked))
    outcomes = [name for name in (model.TARGET, getattr(model, "RETURN", None)) if name is not None]
    pd.testing.assert_series_equal(before.drop(outcomes), after.drop(outcomes))
    if model is volatility:
        assert after[model.TARGET] > before[model.TARGET]


def test_the_outcome_of_a_day_is_the_level_of_the_next_trading_day(levels):
    rows = level.rows(levels)
    assert rows[level.TARGET].iloc[:-1].tolist() == rows[level.TODAY].iloc[1:].tolist()


def test_the_direction_is_that_of_the_next_close(prices):
    rows = direction.rows(prices).set_index("date")
    day, following = prices.index[1000], prices.index[1001]
    assert rows.loc[day, direction.TARGET] == (prices.loc[following, "Close"] > prices.loc[day, "Close"])
    assert rows.index[-1] == prices.index[-2]


def test_days_without_a_quote_of_the_vix_are_dropped_and_not_filled(levels):
    assert levels.notna().all()
    assert pd.Timestamp("2019-01-01") not in levels.index
