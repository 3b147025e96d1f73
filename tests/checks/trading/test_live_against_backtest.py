import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "trading.live-against-backtest"


def test_a_production_that_earns_nothing_of_a_strong_backtest_is_shown_to_fall_short(strategy, measure, only, noise):
    evidence = measure(CHECK, strategy(noise + 0.004, live=(1.0, noise[::-1])))
    assert only(evidence, "mean_shortfall").low > 0.05


def test_a_production_like_its_backtest_is_quiet(strategy, measure, only, noise):
    evidence = measure(CHECK, strategy(noise + 0.002, live=(1.0, noise[::-1] + 0.002)))
    shortfall, ratio = only(evidence, "mean_shortfall"), only(evidence, "volatility_ratio")
    assert shortfall.low < 0 < shortfall.high
    assert ratio.low < 1 < ratio.high


def test_without_a_production_sample_it_is_inconclusive(strategy, measure, noise):
    evidence = measure(CHECK, strategy(noise))
    assert evidence.status is Status.INCONCLUSIVE
    assert "production" in evidence.reason


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_a_handful_of_production_rows_is_inconclusive(strategy, measure, noise):
    assert "20 steps" in measure(CHECK, strategy(noise, live=(1.0, noise[:20]))).reason


def test_the_confidence_is_honoured(strategy, measure, only, noise):
    subject = strategy(noise, live=(1.0, noise[::-1]))
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "mean_shortfall") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_figures_agree_with_a_computation_by_hand_and_the_interval_with_welch(strategy, measure, only, noise):
    live = 2 * noise[:600][::-1] - 0.001
    evidence = measure(CHECK, strategy(noise, live=(1.0, live)))
    found, ratio = only(evidence, "mean_shortfall"), only(evidence, "volatility_ratio")
    assert found.value == pytest.approx((noise.mean() - live.mean()) / noise.std())
    assert ratio.value == pytest.approx(live.std() / noise.std())
    half = 1.96 * np.sqrt(noise.var() / 1000 + live.var() / 600) / noise.std()
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.15)


def test_the_cone_ends_at_the_sum_of_the_production_returns(strategy, measure, noise):
    (cone,) = measure(CHECK, strategy(noise, live=(1.0, noise[:600]))).tables
    assert cone.rows[-1][1] == pytest.approx(noise[:600].sum())
    assert cone.rows[-1][3] < cone.rows[-1][2] < cone.rows[-1][4]
