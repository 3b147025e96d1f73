import numpy as np
import pytest
from scipy.stats import ks_2samp, spearmanr

from governance.statistics.pnl_attribution import greek_terms, pnl_agreement


def agreement(explained, made, **given):
    settings = {"resamples": 200, "confidence": 0.95, "dependent": False, **given}
    return pnl_agreement(explained, made, generator=np.random.default_rng(0), **settings)


def test_the_terms_are_those_of_the_second_order_expansion():
    one = np.ones(1)
    greeks = {"delta": 0.5 * one, "gamma": 0.02 * one, "vega": 40 * one, "theta": -6 * one, "rho": 30 * one}
    moves = {"spot": 2 * one, "volatility": 0.01 * one, "time": one / 300, "rate": -0.001 * one}
    terms = greek_terms(greeks, moves)
    assert {name: float(term[0]) for name, term in terms.items()} == pytest.approx(
        {"delta": 1.0, "gamma": 0.04, "vega": 0.4, "theta": -0.02, "rho": -0.03}
    )


def test_the_expansion_of_a_quadratic_is_exact():
    spot = np.random.default_rng(1).normal(100, 5, 50)
    terms = greek_terms({"delta": 3 + 2 * spot[:-1], "gamma": np.full(49, 2.0)}, {"spot": np.diff(spot)})
    assert sum(terms.values()) == pytest.approx(np.diff(3 * spot + spot**2))


def test_a_greek_without_its_move_is_refused():
    with pytest.raises(ValueError, match="vega"):
        greek_terms({"vega": np.ones(3)}, {"spot": np.ones(3)})


def test_both_statistics_agree_with_a_count_by_hand():
    """Ranks differ by one in two pairs: 1 - 6 * 4 / (10 * 99). The ones above 9.5 in one series only: a tenth."""
    made = np.arange(10.0)
    explained = made.copy()
    explained[[0, 1, 4, 5]] = explained[[1, 0, 5, 4]]
    found = agreement(explained, np.where(made == 9, 20.0, made))
    assert found.correlation == pytest.approx(1 - 6 * 4 / 990)
    assert found.distance == pytest.approx(0.1)


def test_both_statistics_agree_with_scipy():
    made, explained = np.round(np.random.default_rng(4).normal(size=(2, 120)), 1)
    found = agreement(explained, made, dependent=True)
    assert found.distance == pytest.approx(ks_2samp(explained, made).statistic)
    assert found.correlation == pytest.approx(spearmanr(explained, made).statistic)
    assert found.correlation_low < found.correlation < found.correlation_high


def test_equal_series_are_at_no_distance_and_of_full_correlation():
    made = np.random.default_rng(2).normal(size=250)
    found = agreement(made, made)
    assert (found.distance, found.distance_high, found.correlation_low) == (0.0, 0.0, pytest.approx(1.0))


def test_half_the_width_of_the_distribution_is_shown_as_a_distance():
    made = np.random.default_rng(3).normal(size=250)
    found = agreement(0.4 * made, made)
    assert found.correlation == pytest.approx(1.0)
    assert found.distance_low > 0.12


def test_a_constant_series_is_refused():
    with pytest.raises(ValueError, match="no ranks"):
        agreement(np.ones(20), np.arange(20.0))
