import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "trading.factor-alpha"


@pytest.fixture
def market():
    return 0.01 * np.random.default_rng(21).normal(size=1000) + 0.001


def test_a_strategy_that_is_its_factor_less_a_fee_is_shown_to_have_a_negative_alpha(strategy, measure, only, noise, market):
    evidence = measure(CHECK, strategy(1.2 * market - 0.001 + noise / 20, columns={"factors:market": market}))
    assert only(evidence, "alpha").high < 0


def test_an_alpha_beyond_the_factor_is_found(strategy, measure, only, noise, market):
    evidence = measure(CHECK, strategy(0.5 * market + 0.002 + noise / 5, columns={"factors:market": market}))
    assert only(evidence, "alpha").low > 0.001
    assert only(evidence, "alpha_t").low > 3


def test_without_declared_factors_it_is_inconclusive_and_says_how_to_declare_them(strategy, measure, noise):
    evidence = measure(CHECK, strategy(noise))
    assert evidence.status is Status.INCONCLUSIVE
    assert "governance.columns" in evidence.reason


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_factors_that_repeat_one_another_are_inconclusive(strategy, measure, noise, market):
    evidence = measure(CHECK, strategy(noise, columns={"factors:a": market, "factors:b": 2 * market}))
    assert "combinations" in evidence.reason


def test_steps_without_a_factor_are_left_out(strategy, measure, only, noise, market):
    gaps = np.where(np.arange(1000) < 100, np.nan, market)
    assert only(measure(CHECK, strategy(noise, columns={"factors:market": gaps})), "alpha").n == 900


def test_the_confidence_is_honoured(strategy, measure, only, noise, market):
    subject = strategy(noise, columns={"factors:market": market})
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "alpha") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_alpha_and_its_error_agree_with_newey_and_west_by_hand(strategy, measure, only, noise, market):
    found = only(measure(CHECK, strategy(noise, columns={"factors:market": market})), "alpha_t")
    X = np.column_stack([np.ones(1000), market])
    beta = np.linalg.solve(X.T @ X, X.T @ noise)
    scores = X * (noise - X @ beta)[:, None]
    lags = int(4 * 10 ** (2 / 9))
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        part = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (part + part.T)
    bread = np.linalg.inv(X.T @ X)
    error = np.sqrt((bread @ middle @ bread)[0, 0] * 1000 / 998)
    assert found.value == pytest.approx(beta[0] / error)
    assert f"{lags} lags" in found.convention
