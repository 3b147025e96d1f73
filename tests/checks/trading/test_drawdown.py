import numpy as np
import pytest

from governance.record.evidence import Status
from governance.statistics.paths import drawdowns

CHECK = "trading.drawdown"


def test_a_crash_in_the_sample_is_the_drawdown(strategy, measure, only, noise):
    returns = noise / 50 + 0.001
    returns[500:520] = -0.02
    found = only(measure(CHECK, strategy(returns)), "max_drawdown")
    assert found.value == pytest.approx(0.4, abs=0.01)


def test_a_steady_gain_is_hardly_ever_under_water(strategy, measure, only):
    returns = 0.01 + 0.001 * np.random.default_rng(1).normal(size=500)
    evidence = measure(CHECK, strategy(returns))
    assert only(evidence, "max_drawdown").value == 0.0
    assert only(evidence, "under_water").value == 0.0
    assert "calmar" in evidence.absent


def test_a_kind_path_is_told_by_a_range_beyond_the_observed_fall(strategy, measure, only, noise):
    """The kindest of 300 orders of the same returns."""
    generator = np.random.default_rng(2)
    orders = [generator.permutation(noise) for _ in range(300)]
    kind = min(orders, key=lambda returns: drawdowns(returns).deepest)
    found = only(measure(CHECK, strategy(kind)), "max_drawdown")
    assert found.value < found.low


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_too_few_steps_or_returns_all_alike_are_inconclusive(strategy, measure, noise):
    assert "20 steps" in measure(CHECK, strategy(noise[:20])).reason
    assert "the same at every step" in measure(CHECK, strategy(np.zeros(100))).reason


def test_without_a_calendar_there_is_no_calmar_ratio(strategy, measure, noise):
    assert "periods_per_year" in measure(CHECK, strategy(noise, periods_per_year=None)).absent["calmar"]


def test_the_tail_is_honoured(strategy, measure, only, noise):
    subject = strategy(noise)
    far, near = (only(measure(CHECK, subject, tail=tail), "expected_shortfall").value for tail in (0.01, 0.2))
    assert far > 2 * near


def test_the_figures_agree_with_a_computation_by_hand(strategy, measure, only, noise):
    evidence = measure(CHECK, strategy(noise))
    path = np.concatenate([[0.0], np.cumsum(noise)])
    falls = [max(path[: end + 1]) - path[end] for end in range(1, len(path))]
    assert only(evidence, "max_drawdown").value == pytest.approx(max(falls))
    assert only(evidence, "ulcer").value == pytest.approx(np.sqrt(np.mean(np.square(falls))))
    assert only(evidence, "under_water").value == pytest.approx(np.mean(np.array(falls) > 0))
    assert only(evidence, "calmar").value == pytest.approx(252 * noise.mean() / max(falls))
    assert only(evidence, "expected_shortfall").value == pytest.approx(-np.sort(noise)[:50].mean())


def test_a_cost_is_taken_off_before_the_drawdown_is_measured(strategy, measure, only, noise, switching):
    free, dear = (only(measure(CHECK, strategy(noise, switching, cost_bps=cost)), "max_drawdown").value for cost in (0.0, 30.0))
    assert dear > free
