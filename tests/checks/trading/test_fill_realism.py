import numpy as np
import pytest

from governance.record.evidence import Status
from governance.statistics.resampling import wilson

CHECK = "trading.fill-realism"


@pytest.fixture
def bars():
    """1,000 fills evenly spread over the range of their bars."""
    generator = np.random.default_rng(41)
    low = 100 + generator.normal(size=1000)
    high = low + 1
    side = generator.choice([-1.0, 1.0], 1000)
    return {"fill_price": low + generator.random(1000), "high": high, "low": low, "side": side}


def test_buys_at_the_low_and_sales_at_the_high_are_shown(strategy, measure, only, noise, bars):
    best = np.where(bars["side"] > 0, bars["low"], bars["high"])
    given = {**bars, "fill_price": np.where(np.arange(1000) % 2 == 0, best, bars["fill_price"])}
    assert only(measure(CHECK, strategy(noise, columns=given)), "best_price_share").low > 0.4


def test_fills_outside_their_bars_are_counted(strategy, measure, only, noise, bars):
    given = {**bars, "fill_price": np.where(np.arange(1000) < 30, bars["high"] + 0.5, bars["fill_price"])}
    found = only(measure(CHECK, strategy(noise, columns=given)), "outside_share")
    assert found.low == found.value == found.high == 0.03


def test_fills_evenly_spread_over_the_range_show_the_tolerance(strategy, measure, only, noise, bars):
    evidence = measure(CHECK, strategy(noise, columns=bars))
    found = only(evidence, "best_price_share")
    assert found.low < 0.01 < found.high < 0.05
    assert only(evidence, "outside_share").value == 0.0


def test_fills_at_the_worst_price_are_not_held_against_anyone(strategy, measure, only, noise, bars):
    given = {**bars, "fill_price": np.where(bars["side"] > 0, bars["high"], bars["low"])}
    assert only(measure(CHECK, strategy(noise, columns=given)), "best_price_share").value == 0.0


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_without_bars_it_is_inconclusive_and_a_bar_upside_down_as_well(strategy, measure, noise, bars):
    evidence = measure(CHECK, strategy(noise, columns={"fill_price": bars["fill_price"]}))
    assert evidence.status is Status.INCONCLUSIVE
    assert "high" in evidence.reason
    upside = measure(CHECK, strategy(noise, columns={**bars, "high": bars["low"], "low": bars["high"]}))
    assert "below its low" in upside.reason


def test_bars_without_a_range_have_no_best_price(strategy, measure, noise, bars):
    flat = {**bars, "high": bars["fill_price"], "low": bars["fill_price"]}
    assert "0 fills stand inside a bar with a range" in measure(CHECK, strategy(noise, columns=flat)).absent["best_price_share"]


def test_the_tolerance_is_honoured(strategy, measure, only, noise, bars):
    subject = strategy(noise, columns=bars)
    found = only(measure(CHECK, subject, tolerance=0.2), "best_price_share")
    assert found.low < 0.2 < found.high


def test_the_interval_is_wilsons_over_effective_fills(strategy, measure, only, noise, bars):
    found = only(measure(CHECK, strategy(noise, columns=bars)), "best_price_share")
    distance = np.where(bars["side"] > 0, bars["fill_price"] - bars["low"], bars["high"] - bars["fill_price"])
    assert found.value == pytest.approx(np.mean(distance <= 0.01))
    assert (found.low, found.high) == pytest.approx(wilson(found.value * found.n_effective, found.n_effective, 0.95))
