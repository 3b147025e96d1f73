import numpy as np
import pytest
from scipy.stats import chi2, gumbel_r

from governance.statistics.events import (
    curve_shifts,
    falls,
    jump_critical_value,
    lee_mykland,
    lingering,
    runs,
    sign_flips,
    trailing_deviation,
    volatility_spikes,
)


@pytest.fixture
def calm():
    return np.random.default_rng(3).normal(size=1500)


def test_the_limit_of_the_jump_test_has_the_published_quantile():
    """Lee & Mykland (2008), section 1.3: the threshold for (|L| - C_n) / S_n at one per cent is 4.6001."""
    n, c = 1000, np.sqrt(2 / np.pi)
    root = np.sqrt(2 * np.log(n))
    centre = root / c - (np.log(np.pi) + np.log(np.log(n))) / (2 * c * root)
    assert (jump_critical_value(n, 0.01) - centre) * c * root == pytest.approx(4.6001, abs=5e-5)
    assert (jump_critical_value(n, 0.05) - centre) * c * root == pytest.approx(gumbel_r.ppf(0.95))


def test_a_planted_jump_is_found_on_its_step_and_nowhere_else(calm):
    calm[700] += 12
    assert np.flatnonzero(lee_mykland(calm, 63).flags).tolist() == [700]


def test_the_jump_statistic_agrees_with_the_sum_written_out(calm):
    found, at, window = lee_mykland(calm, 20), 400, 20
    products = [abs(calm[j]) * abs(calm[j - 1]) for j in range(at - window + 2, at)]
    assert found.statistic[at] == pytest.approx(calm[at] / np.sqrt(sum(products) / (window - 2)))
    assert np.isnan(found.statistic[: window - 1]).all()
    assert np.isfinite(found.statistic[window - 1 :]).all()


def test_without_jumps_a_series_seldom_shows_one():
    generator = np.random.default_rng(0)
    assert sum(lee_mykland(generator.normal(size=1500), 63).flags.any() for _ in range(60)) <= 8


def test_a_window_below_sixteen_and_a_series_that_never_moves_are_refused(calm):
    with pytest.raises(ValueError, match="at least 16"):
        lee_mykland(calm, 15)
    with pytest.raises(ValueError, match="that move"):
        lee_mykland(np.zeros(200), 20)


def test_spikes_of_normal_returns_are_as_rare_as_chi_squared_says():
    flags = volatility_spikes(np.random.default_rng(1).normal(size=200_000), 2000)
    assert flags.mean() == pytest.approx(chi2.sf(20, 5), rel=0.25)


def test_a_week_of_threefold_moves_is_a_spike(calm):
    calm[800:805] *= 4
    flags = volatility_spikes(calm, 250)
    assert flags[804]
    assert not flags[:790].any() or flags[:790].mean() < 0.01


def test_no_flag_depends_on_what_comes_after(calm):
    calm[800:805] -= 6
    yields = np.cumsum(np.random.default_rng(4).normal(size=(1500, 3)), axis=0)
    for flagged in (
        lambda n: volatility_spikes(calm[:n], 250),
        lambda n: falls(calm[:n], 250),
        lambda n: sign_flips(calm[:n]),
        lambda n: curve_shifts(yields[:n], 250)["level"],
        lambda n: lingering(falls(calm[:n], 250), 5),
    ):
        assert np.array_equal(flagged(1500)[:900], flagged(900))


def test_a_steady_fall_is_a_fall_although_no_step_of_it_is_large(calm):
    calm[800:822] -= 0.9
    assert falls(calm, 250)[800:822].any()
    assert not lee_mykland(calm, 63).flags.any()


def test_the_shift_of_a_curve_is_named_by_what_moved():
    generator = np.random.default_rng(2)
    yields = 2 + 0.01 * np.cumsum(generator.normal(size=(600, 3)), axis=0)
    level, slope = yields.copy(), yields.copy()
    level[400:] += 0.5
    slope[400:] += [-0.5, 0.0, 0.5]
    assert curve_shifts(level, 250)["level"][400]
    assert not curve_shifts(level, 250)["slope"][400]
    assert curve_shifts(slope, 250)["slope"][400]
    assert not curve_shifts(slope, 250)["level"][400]
    assert not curve_shifts(slope, 250)["curvature"][400]
    assert list(curve_shifts(yields[:, :2], 250)) == ["level", "slope"]


def test_a_rate_that_turns_negative_after_long_is_a_flip_and_one_that_wavers_is_not():
    values = np.full(200, 0.01)
    values[100:] = -0.01
    assert np.flatnonzero(sign_flips(values)).tolist() == [102]
    assert not sign_flips(np.tile([0.01] * 8 + [-0.01] * 8, 20)).any()


def test_the_scale_before_a_step_holds_neither_the_step_nor_more_than_the_window():
    values = np.arange(1.0, 101.0)
    found = trailing_deviation(values, 70)
    assert np.isnan(found[:60]).all()
    assert found[60] == pytest.approx(np.sqrt(np.mean(values[:60] ** 2)))
    assert found[99] == pytest.approx(np.sqrt(np.mean(values[29:99] ** 2)))


def test_runs_are_read_with_both_their_ends():
    flags = np.array([True, True, False, False, True, False])
    assert runs(flags) == [(0, 1), (4, 4)]
    assert runs(lingering(flags, 1)) == [(0, 2), (4, 5)]
    assert runs(np.zeros(3, dtype=bool)) == []
