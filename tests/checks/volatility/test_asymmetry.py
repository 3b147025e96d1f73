import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Status

CHECK = "volatility.asymmetry"


def test_a_forecast_blind_to_falls_is_found_where_falls_raise_volatility(world, audited, measure, only):
    made = world(1, leverage=0.15)
    blind = pd.Series(made.realised).shift(1).ewm(alpha=0.06).mean().bfill()
    found = only(measure(CHECK, audited(made, blind)), "sign_bias")
    assert found.low > 0
    assert found.p_value < 0.01


def test_forecasts_that_allow_for_falls_are_seldom_accused(world, audited, measure, only):
    worlds = [world(seed, leverage=0.15) for seed in range(20)]
    found = [only(measure(CHECK, audited(made, made.forecast)), "sign_bias") for made in worlds]
    assert sum(item.low > 0 or item.high < 0 for item in found) <= 3


def test_without_returns_or_order_it_has_nothing_to_say(world, audited, measure):
    made = world(1)
    assert measure(CHECK, audited(made, made.forecast, returns=False)).status is Status.INCONCLUSIVE
    assert measure(CHECK, audited(made, made.forecast, time=False)).status is Status.NOT_APPLICABLE


def test_the_smallest_number_of_rows_is_honoured(world, audited, measure):
    made = world(1)
    assert "1500 rows have a known return" in measure(CHECK, audited(made, made.forecast), smallest_n=1501).reason


@pytest.mark.parametrize("horizon", [1, 3])
def test_the_bias_is_the_difference_of_mean_ratios_after_falls_and_gains_that_were_known(world, audited, measure, only, horizon):
    made = world(2)
    rows = np.arange(2000, 3500)
    ratio, fell = made.realised[rows] / made.forecast[rows], made.returns[rows - horizon] < 0
    found = only(measure(CHECK, audited(made, made.forecast, horizon=horizon)), "sign_bias")
    assert found.value == pytest.approx(ratio[fell].mean() - ratio[~fell].mean())
