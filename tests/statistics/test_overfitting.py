from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.statistics.overfitting import overfitting_interval, probability_of_backtest_overfitting


def mean_of(returns):
    return returns.mean(axis=0)


def noise(seed, rows=1000, trials=50):
    return np.random.default_rng(seed).normal(size=(rows, trials))


def test_a_perfect_reversal_is_overfitting_for_certain(published):
    case = published["pbo_reversal"]
    found = probability_of_backtest_overfitting(np.array(case["inputs"]["M"]), case["inputs"]["S"], mean_of)
    assert found.probability == case["expected"]["pbo"]
    assert len(found.logits) == case["expected"]["n_combinations"]
    assert found.slope is None


def test_on_noise_the_probability_is_one_half_on_average(published):
    low, high = published["pbo_noise"]["expected"]["pbo_mean_between"]
    found = [probability_of_backtest_overfitting(noise(seed), 10).probability for seed in range(40)]
    assert low <= np.mean(found) <= high
    assert np.std(found) == pytest.approx(0.18, abs=0.04)


def test_a_trial_with_true_skill_is_not_overfitted():
    returns = noise(1)
    returns[:, 7] += 0.3
    found = probability_of_backtest_overfitting(returns, 16)
    assert len(found.logits) == 12_870
    assert found.probability < 0.01
    assert found.loss_probability < 0.01


def test_the_block_sums_agree_with_splitting_and_scoring_one_by_one():
    returns, parts = noise(2, rows=203, trials=7) * 0.01 + 0.001, np.array_split(np.arange(203), 6)
    chosen, realised, logits = [], [], []
    for pick in combinations(range(6), 3):
        inside = np.concatenate([parts[index] for index in pick])
        outside = np.setdiff1d(np.arange(203), inside)
        seen = returns[inside].mean(axis=0) / returns[inside].std(axis=0, ddof=1)
        later = returns[outside].mean(axis=0) / returns[outside].std(axis=0, ddof=1)
        best = np.argmax(seen)
        share = (np.sum(later < later[best]) + 1) / 8
        chosen.append(seen[best])
        realised.append(later[best])
        logits.append(np.log(share / (1 - share)))
    found = probability_of_backtest_overfitting(returns, 6)
    assert found.logits == pytest.approx(logits)
    assert (found.chosen, found.realised) == (pytest.approx(chosen), pytest.approx(realised))
    assert found.probability == np.mean(np.array(logits) <= 0)
    assert found.loss_probability == np.mean(np.array(realised) < 0)
    assert found.slope == pytest.approx(np.polyfit(chosen, realised, 1)[0])


def test_a_given_performance_agrees_with_the_default_where_it_is_the_same():
    returns = noise(3, rows=160, trials=5)
    ours = probability_of_backtest_overfitting(returns, 8)
    given = probability_of_backtest_overfitting(returns, 8, lambda rows: rows.mean(axis=0) / rows.std(axis=0, ddof=1))
    assert ours.logits == pytest.approx(given.logits)


def test_a_performance_of_one_trial_at_a_time_serves_as_well():
    returns = noise(3, rows=60, trials=4)
    whole, single = (probability_of_backtest_overfitting(returns, 4, measure) for measure in (mean_of, np.mean))
    assert whole.logits == pytest.approx(single.logits)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 12), st.sampled_from([2, 4, 6, 8]))
def test_it_is_a_probability_and_the_order_and_scale_of_the_trials_do_not_matter(seed, trials, partitions):
    returns = noise(seed, rows=64, trials=trials)
    found = probability_of_backtest_overfitting(returns, partitions)
    order = np.random.default_rng(seed).permutation(trials)
    moved = probability_of_backtest_overfitting(returns[:, order] * 37.0, partitions)
    assert 0.0 <= found.probability <= 1.0
    assert moved.logits == pytest.approx(found.logits)


def test_large_offsets_do_not_cost_precision():
    returns = noise(4, rows=400, trials=6) * 1e-6
    shifted = probability_of_backtest_overfitting(returns + 1.0, 8, mean_of)
    assert shifted.logits == pytest.approx(probability_of_backtest_overfitting(returns, 8, mean_of).logits)
    assert np.isfinite(probability_of_backtest_overfitting(returns + 1.0, 8).chosen).all()


def test_a_trial_that_never_trades_has_a_ratio_of_zero():
    returns = noise(5, rows=100, trials=4) - 1.0
    returns[:, 2] = 0.0
    found = probability_of_backtest_overfitting(returns, 4)
    assert found.chosen == pytest.approx(np.zeros(6))
    assert found.probability == 0.0


def test_of_trials_tied_in_sample_the_worst_out_of_sample_counts():
    returns = np.array([[1.0, 1.0], [1.0, 1.0], [2.0, 0.0], [2.0, 0.0]])
    found = probability_of_backtest_overfitting(returns, 2, mean_of)
    assert found.realised == pytest.approx([0.0, 1.0])


@pytest.mark.parametrize(
    ("returns", "partitions", "reason"),
    [
        (np.ones((100, 1)), 4, "two trials"),
        (noise(0, 100, 3), 5, "even number"),
        (noise(0, 100, 3), 22, "even number"),
        (noise(0, 10, 3), 8, "at least 16 rows"),
        (np.full((100, 3), 0.1), 4, "constant returns"),
        (np.full((100, 3), np.nan), 4, "finite"),
        (np.ones(100), 4, "rows and columns"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(returns, partitions, reason):
    with pytest.raises(ValueError, match=reason):
        probability_of_backtest_overfitting(returns, partitions)


@pytest.mark.parametrize(
    ("skill", "truth", "runs"),
    [
        (0.0, 0.49, 12),
        pytest.param(0.0, 0.49, 100, marks=pytest.mark.slow),
        pytest.param(0.1, 0.29, 100, marks=pytest.mark.slow),
    ],
)
def test_the_interval_covers_the_expected_probability_about_as_often_as_it_says(skill, truth, runs):
    covered, errors = 0, []
    for seed in range(runs):
        returns = noise(500 + seed)
        returns[:, 0] += skill
        found = overfitting_interval(returns, 10, generator=np.random.default_rng(seed), resamples=60)
        covered += found.low <= truth <= found.high
        errors.append(found.standard_error)
    assert np.mean(errors) == pytest.approx(0.17, abs=0.04)
    assert covered / runs >= 0.88


def test_the_interval_narrows_where_one_trial_is_plainly_the_best():
    returns = noise(6)
    returns[:, 0] += 0.5
    found = overfitting_interval(returns, 8, generator=np.random.default_rng(1), resamples=60)
    assert (found.low, found.high) == pytest.approx((0.0, 0.0), abs=0.02)
    assert found.dispersion > 0.5
