import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "volatility.expected-shortfall"


def test_losses_beyond_the_shortfall_are_found(world, audited, measure, only):
    made = world(1)
    found = only(measure(CHECK, audited(made, made.forecast / 3)), "shortfall_ratio")
    assert found.low > 1.4
    assert found.p_value < 0.001


def test_a_right_forecast_is_seldom_accused(world, audited, measure, only):
    found = [only(measure(CHECK, audited(made, made.forecast)), "shortfall_ratio") for made in map(world, range(20))]
    assert sum(item.low > 1 for item in found) <= 2


def test_without_returns_or_with_few_it_is_inconclusive(world, audited, measure):
    made = world(1)
    assert measure(CHECK, audited(made, made.forecast, returns=False)).status is Status.INCONCLUSIVE
    assert measure(CHECK, audited(made, made.forecast, horizon=20)).reason.startswith("fewer than 100 returns")


def test_the_level_is_honoured(world, audited, measure, only):
    made = world(1)
    assert only(measure(CHECK, audited(made, made.forecast), level=0.05), "shortfall_ratio").convention.startswith("level 0.05; ")


def test_the_ratio_agrees_with_a_computation_by_hand(world, audited, measure, only):
    made = world(2)
    level = np.mean(made.realised[:2000] / made.forecast[:2000])
    shape = np.sort(made.returns[:2000] / np.sqrt(made.forecast[:2000]))
    scaled = made.returns[2000:] / np.sqrt(made.forecast[2000:] / level)
    beyond = scaled[scaled < shape[49:51].mean()]
    expected = beyond.sum() / shape[:50].mean() / (1500 * 0.025)
    assert only(measure(CHECK, audited(made, made.forecast)), "shortfall_ratio").value == pytest.approx(expected)
