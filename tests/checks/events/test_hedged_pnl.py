from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "events.hedged-pnl"


def test_an_exact_delta_leaves_little_of_the_variance_and_no_bias_of_the_hedge_ratio(book, measure, only):
    evidence = measure(CHECK, book())
    assert only(evidence, "variance_left").high < 0.5
    ratio = only(evidence, "hedge_ratio")
    assert ratio.low < 1 < ratio.high


def test_a_delta_of_the_wrong_sign_adds_to_the_variance(book, measure, only, market):
    evidence = measure(CHECK, book(delta=-market.exact["delta"]))
    assert only(evidence, "variance_left").low > 1
    assert only(evidence, "hedge_ratio").high < 0


def test_half_a_delta_is_found_to_be_half_of_what_hedges_best(book, measure, only, market):
    found = only(measure(CHECK, book(delta=market.exact["delta"] / 2)), "hedge_ratio")
    assert found.low > 1.5
    assert found.value == pytest.approx(2, abs=0.2)


def test_a_side_whose_price_drifts_is_biased_and_the_other_is_not(book, measure, only, market):
    """Two options on the same days, priced alike; the puts' market price falls by half a typical day's move, day after day."""
    subject = book()
    sample, days = subject.samples[Role.VALIDATION], np.arange(500)
    calls = market.inputs["spot"].to_numpy() * 0.6
    puts = calls - 0.3 * days
    columns = {
        "delta": pd.Series(np.full(1000, 0.6)), "spot": pd.Series(np.tile(market.inputs["spot"], 2)),
        "side": pd.Series(np.repeat(["call", "put"], 500)),
    }  # fmt: skip
    both = replace(
        sample, features=pd.concat([sample.features] * 2, ignore_index=True), target=np.concatenate([calls, puts]),
        time=np.tile(sample.time, 2), columns=columns, segments={"side": columns["side"]},
    )  # fmt: skip
    evidence = measure(CHECK, replace(subject, samples={**subject.samples, Role.VALIDATION: both}))
    assert only(evidence, "group_bias", "side: put").high < -0.5
    assert only(evidence, "group_bias", "side: call").high == pytest.approx(0, abs=1e-9)
    assert only(evidence, "variance_left").n == 499


def test_variance_and_ratio_agree_with_a_computation_by_hand(book, measure, only, market):
    evidence = measure(CHECK, book(rate=None))
    made, hedge = np.diff(market.exact["price"]), market.exact["delta"][:-1] * np.diff(market.inputs["spot"])
    assert only(evidence, "variance_left").value == pytest.approx(np.var(made - hedge) / np.var(made))
    assert only(evidence, "hedge_ratio").value == pytest.approx(made @ hedge / (hedge @ hedge))
    assert only(evidence, "hedged_bias").value == pytest.approx(np.mean(made - hedge) / np.mean(np.abs(made)))


def test_what_was_declared_to_be_made_goes_before_the_change_of_the_price(book, measure, only, market):
    """A series of ever new options at the money: its price tells nothing of what the one held since yesterday made."""
    made = np.concatenate([[np.nan], np.diff(market.exact["price"])])
    rolled = market.exact["price"] + 50 * np.random.default_rng(0).normal(size=500)
    subject = book(target=rolled, pnl=made, rate=None)
    found = measure(CHECK, subject)
    assert only(found, "variance_left").value == pytest.approx(only(measure(CHECK, book(rate=None)), "variance_left").value)
    assert "the declared profit and loss" in only(found, "variance_left").convention


def test_financing_is_charged_where_a_rate_is_declared(book, measure, only, market):
    free, paid = (only(measure(CHECK, book(rate=rate)), "hedged_bias") for rate in (None, market.inputs["rate"]))
    held = market.exact["price"] - market.exact["delta"] * market.inputs["spot"]
    cost = (market.inputs["rate"] * held)[:-1].mean() / 365.25 / np.abs(np.diff(market.exact["price"])).mean()
    assert free.value - paid.value == pytest.approx(cost)
    assert "not charged" in free.convention


def test_thirds_of_moneyness_are_measured_where_a_strike_is_declared(book, measure):
    evidence = measure(CHECK, book(strike=np.full(500, 100.0)))
    names = [item.segment for item in evidence.measurements if item.metric == "group_bias"]
    assert names == ["moneyness: low third", "moneyness: middle third", "moneyness: high third"]
    assert "strike" in measure(CHECK, book()).absent["group_bias"]


def test_without_a_delta_it_is_inconclusive_and_other_tasks_are_not_concerned(book, measure):
    assert "no delta is declared" in measure(CHECK, book(delta=None)).reason
    assert measure(CHECK, book(task="regression")).status is Status.NOT_APPLICABLE


def test_confidence_and_the_fewest_steps_are_honoured(book, measure, only):
    wide, narrow = (only(measure(CHECK, book(), confidence=level), "hedge_ratio") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert "fewer than 500" in measure(CHECK, book(), smallest_n=500).reason
