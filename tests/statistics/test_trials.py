import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.statistics.trials import cluster_trials, implied_independent_trials


def families(generator, ideas, settings_each, closeness, rows=600):
    shared = np.repeat(generator.normal(size=(rows, ideas)), settings_each, axis=1)
    return np.sqrt(closeness) * shared + np.sqrt(1 - closeness) * generator.normal(size=shared.shape)


def test_many_settings_of_five_ideas_are_five_trials():
    generator = np.random.default_rng(0)
    returns = families(generator, 5, 12, 0.8)
    order = generator.permutation(60)
    found = cluster_trials(returns[:, order])
    assert found.count == 5
    assert all(len(set(found.labels[order // 12 == idea])) == 1 for idea in range(5))
    assert found.returns.shape == (600, 5)
    assert found.silhouette > 0.25


def test_unrelated_trials_count_one_by_one():
    returns = np.random.default_rng(1).normal(size=(500, 40))
    found = cluster_trials(returns)
    assert (found.count, found.silhouette) == (40, None)
    assert found.returns == pytest.approx(returns[:, np.argsort(found.labels)])
    assert implied_independent_trials(returns) == pytest.approx(40, rel=0.03)


def test_the_implied_number_is_that_of_the_mean_correlation():
    returns = families(np.random.default_rng(2), 1, 20, 0.5, rows=50_000)
    mean = (np.corrcoef(returns.T).sum() - 20) / 380
    assert implied_independent_trials(returns) == pytest.approx(mean + (1 - mean) * 20)
    assert implied_independent_trials(np.repeat(returns[:, :1], 7, axis=1)) == pytest.approx(1.0)


def test_a_group_is_weighted_by_inverse_variance():
    generator = np.random.default_rng(3)
    returns = families(generator, 2, 2, 0.95) * [1.0, 3.0, 1.0, 1.0]
    found = cluster_trials(returns)
    weights = 1 / returns[:, :2].var(axis=0)
    assert found.count == 2
    assert found.returns[:, found.labels[0]] == pytest.approx(returns[:, :2] @ weights / weights.sum())


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 500), st.integers(1, 15))
def test_the_number_is_at_least_one_and_at_most_that_of_the_trials_in_any_order_and_scale(seed, trials):
    generator = np.random.default_rng(seed)
    returns = families(generator, 3, trials, 0.7, rows=80)
    found = cluster_trials(returns)
    order = generator.permutation(3 * trials)
    assert 1 <= found.count <= 3 * trials
    assert cluster_trials(5.0 * returns[:, order]).count == found.count
    assert 1.0 <= implied_independent_trials(returns) <= 3 * trials


def test_a_trial_that_never_moves_stands_alone_and_few_trials_are_not_grouped():
    returns = np.random.default_rng(4).normal(size=(100, 3))
    returns[:, 1] = 0.0
    assert cluster_trials(returns).count == 3
    assert cluster_trials(returns[:, :1]).count == 1
    assert implied_independent_trials(returns[:, :1]) == 1.0


def test_absent_returns_are_refused():
    with pytest.raises(ValueError, match="finite"):
        cluster_trials(np.full((10, 3), np.nan))
