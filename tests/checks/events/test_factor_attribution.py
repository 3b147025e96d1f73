import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "events.factor-attribution"


@pytest.fixture
def noise():
    return 0.01 * np.random.default_rng(11).standard_t(5, size=600)


@pytest.fixture
def market():
    return 0.01 * np.random.default_rng(21).normal(size=600) + 0.001


@pytest.fixture
def held(make_subject):
    """``held(returns, **factors)``: a strategy that holds one position throughout."""

    def made(returns, **factors):
        ones = np.ones((len(returns), 1))
        columns = {Role.VALIDATION: {f"factors:{name}": pd.Series(values) for name, values in factors.items()}}
        return make_subject("strategy", (ones, returns), (ones, returns), lambda frame: frame.iloc[:, 0], columns=columns)

    return made


@pytest.fixture
def forecast(make_subject):
    """``forecast(error, task, **factors)``: a model that answers its one feature, and misses by ``error``."""

    def made(error, task="regression", **factors):
        X = np.random.default_rng(2).normal(size=(len(error), 1))
        columns = {Role.VALIDATION: {f"factors:{name}": pd.Series(values) for name, values in factors.items()}}
        data = (X, X[:, 0] + error)
        return make_subject(task, data, data, lambda frame: frame.iloc[:, 0], columns=columns)

    return made


def test_a_strategy_that_is_one_factor_under_another_name_is_shown_to_be_it(held, measure, only, noise, market):
    evidence = measure(CHECK, held(market + noise / 10, market=market, carry=noise[::-1]))
    found = only(evidence, "largest_share")
    assert found.low > 0.9
    assert "market" in found.convention.rpartition(";")[2]
    assert only(evidence, "share", "carry").high < 0.05


def test_an_error_that_a_declared_factor_explains_is_found(forecast, measure, only, noise, market):
    found = only(measure(CHECK, forecast(noise + market, market=market)), "explained")
    assert found.low > 0.15


def test_an_error_that_has_nothing_to_do_with_the_factors_is_not_accused(forecast, measure, only, noise, market):
    found = only(measure(CHECK, forecast(noise, market=market, carry=np.roll(market, 7))), "explained")
    assert found.low == 0.0
    assert found.high < 0.1


def test_shares_and_the_unexplained_rest_sum_to_one_and_the_parts_of_the_mean_to_the_mean(held, measure, noise, market):
    returns = market / 2 + noise
    evidence = measure(CHECK, held(returns, market=market, carry=np.roll(market, 3)))
    variance, mean, _ = evidence.tables
    assert sum(row[1] for row in variance.rows) == pytest.approx(1)
    assert sum(row[1] for row in mean.rows) == pytest.approx(returns.mean())


def test_the_share_of_a_single_factor_is_its_squared_correlation(held, measure, only, noise, market):
    found = only(measure(CHECK, held(market + noise, market=market)), "share", "market")
    assert found.value == pytest.approx(np.corrcoef(market + noise, market)[0, 1] ** 2)


def test_without_declared_factors_it_is_inconclusive_and_says_how_to_declare_them(forecast, measure, noise):
    evidence = measure(CHECK, forecast(noise))
    assert evidence.status is Status.INCONCLUSIVE
    assert "governance.columns" in evidence.reason


@pytest.mark.parametrize(
    ("factors", "reason"),
    [(lambda m: {"a": m, "b": 2 * m}, "combinations"), (lambda m: {str(k): np.roll(m, k) for k in range(11)}, "more than 10")],
)
def test_factors_that_cannot_be_divided_are_inconclusive(forecast, measure, noise, market, factors, reason):
    assert reason in measure(CHECK, forecast(noise, **factors(market))).reason


def test_it_does_not_concern_several_classes(make_subject, measure, noise):
    data = noise[:, None], np.zeros(600)
    subject = make_subject("multiclass", data, data, lambda frame: np.full((len(frame), 3), 1 / 3))
    assert measure(CHECK, subject).status is Status.NOT_APPLICABLE


def test_a_variance_that_is_too_low_whenever_the_market_moves_is_explained_by_that(make_subject, measure, only, market):
    realised = 1 + 40 * np.abs(market) + np.random.default_rng(5).gamma(4, 0.1, 600)
    X = np.full((600, 1), 1.5) + np.linspace(0, 0.01, 600)[:, None]
    columns = {Role.VALIDATION: {"factors:size": pd.Series(np.abs(market))}}
    subject = make_subject(
        "volatility", (X, realised), (X, realised), lambda frame: frame.iloc[:, 0], columns=columns, target_unit="variance"
    )
    assert only(measure(CHECK, subject), "explained").low > 0.3


def test_confidence_and_the_fewest_steps_are_honoured(forecast, measure, only, noise, market):
    subject = forecast(noise + market, market=market)
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "explained") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert "fewer than 601" in measure(CHECK, subject, smallest_n=601).reason
