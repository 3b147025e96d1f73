from dataclasses import replace

import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "events.greeks-explain"
NO_GREEKS = dict.fromkeys(("delta", "gamma", "vega", "theta", "rho"))


def test_exact_greeks_explain_nearly_everything(book, measure, only):
    evidence = measure(CHECK, book())
    assert only(evidence, "unexplained_ratio").high < 0.001
    assert only(evidence, "rank_correlation").low > 0.99
    assert only(evidence, "distance").high < 0.09
    assert not evidence.absent


def test_a_vega_of_nothing_leaves_the_moves_of_volatility_unexplained(book, measure, only, market):
    evidence = measure(CHECK, book(vega=0 * market.exact["vega"]))
    assert only(evidence, "unexplained_ratio").low > 0.1
    assert only(evidence, "greek_difference", "vega").low == pytest.approx(1)
    assert only(evidence, "greek_difference", "delta").high < 0.01


def test_a_delta_of_the_wrong_sign_is_shown_by_every_measure(book, measure, only, market):
    evidence = measure(CHECK, book(delta=-market.exact["delta"]))
    assert only(evidence, "unexplained_ratio").low > 1
    assert only(evidence, "rank_correlation").high < 0.7
    assert only(evidence, "greek_difference", "delta").low == pytest.approx(2, abs=0.01)


def test_a_theta_that_is_left_out_is_a_bias(book, measure, only):
    found = only(measure(CHECK, book(theta=None)), "unexplained_bias")
    assert found.high < 0


def test_the_models_own_greeks_agree_with_the_closed_form(book, measure, only):
    evidence = measure(CHECK, book())
    for name in ("delta", "gamma", "vega", "rho"):
        assert only(evidence, "greek_difference", name).high < 0.01


def test_the_ratio_agrees_with_the_expansion_by_hand(book, measure, only, market):
    exact, moves = market.exact, market.inputs.diff().iloc[1:]
    before = {name: values[:-1] for name, values in exact.items()}
    explained = (
        before["delta"] * moves["spot"] + before["gamma"] * moves["spot"] ** 2 / 2 + before["vega"] * moves["volatility"]
        + before["theta"] / 365.25 + before["rho"] * moves["rate"]
    )  # fmt: skip
    made = np.diff(exact["price"])
    found = only(measure(CHECK, book()), "unexplained_ratio")
    assert found.value == pytest.approx(np.mean((made - explained) ** 2) / np.mean(made**2), rel=1e-6)


def test_declared_profit_and_loss_stands_in_for_the_models_own(book, measure, only, market):
    pnl = np.diff(market.exact["price"], prepend=np.nan)
    doubled = measure(CHECK, book(pnl=2 * pnl))
    assert only(doubled, "unexplained_ratio").value == pytest.approx(0.25, abs=0.01)
    assert only(measure(CHECK, book(task="strategy", pnl=pnl)), "unexplained_ratio").high < 0.001


def test_greeks_without_the_factor_they_multiply_are_inconclusive(book, measure):
    assert "volatility it multiplies" in measure(CHECK, book(volatility=None)).reason


def test_a_pricing_model_without_greeks_is_inconclusive_and_a_strategy_without_them_not_concerned(book, measure):
    assert measure(CHECK, book(**NO_GREEKS)).status is Status.INCONCLUSIVE
    assert measure(CHECK, book(task="strategy", **NO_GREEKS)).status is Status.NOT_APPLICABLE
    assert "no profit and loss" in measure(CHECK, book(task="strategy")).reason


def test_greeks_of_what_is_no_input_of_the_model_are_not_differenced(book, measure):
    subject = book()
    sample = subject.samples[Role.VALIDATION]
    renamed = {role: column.rename(f"market_{role}") for role, column in sample.columns.items()}
    apart = replace(subject, samples={**subject.samples, Role.VALIDATION: replace(sample, columns=renamed)})
    evidence = measure(CHECK, apart)
    assert "input of the model" in evidence.absent["greek_difference"]
    assert {item.metric for item in evidence.measurements} >= {"unexplained_ratio", "distance"}


def test_the_last_steps_and_the_confidence_are_honoured(book, measure, only):
    subject = book(theta=None)
    assert only(measure(CHECK, subject, steps=100), "distance").n == 100
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "unexplained_bias") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high
