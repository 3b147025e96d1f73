import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "trading.costs"


def earning(positions, noise, mean):
    return positions * (mean + noise - noise.mean())


def test_a_strategy_whose_break_even_lies_below_its_cost_is_shown_to_lose(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(earning(switching, noise / 5, 0.0005), switching, cost_bps=50.0))
    assert only(evidence, "break_even_over_cost").high < 1
    assert only(evidence, "net_mean").high < 0


def test_a_strategy_that_earns_many_times_its_cost_is_shown_to_keep_it(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(earning(switching, noise, 0.005), switching, cost_bps=2.0))
    assert only(evidence, "break_even_over_cost").low > 2
    assert only(evidence, "net_mean").low > 0


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_without_a_declared_cost_the_break_even_stands_alone(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise, switching))
    assert only(evidence, "break_even_bps").unit == "basis points"
    assert set(evidence.absent) == {"net_mean", "break_even_over_cost"}
    assert "governance.cost_bps" in evidence.absent["net_mean"]


def test_a_strategy_that_never_trades_has_no_break_even(strategy, measure, only, noise):
    evidence = measure(CHECK, strategy(noise, 1.0, cost_bps=1.0))
    assert "changes at 1 steps only" in evidence.absent["break_even_bps"]
    assert only(evidence, "net_mean").n == 1000


def test_too_few_steps_are_inconclusive(strategy, measure, noise, switching):
    assert measure(CHECK, strategy(noise[:20], switching[:20])).status is Status.INCONCLUSIVE


def test_the_confidence_is_honoured(strategy, measure, only, noise, switching):
    subject = strategy(noise, switching)
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "break_even_bps") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_figures_agree_with_a_computation_by_hand(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise, switching, cost_bps=4.0))
    traded = np.abs(np.diff(switching, prepend=0.0)).sum()
    earned = (switching * noise).sum()
    assert only(evidence, "break_even_bps").value == pytest.approx(1e4 * earned / traded)
    assert only(evidence, "break_even_over_cost").value == pytest.approx(1e4 * earned / traded / 4)
    assert only(evidence, "net_mean").value == pytest.approx((earned - 4e-4 * traded) / 1000)
