import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "volatility.rationality"


def test_a_forecast_that_moves_too_much_has_a_slope_below_one(world, audited, measure, only):
    made = world(1)
    found = only(measure(CHECK, audited(made, made.forecast**1.5)), "slope")
    assert found.high < 0.9
    assert found.p_value < 0.001


def test_right_forecasts_are_seldom_rejected(world, audited, measure, only):
    found = [only(measure(CHECK, audited(made, made.forecast)), "slope") for made in map(world, range(30))]
    assert sum(item.p_value < 0.05 for item in found) <= 5
    assert sum(item.low > 1 or item.high < 1 for item in found) <= 5


def test_it_does_not_concern_rows_without_order_and_a_constant_has_no_slope(world, audited, measure):
    made = world(1)
    assert measure(CHECK, audited(made, made.forecast, time=False)).status is Status.NOT_APPLICABLE
    assert "the same on every row" in measure(CHECK, audited(made, np.ones(3500))).reason


def test_confidence_and_smallest_number_are_honoured(world, audited, measure, only):
    made = world(1)
    wide, narrow = (only(measure(CHECK, audited(made, made.forecast), confidence=level), "slope") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert measure(CHECK, audited(made, made.forecast), smallest_n=1501).status is Status.INCONCLUSIVE


def test_the_line_agrees_with_least_squares_of_the_ratios(world, audited, measure, only):
    made = world(2)
    forecast, realised = made.forecast[2000:], made.realised[2000:]
    design = np.column_stack([1 / forecast, np.ones(1500)])
    intercept, slope = np.linalg.lstsq(design, realised / forecast, rcond=None)[0]
    evidence = measure(CHECK, audited(made, made.forecast))
    assert only(evidence, "slope").value == pytest.approx(slope)
    assert only(evidence, "intercept").value == pytest.approx(intercept / forecast.mean())
