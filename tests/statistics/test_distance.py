import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from governance.statistics.distance import (
    binned_counts,
    kolmogorov_smirnov,
    population_stability_index,
    psi_critical_value,
    psi_p_value,
    wasserstein,
)

counts = arrays(float, 6, elements=st.integers(0, 500)).filter(lambda values: values.sum() > 0)


def test_the_index_is_that_of_the_worked_example(published):
    case = published["psi_1"]
    found = population_stability_index(np.array(case["inputs"]["expected"]), np.array(case["inputs"]["actual"]))
    assert found == pytest.approx(case["expected"]["psi"], abs=case["tolerance"])


@given(counts, counts)
def test_the_index_is_symmetric_and_never_negative(expected, actual):
    found = population_stability_index(expected, actual)
    assert found >= 0.0
    assert found == pytest.approx(population_stability_index(actual, expected))


@given(arrays(float, 5, elements=st.integers(1, 500)), arrays(float, 5, elements=st.integers(1, 500)))
def test_the_index_is_zero_for_equal_shares_alone_and_takes_counts_as_shares(expected, actual):
    assert population_stability_index(expected, 3 * expected) == pytest.approx(0.0, abs=1e-12)
    same = np.allclose(expected / expected.sum(), actual / actual.sum())
    assert (population_stability_index(expected, actual) < 1e-12) == same


def test_the_index_is_the_sum_of_both_divergences_of_scipy():
    from scipy.stats import entropy

    expected, actual = np.array([10, 20, 30, 40]), np.array([15, 15, 35, 35])
    found = population_stability_index(expected, actual)
    assert found == pytest.approx(entropy(expected, actual) + entropy(actual, expected))


def test_an_empty_bin_counts_as_the_stated_floor():
    found = population_stability_index([0.5, 0.5, 0.0], [0.5, 0.4, 0.1], floor=0.001)
    assert found == pytest.approx(-0.1 * np.log(0.8) + (0.1 - 0.001) * np.log(100))


def test_the_critical_value_is_the_scaled_quantile_of_chi_squared():
    from scipy.stats import chi2

    assert psi_critical_value(10, 500, 200, 0.05) == pytest.approx((1 / 500 + 1 / 200) * chi2.ppf(0.95, 9))
    assert psi_p_value(psi_critical_value(10, 500, 200, 0.05), 10, 500, 200) == pytest.approx(0.05)


@pytest.mark.parametrize("runs", [200, pytest.param(500, marks=pytest.mark.slow)])
def test_equal_distributions_pass_the_critical_value_about_as_often_as_it_says(runs):
    generator, rejected, limit = np.random.default_rng(2), 0, psi_critical_value(10, 2000, 1200, 0.05)
    for _ in range(runs):
        reference, values = generator.normal(size=2000), generator.normal(size=1200)
        rejected += population_stability_index(*binned_counts(reference, values, 10)) > limit
    assert 0.02 <= rejected / runs <= 0.08


def test_bins_hold_equal_shares_of_the_reference_and_every_value():
    reference, values = np.arange(100.0), np.array([-1e9, 5.0, 1e9])
    known, seen = binned_counts(reference, values, 10)
    assert known == pytest.approx(np.full(10, 10.0))
    assert (seen[0], seen[-1], seen.sum()) == (2, 1, 3)


def test_repeated_and_constant_values_give_fewer_bins_and_hide_no_change():
    known, seen = binned_counts(np.repeat([0.0, 1.0], [90, 10]), np.repeat([0.0, 1.0], [10, 90]), 10)
    assert (known.tolist(), seen.tolist()) == ([90, 10], [10, 90])
    known, seen = binned_counts(np.full(50, 2.0), np.array([1.0, 2.0, 3.0]), 10)
    assert (known.tolist(), seen.tolist()) == ([0, 50, 0], [1, 1, 1])


def test_kolmogorov_smirnov_and_wasserstein_are_the_published_ones(published):
    case = published["ks_1"]
    found = kolmogorov_smirnov(np.array(case["inputs"]["x"]), np.array(case["inputs"]["y"]))
    assert (found.statistic, found.p_value) == pytest.approx((case["expected"]["D"], case["expected"]["p"]))
    case = published["wass_1"]
    x, y = np.array(case["inputs"]["x"]), np.array(case["inputs"]["y"])
    assert wasserstein(x, y) == pytest.approx(case["expected"]["w"])
    assert wasserstein(x, y, scale=2.0) == pytest.approx(case["expected"]["w"] / 2)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: population_stability_index([0.5, 0.5], [0.2, 0.3, 0.5]), "same bins"),
        (lambda: population_stability_index([0.5, -0.5], [0.5, 0.5]), "none negative"),
        (lambda: population_stability_index([0.0, 0.0], [0.5, 0.5]), "not all zero"),
        (lambda: psi_critical_value(1, 10, 10, 0.05), "at least 2"),
        (lambda: psi_critical_value(10, 0, 10, 0.05), "above zero"),
        (lambda: binned_counts(np.ones(3), np.ones(3), 1), "at least 2"),
        (lambda: wasserstein(np.ones(3), np.ones(3), scale=0.0), "above zero"),
        (lambda: kolmogorov_smirnov(np.array([]), np.ones(3)), "at least 1"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
