import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "trading.turnover"


def test_a_strategy_that_trades_twice_as_often_as_in_training_is_shown_to(strategy, measure, only, noise, switching):
    slow = np.repeat(switching, 3)[:1000]
    evidence = measure(CHECK, strategy(noise, switching, training=(slow, noise)))
    assert only(evidence, "turnover_ratio").low > 1.5


def test_a_strategy_that_trades_as_in_training_has_a_ratio_about_one(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise, switching, training=(switching[::-1], noise)))
    found = only(evidence, "turnover_ratio")
    assert found.low < 1 < found.high


def test_larger_positions_alone_do_not_raise_the_ratio(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise, 3 * switching, training=(switching, noise)))
    assert only(evidence, "turnover_ratio").value == pytest.approx(1.0)


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_a_strategy_without_a_position_is_inconclusive(strategy, measure, noise):
    assert measure(CHECK, strategy(noise, 0.0)).status is Status.INCONCLUSIVE


def test_the_confidence_is_honoured(strategy, measure, only, noise, switching):
    subject = strategy(noise, switching)
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "turnover") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_holding_for_five_steps_is_measured_as_five_steps(strategy, measure, only, noise):
    positions = np.tile(np.repeat([1.0, 0.0], 5), 100)
    evidence = measure(CHECK, strategy(noise, positions))
    assert only(evidence, "turnover").value == pytest.approx(0.2)
    assert only(evidence, "holding_steps").value == pytest.approx(5.0)
