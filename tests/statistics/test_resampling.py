import numpy as np
import pytest

from governance.statistics.resampling import (
    Estimate,
    block_length,
    bootstrap,
    corrected_resampled_t,
    difference,
    stationary_bootstrap_means,
    stationary_rows,
    stretched,
    two_sided,
    wilson,
)


def autoregressive(generator, n, phi):
    noise = generator.normal(size=n + 200)
    series = np.zeros(n + 200)
    for index in range(1, n + 200):
        series[index] = phi * series[index - 1] + noise[index]
    return series[200:]


def mean_of(means):
    return means[:, 0]


def test_the_corrected_resampled_t_agrees_with_the_published_example(published):
    case = published["nb_1"]
    differences = np.array(case["inputs"]["x"]) - np.array(case["inputs"]["y"])
    test = corrected_resampled_t(differences, case["inputs"]["n_train"], case["inputs"]["n_test"])
    assert test.statistic == pytest.approx(case["expected"]["t"], abs=1e-6)
    assert test.p_value == pytest.approx(case["expected"]["p_two_sided"], abs=1e-6)


def test_the_corrected_resampled_t_agrees_with_the_published_sufficient_statistics(published):
    case = published["nb_3"]["inputs"]
    differences = np.random.default_rng(0).normal(size=case["n"])
    differences = (differences - differences.mean()) / differences.std(ddof=1) * case["sd_diff"] + case["mean_diff"]
    test = corrected_resampled_t(differences, case["n_train"], case["n_test"])
    assert test.statistic == pytest.approx(published["nb_3"]["expected"]["t"], abs=5e-4)


def test_the_corrected_resampled_t_refuses_splits_that_all_agree_and_a_single_one():
    with pytest.raises(ValueError, match="same difference"):
        corrected_resampled_t(np.full(10, 0.1), 80, 20)
    with pytest.raises(ValueError, match="at least 2"):
        corrected_resampled_t(np.array([0.1]), 80, 20)


def test_drawn_rows_have_blocks_of_the_mean_length_and_every_row_as_often():
    generator = np.random.default_rng(13)
    rows = np.concatenate([stationary_rows(500, 8.0, generator) for _ in range(400)])
    assert np.mean(np.diff(rows) % 500 != 1) == pytest.approx(1 / 8, abs=0.005)
    assert np.bincount(rows, minlength=500).std() < 0.2 * 400
    assert rows.min() == 0
    assert rows.max() == 499


def test_independent_resamples_have_the_spread_of_the_mean():
    values = np.random.default_rng(1).normal(size=(2000, 1))
    draws = stationary_bootstrap_means(values, 4000, 1.0, np.random.default_rng(2))
    assert draws.std() == pytest.approx(values.std() / np.sqrt(2000), rel=0.05)


def test_block_resamples_agree_with_the_stationary_bootstrap_of_arch():
    from arch.bootstrap import StationaryBootstrap

    values = autoregressive(np.random.default_rng(3), 600, 0.6)
    ours = stationary_bootstrap_means(values[:, None], 4000, 12.0, np.random.default_rng(4)).std()
    theirs = StationaryBootstrap(12, values, seed=np.random.default_rng(5)).apply(np.mean, 2000).std()
    assert ours == pytest.approx(theirs, rel=0.08)


@pytest.mark.parametrize("block", [1.0, 4.0])
def test_all_columns_of_a_resample_are_means_of_the_same_rows(block):
    """What the columns of the identity say is how often each row was drawn."""
    values = np.random.default_rng(1).normal(size=(40, 3))
    often = stationary_bootstrap_means(np.eye(40), 200, block, np.random.default_rng(0)) * 40
    np.testing.assert_allclose(often, np.rint(often), atol=1e-12)
    assert often.min() > -1e-12
    found = stationary_bootstrap_means(values, 200, block, np.random.default_rng(0))
    np.testing.assert_allclose(found, often @ values / 40, atol=1e-12)


def test_every_resample_has_as_many_rows_as_the_sample():
    draws = stationary_bootstrap_means(np.ones((501, 2)) * [1.0, 3.0], 200, 7.5, np.random.default_rng(0))
    assert draws == pytest.approx(np.tile([1.0, 3.0], (200, 1)))


def test_the_interval_covers_the_mean_of_dependent_data_about_as_often_as_it_says():
    generator, covered = np.random.default_rng(7), 0
    for _ in range(200):
        series = autoregressive(generator, 500, 0.5)
        found = bootstrap(series[:, None], mean_of, generator=generator, resamples=400, confidence=0.95, dependent=True)
        covered += found.low <= 0.0 <= found.high
    assert 0.87 <= covered / 200 <= 0.99


def test_taking_dependent_rows_for_independent_would_cover_far_too_seldom():
    generator, covered = np.random.default_rng(7), 0
    for _ in range(200):
        series = autoregressive(generator, 500, 0.5)
        found = bootstrap(series[:, None], mean_of, generator=generator, resamples=400, confidence=0.95, dependent=False)
        covered += found.low <= 0.0 <= found.high
    assert covered / 200 < 0.85


def test_the_effective_sample_size_is_that_of_theory_for_an_autoregression():
    rows = []
    for seed in range(8):
        generator = np.random.default_rng(seed)
        series = autoregressive(generator, 10_000, 0.5)
        found = bootstrap(series[:, None], mean_of, generator=generator, resamples=500, confidence=0.95, dependent=True)
        rows.append(found.n_effective)
    assert np.mean(rows) == pytest.approx(10_000 * (1 - 0.5) / (1 + 0.5), rel=0.1)


def test_constant_values_have_a_point_interval_and_blocks_of_one():
    found = bootstrap(
        np.full((50, 1), 2.0), mean_of, generator=np.random.default_rng(0), resamples=100, confidence=0.95, dependent=True
    )
    assert (found.value, found.low, found.high) == pytest.approx((2.0, 2.0, 2.0))
    assert block_length(np.full(50, 2.0)) == 1.0


def test_wilson_agrees_with_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    assert wilson(3, 40, 0.95) == pytest.approx(proportion_confint(3, 40, 0.05, method="wilson"))
    assert wilson(0, 40, 0.95)[0] == 0.0


def skill_of(means):
    return 1 - means[:, 0] / means[:, 1]


@pytest.mark.parametrize(("phi", "n", "most"), [(0.0, 200, 0.10), (0.5, 250, 0.11), (0.9, 500, 0.145)])
def test_the_interval_of_a_skill_misses_the_truth_about_as_often_as_is_stated(phi, n, most):
    """Both sides together, at a true skill of zero; 95 % intervals with blocks of the optimal length and no stretching miss 8 to 20 %."""
    generator, missed = np.random.default_rng(21), 0
    for _ in range(300):
        losses = np.exp(0.5 * np.column_stack([autoregressive(generator, n, phi) for _ in range(2)]))
        found = bootstrap(losses, skill_of, generator=generator, resamples=300, confidence=0.95, dependent=True)
        missed += not found.low <= 0.0 <= found.high
    assert missed / 300 <= most


def test_the_draws_are_those_that_the_interval_is_read_from():
    series = autoregressive(np.random.default_rng(3), 400, 0.8)
    found = bootstrap(series[:, None], mean_of, generator=np.random.default_rng(1), resamples=500, confidence=0.9, dependent=True)
    assert np.quantile(found.draws, [0.05, 0.95]) == pytest.approx([found.low, found.high])


def test_longer_blocks_stretch_the_draws_further_and_single_rows_hardly():
    draws = np.array([-1.0, 2.0])
    single, blocks, long = (stretched(draws, 0.0, 500, block, 0.95) for block in (1.0, 25.0, 100.0))
    assert single == pytest.approx(draws, rel=0.005)
    assert np.abs(draws[0]) < np.abs(blocks[0]) < np.abs(long[0])
    assert blocks[1] == pytest.approx(2.0 * 2.0930241 / 1.9599640 / np.sqrt(1 - 49 / 500))


def test_an_interval_stays_within_its_bounds():
    values = np.random.default_rng(0).gamma(0.3, size=(12, 1))
    found = bootstrap(
        values, mean_of, generator=np.random.default_rng(1), resamples=2000, confidence=0.9999, dependent=False, bounds=(0.1, 0.5)
    )
    assert 0.1 <= found.low <= found.high <= 0.5


def test_rounding_alone_gives_no_width():
    values = np.full((37, 1), 0.1) * 3
    found = bootstrap(values, mean_of, generator=np.random.default_rng(0), resamples=50, confidence=0.95, dependent=False)
    assert found.low == found.value == found.high


@pytest.mark.parametrize("phi", [0.0, 0.5])
def test_a_long_sample_in_groups_has_the_mean_and_the_standard_error_of_its_rows(phi):
    generator = np.random.default_rng(21)
    values = autoregressive(generator, 40_000, phi)[:, None]
    draws = stationary_bootstrap_means(values, 2000, 30.0, np.random.default_rng(3))
    assert draws.mean() == pytest.approx(values.mean(), abs=0.001)
    assert draws.std() == pytest.approx(1 / (1 - phi) / np.sqrt(40_000), rel=0.08)


def test_bounds_of_a_difference_are_those_of_independent_normal_estimates():
    value, low, high = difference((5.0, 5.0 - 3.0, 5.0 + 3.0), (1.0, 1.0 - 4.0, 1.0 + 4.0))
    assert (value, low, high) == (4.0, -1.0, 9.0)
    assert difference((5.0, 4.0, 9.0), (1.0, 1.0, 1.0)) == (4.0, 3.0, 8.0)


def test_the_p_value_of_draws_counts_the_smaller_side_twice_and_is_at_most_one():
    assert two_sided(np.array([-1.0, 1.0, 2.0, 3.0, 4.0])) == pytest.approx(2 * 2 / 6)
    assert two_sided(np.arange(1.0, 100.0)) == pytest.approx(2 / 100)
    assert two_sided(np.zeros(50)) == 1.0


def test_another_statistic_of_the_same_rows_has_the_interval_of_its_draws_and_reaches_to_its_value():
    found = Estimate(1.0, 0.0, 2.0, 50, 40.0, 3.0, 0.5, np.zeros(5))
    inside, beyond = found.by(2.0, np.arange(5.0)), found.by(9.0, np.arange(5.0))
    assert (inside.value, inside.low, inside.high) == (2.0, 1.0, 3.0)
    assert (beyond.value, beyond.low, beyond.high) == (9.0, 1.0, 9.0)
    assert (beyond.n, beyond.n_effective, beyond.block, beyond.confidence) == (50, 40.0, 3.0, 0.5)
    assert np.array_equal(beyond.draws, np.arange(5.0))
