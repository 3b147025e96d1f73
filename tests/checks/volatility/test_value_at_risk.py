import numpy as np
import pytest

from governance.record.evidence import Status
from governance.statistics.var_backtests import kupiec

CHECK = "volatility.value-at-risk"


def test_a_forecast_at_a_third_of_the_variance_has_far_too_many_exceptions(world, audited, measure, only):
    made = world(1)
    found = only(measure(CHECK, audited(made, made.forecast / 3)), "exception_ratio")
    assert found.low > 1.5
    assert found.p_value < 0.001


def test_a_forecast_that_sinks_after_training_is_found(world, audited, measure, only):
    made = world(2)
    sinking = made.forecast * np.where(np.arange(3500) >= 2000, 0.4, 1.0)
    assert only(measure(CHECK, audited(made, sinking)), "exception_ratio").low > 1.5


def test_a_right_forecast_of_heavy_tailed_returns_is_seldom_accused(world, audited, measure, only):
    found = [only(measure(CHECK, audited(made, made.forecast), draws=100), "exception_ratio") for made in map(world, range(20))]
    assert sum(item.low > 1 or item.high < 1 for item in found) <= 3
    assert np.mean([item.value for item in found]) == pytest.approx(1.0, abs=0.15)


def test_exceptions_in_a_row_betray_a_forecast_that_sleeps_through_a_spell(world, audited, measure, only):
    made = world(3)
    spell = np.where((np.arange(3500) >= 2500) & (np.arange(3500) < 2560), 8.0, 1.0)
    wild = type(made)(made.forecast, made.realised * spell**2, made.returns * spell)
    assert only(measure(CHECK, audited(wild, made.forecast)), "exceptions_in_a_row").p_value < 0.01
    assert only(measure(CHECK, audited(wild, made.forecast * spell**2)), "exceptions_in_a_row").p_value > 0.05


def test_without_returns_it_is_inconclusive(world, audited, measure):
    made = world(1)
    evidence = measure(CHECK, audited(made, made.forecast, returns=False))
    assert evidence.status is Status.INCONCLUSIVE
    assert "no returns column" in evidence.reason


def test_without_any_exception_the_ratio_still_has_an_upper_bound(world, audited, measure, only):
    made = world(1)
    wide = made.forecast * np.where(np.arange(3500) >= 2000, 1000.0, 1.0)
    evidence = measure(CHECK, audited(made, wide))
    assert only(evidence, "exception_ratio").value == 0
    assert 0 < only(evidence, "exception_ratio").high < 0.3
    assert evidence.absent == {"exceptions_in_a_row": "no exception is followed by another row"}


def test_level_and_horizon_are_honoured(world, audited, measure, only):
    made = world(1)
    assert only(measure(CHECK, audited(made, made.forecast, horizon=5)), "exception_ratio").n == 300
    assert "below the 0.1 quantile" in only(measure(CHECK, audited(made, made.forecast), level=0.1), "exception_ratio").convention


def test_the_unit_of_the_returns_does_not_matter(world, audited, measure, only):
    made = world(2)
    percent = type(made)(made.forecast, made.realised, 100 * made.returns)
    values = [only(measure(CHECK, audited(item, item.forecast)), "exception_ratio").value for item in (made, percent)]
    assert values[0] == values[1]


def test_count_and_p_value_agree_with_a_computation_by_hand(world, audited, measure):
    made = world(2)
    level = np.mean(made.realised[:2000] / made.forecast[:2000])
    shape = np.sort(made.returns[:2000] / np.sqrt(made.forecast[:2000]))
    quantile = (shape[19] + shape[20]) / 2
    count = int(np.sum(made.returns[2000:] < quantile * np.sqrt(made.forecast[2000:] / level)))
    (table,) = measure(CHECK, audited(made, made.forecast)).tables
    assert table.rows[0][:3] == (0.01, count, 15.0)
    assert table.rows[0][3] == pytest.approx(kupiec(1500, count, 0.01).p_value)
