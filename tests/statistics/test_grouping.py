import numpy as np
import pytest
from scipy.stats import spearmanr

from governance.statistics.grouping import correlated_groups


@pytest.fixture
def columns():
    """Five columns: the second follows the first, the fourth follows the third the other way round, the fifth is alone."""
    generator = np.random.default_rng(0)
    X = generator.normal(size=(300, 5))
    X[:, 1] = np.exp(X[:, 0]) + 0.1 * X[:, 1]
    X[:, 3] = -X[:, 2] + 0.1 * X[:, 3]
    return X


def test_columns_that_move_together_either_way_are_one_group(columns):
    assert correlated_groups(columns, 0.8) == ((0, 1), (2, 3), (4,))


def test_the_groups_are_those_of_the_rank_correlation(columns):
    within = spearmanr(columns).statistic[0, 1]
    assert correlated_groups(columns, within - 0.001)[0] == (0, 1)
    assert correlated_groups(columns, within + 0.001)[0] == (0,)


def test_a_chain_is_one_group():
    walk = np.cumsum(np.random.default_rng(1).normal(size=(400, 4)) * [1.0, 0.5, 0.5, 0.5], axis=1)
    chained = np.abs(spearmanr(walk).statistic)
    assert chained[0, 3] < 0.8 < min(chained[0, 1], chained[1, 2], chained[2, 3])
    assert correlated_groups(walk, 0.8) == ((0, 1, 2, 3),)


def test_constant_and_empty_columns_stand_alone_and_missing_values_do_no_harm(columns):
    columns[::9, 1] = np.nan
    still = np.column_stack([columns, np.ones(300), np.full(300, np.nan)])
    assert correlated_groups(still, 0.6) == ((0, 1), (2, 3), (4,), (5,), (6,))


def test_one_column_is_one_group():
    assert correlated_groups(np.ones((5, 1)), 0.5) == ((0,),)


def test_a_limit_outside_its_range_is_refused(columns):
    with pytest.raises(ValueError, match="limit"):
        correlated_groups(columns, 1.5)
