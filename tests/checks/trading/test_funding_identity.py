import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "trading.funding-identity"


@pytest.fixture
def books():
    generator = np.random.default_rng(51)
    price, fees, funding = generator.normal(size=1000), -0.01 * generator.random(1000), 0.02 * generator.normal(size=1000)
    return {"price_pnl": price, "fees": fees, "funding": funding, "reported_pnl": price + fees + funding}


def test_a_report_without_its_funding_does_not_add_up(strategy, measure, only, noise, books):
    given = {**books, "reported_pnl": books["price_pnl"] + books["fees"]}
    evidence = measure(CHECK, strategy(noise, columns=given))
    assert only(evidence, "unexplained_share").value > 0.01
    assert only(evidence, "rows_off").value > 990


def test_books_that_add_up_are_quiet(strategy, measure, only, noise, books):
    evidence = measure(CHECK, strategy(noise, columns=books))
    assert only(evidence, "unexplained_share").value == 0.0
    assert only(evidence, "rows_off").value == 0.0


def test_fees_logged_as_positive_costs_fail_in_every_row(strategy, measure, only, noise, books):
    evidence = measure(CHECK, strategy(noise, columns={**books, "fees": -books["fees"]}))
    assert only(evidence, "rows_off").value > 990


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_without_its_columns_it_is_inconclusive(strategy, measure, noise, books):
    evidence = measure(CHECK, strategy(noise, columns={"price_pnl": books["price_pnl"]}))
    assert evidence.status is Status.INCONCLUSIVE
    assert "fees" in evidence.reason


def test_books_that_report_nothing_are_inconclusive(strategy, measure, noise, books):
    assert measure(CHECK, strategy(noise, columns=dict.fromkeys(books, np.zeros(1000)))).status is Status.INCONCLUSIVE


def test_a_missing_amount_does_not_add_up(strategy, measure, only, noise, books):
    given = {**books, "funding": np.where(np.arange(1000) < 7, np.nan, books["funding"])}
    found = only(measure(CHECK, strategy(noise, columns=given)), "rows_off")
    assert found.low == found.value == found.high == 7
    assert "7 rows lack an amount" in found.convention


def test_the_tolerance_is_honoured(strategy, measure, only, noise, books):
    subject = strategy(noise, columns={**books, "reported_pnl": books["reported_pnl"] + 1e-5})
    assert only(measure(CHECK, subject), "rows_off").value > 500
    assert only(measure(CHECK, subject, tolerance=0.01), "rows_off").value < 10


def test_the_share_agrees_with_a_computation_by_hand(strategy, measure, only, noise, books):
    given = {**books, "reported_pnl": books["price_pnl"] + books["fees"]}
    expected = np.abs(books["funding"]).sum() / np.abs(given["reported_pnl"]).sum()
    assert only(measure(CHECK, strategy(noise, columns=given)), "unexplained_share").value == pytest.approx(expected, rel=1e-4)
