import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower

from governance.statistics.power import detectable_proportion, minimum_detectable_effect, needed_n, standard_error


@pytest.mark.parametrize(("sides", "alternative"), [(1, "larger"), (2, "two-sided")])
def test_the_detectable_effect_is_that_of_statsmodels(sides, alternative):
    expected = NormalIndPower(ddof=0).solve_power(nobs1=150, ratio=0, alpha=0.05, power=0.8, alternative=alternative)
    assert minimum_detectable_effect(1 / np.sqrt(150), sides=sides) == pytest.approx(expected, rel=1e-4)


def test_the_detectable_effect_is_found_four_times_in_five():
    generator, effect = np.random.default_rng(0), minimum_detectable_effect(1 / np.sqrt(200))
    means = generator.normal(effect, 1.0, size=(4000, 200)).mean(axis=1)
    assert np.mean(np.abs(means) * np.sqrt(200) > 1.959964) == pytest.approx(0.8, abs=0.02)


def test_the_error_of_an_interval_is_the_one_it_was_made_from():
    assert standard_error(-1.959964, 1.959964, 0.95) == pytest.approx(1.0, abs=1e-6)
    assert standard_error(2.0, 2.0, 0.9) == 0.0


@given(st.floats(1, 1e6), st.floats(1e-6, 1e3), st.floats(1e-6, 1e3))
def test_at_the_needed_n_the_detectable_effect_is_the_one_asked_for(n, error, effect):
    needed = needed_n(n, error, effect)
    assert minimum_detectable_effect(error * np.sqrt(n / needed)) == pytest.approx(effect)


def test_a_detectable_proportion_is_found_four_times_in_five():
    share = detectable_proportion(0.05, 1000)
    critical = 2 * np.arcsin(np.sqrt(0.05)) + 1.644854 / np.sqrt(1000)
    drawn = np.random.default_rng(1).binomial(1000, share, size=20_000) / 1000
    assert np.mean(2 * np.arcsin(np.sqrt(drawn)) > critical) == pytest.approx(0.8, abs=0.03)
    assert detectable_proportion(0.9, 3) == 1.0


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: standard_error(2.0, 1.0, 0.95), "ordered"),
        (lambda: minimum_detectable_effect(float("nan")), "finite"),
        (lambda: minimum_detectable_effect(1.0, sides=3), "one or two sides"),
        (lambda: minimum_detectable_effect(1.0, alpha=0.05, power=0.04), "power"),
        (lambda: needed_n(100, 0.1, 0.0), "above zero"),
        (lambda: detectable_proportion(0.0, 100), "share"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
