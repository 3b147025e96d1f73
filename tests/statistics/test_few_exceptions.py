import numpy as np
import pytest

from governance.statistics import few_exceptions, var_backtests


def hits(seed, n, level):
    return (np.random.default_rng(seed).random(n) < level).astype(float)


def test_the_statistics_are_those_for_large_samples():
    seen, known = hits(0, 800, 0.05), np.random.default_rng(1).normal(size=800)
    generator = np.random.default_rng(2)
    coverage = few_exceptions.conditional_coverage(seen, 0.05, generator=generator, draws=50)
    quantile = few_exceptions.dynamic_quantile(seen, known, 0.05, generator=generator, draws=50)
    assert coverage.statistic == pytest.approx(var_backtests.conditional_coverage(seen, 0.05).statistic)
    assert quantile.statistic == pytest.approx(var_backtests.dynamic_quantile(seen, known, 0.05).statistic)


def test_with_many_exceptions_the_p_values_near_those_for_large_samples():
    seen, known = hits(3, 4000, 0.2), np.random.default_rng(4).normal(size=4000)
    generator = np.random.default_rng(5)
    coverage = few_exceptions.conditional_coverage(seen, 0.2, generator=generator)
    quantile = few_exceptions.dynamic_quantile(seen, known, 0.2, generator=generator, draws=500)
    assert coverage.p_value == pytest.approx(var_backtests.conditional_coverage(seen, 0.2).p_value, abs=0.03)
    assert quantile.p_value == pytest.approx(var_backtests.dynamic_quantile(seen, known, 0.2).p_value, abs=0.06)


@pytest.mark.parametrize("runs", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_with_few_exceptions_both_reject_about_as_often_as_they_say(runs):
    generator, rejected = np.random.default_rng(6), np.zeros(2)
    known = np.exp(generator.normal(size=500))
    for _ in range(runs):
        seen = (generator.random(500) < 0.01).astype(float)
        rejected += [
            few_exceptions.conditional_coverage(seen, 0.01, generator=generator, draws=199).p_value <= 0.05,
            few_exceptions.dynamic_quantile(seen, known, 0.01, generator=generator, draws=199).p_value <= 0.05,
        ]
    assert np.all((rejected / runs >= 0.02) & (rejected / runs <= 0.08))


def test_clusters_of_exceptions_are_found_and_a_long_record_without_any_as_well():
    generator, clustered = np.random.default_rng(7), np.zeros(500)
    clustered[200:206] = 1.0
    assert few_exceptions.conditional_coverage(clustered, 0.01, generator=generator).p_value < 0.01
    assert few_exceptions.dynamic_quantile(clustered, np.ones(500), 0.01, generator=generator).p_value < 0.01
    assert few_exceptions.conditional_coverage(np.zeros(1000), 0.01, generator=generator).p_value < 0.01


@pytest.mark.parametrize(
    ("exceptions", "lags", "reason"),
    [(np.full(50, 0.5), 4, "0 or 1"), (np.zeros(8), 4, "too few"), (np.zeros(50), -1, "too few")],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(exceptions, lags, reason):
    with pytest.raises(ValueError, match=reason):
        few_exceptions.dynamic_quantile(exceptions, np.ones(len(exceptions)), 0.01, lags, generator=np.random.default_rng(0))


def test_exceptions_in_a_row_are_found_by_permutation_whatever_their_rate():
    row = np.zeros(500)
    row[[20, 21, 22, 100, 101, 300]] = 1.0
    found = few_exceptions.in_a_row(row, generator=np.random.default_rng(1), draws=500)
    assert found.statistic == 3
    assert found.p_value < 0.01


def test_scattered_exceptions_are_rejected_no_more_often_than_said():
    found = [few_exceptions.in_a_row(hits(seed, 500, 0.05), generator=np.random.default_rng(9), draws=200) for seed in range(200)]
    assert np.mean([item.p_value <= 0.05 for item in found]) <= 0.08
