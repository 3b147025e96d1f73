import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "trading.slippage"


@pytest.fixture
def fills():
    """``fills(mean)``: 1,000 fills whose cost has that mean in basis points, and a deviation of 3."""

    def made(mean):
        generator = np.random.default_rng(31)
        side = generator.choice([-1.0, 1.0], 1000)
        decided = 100 + generator.normal(size=1000)
        paid = mean + 3 * generator.normal(size=1000)
        return {"fill_price": decided * (1 + side * paid * 1e-4), "decision_price": decided, "side": side}

    return made


def test_fills_that_cost_twice_what_was_assumed_are_shown_to(strategy, measure, only, noise, fills):
    found = only(measure(CHECK, strategy(noise, columns=fills(4.0), cost_bps=2.0)), "slippage_over_assumed")
    assert found.low > 1.25


def test_fills_at_the_assumed_cost_are_quiet(strategy, measure, only, noise, fills):
    found = only(measure(CHECK, strategy(noise, columns=fills(2.0), cost_bps=2.0)), "slippage_over_assumed")
    assert found.low < 1 < found.high


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_without_fills_it_is_inconclusive_and_names_the_column(strategy, measure, noise):
    evidence = measure(CHECK, strategy(noise, cost_bps=2.0))
    assert evidence.status is Status.INCONCLUSIVE
    assert "fill_price" in evidence.reason


def test_without_a_declared_cost_the_slippage_stands_alone(strategy, measure, only, noise, fills):
    evidence = measure(CHECK, strategy(noise, columns=fills(2.0)))
    assert only(evidence, "slippage_bps").n == 1000
    assert "governance.cost_bps" in evidence.absent["slippage_over_assumed"]


def test_sides_in_words_are_read_and_unknown_ones_refused(strategy, measure, only, noise, fills):
    given = fills(2.0)
    words = {**given, "side": np.where(given["side"] > 0, "Buy", "SELL")}
    numbers = only(measure(CHECK, strategy(noise, columns=given)), "slippage_bps")
    assert only(measure(CHECK, strategy(noise, columns=words)), "slippage_bps") == numbers
    unknown = {**given, "side": np.where(given["side"] > 0, "Buy", "hold")}
    assert "no usable side" in measure(CHECK, strategy(noise, columns=unknown)).reason


def test_rows_without_a_fill_are_no_fills(strategy, measure, only, noise, fills):
    given = fills(2.0)
    given["fill_price"] = np.where(np.arange(1000) % 2 == 0, np.nan, given["fill_price"])
    assert only(measure(CHECK, strategy(noise, columns=given)), "slippage_bps").n == 500


def test_the_smallest_number_is_honoured(strategy, measure, noise, fills):
    evidence = measure(CHECK, strategy(noise, columns=fills(2.0)), smallest_n=1001)
    assert "1000 fills" in evidence.reason


def test_the_mean_and_its_interval_agree_with_a_t_test(strategy, measure, only, noise, fills):
    given = fills(2.0)
    costs = given["side"] * (given["fill_price"] / given["decision_price"] - 1) * 1e4
    found = only(measure(CHECK, strategy(noise, columns=given)), "slippage_bps")
    assert found.value == pytest.approx(costs.mean())
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * costs.std() / np.sqrt(1000), rel=0.1)
