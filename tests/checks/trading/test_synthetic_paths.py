import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "trading.synthetic-paths"
KINDS = ("block bootstrap", "phase randomised")


def test_positions_that_know_nothing_are_ranked_among_the_paths(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise, switching))
    for kind in KINDS:
        assert only(evidence, "percentile", kind).p_value > 0.05


def test_positions_that_know_the_returns_stand_above_nearly_all_paths(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise + 0.003 * switching, switching))
    for kind in KINDS:
        assert only(evidence, "percentile", kind).p_value < 0.01


def test_the_drift_that_a_constant_position_earns_counts_as_luck(strategy, measure, only, noise):
    evidence = measure(CHECK, strategy(noise + 0.005))
    assert only(evidence, "percentile", "block bootstrap").p_value > 0.2


def test_too_few_steps_are_inconclusive(strategy, measure, noise, switching):
    assert measure(CHECK, strategy(noise[:80], switching[:80])).status is Status.INCONCLUSIVE


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_the_number_of_paths_is_honoured(strategy, measure, only, noise, switching):
    assert only(measure(CHECK, strategy(noise, switching), paths=99), "percentile", KINDS[0]).n_effective == 99


def test_independent_returns_rank_as_the_normal_distribution_of_the_sharpe_ratio_says(strategy, measure, only, noise, switching):
    """Under independence the Sharpe ratios of paths have mean zero and the standard error 1/sqrt(n) (Lo 2002)."""
    from scipy.stats import norm

    returns = noise + 0.0005 * switching - np.mean(noise)
    earned = switching * returns
    expected = norm.cdf(np.sqrt(1000) * earned.mean() / earned.std())
    evidence = measure(CHECK, strategy(returns, switching), paths=1999)
    for kind in KINDS:
        assert only(evidence, "percentile", kind).value == pytest.approx(expected, abs=0.04)
