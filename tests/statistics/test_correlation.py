import numpy as np
import pytest
from scipy.stats import spearmanr

from governance.statistics.correlation import common_factor_change, correlation_change, correlations, standard_ranks


def test_correlations_of_ranks_are_those_of_spearman():
    values = np.random.default_rng(0).normal(size=(80, 3)) @ [[1.0, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.3, 1.0]]
    assert correlations(standard_ranks(values)) == pytest.approx(spearmanr(values).statistic)


def test_what_is_missing_stands_in_the_middle_and_what_never_varies_has_no_correlation():
    ranks = standard_ranks(np.array([[1.0, 5.0], [np.nan, 5.0], [3.0, 5.0], [2.0, 5.0]]))
    assert ranks[1, 0] == 0.0
    assert correlations(ranks)[0, 1] == 0.0


def test_two_columns_that_come_together_change_by_their_correlation():
    generator = np.random.default_rng(1)
    first, other = generator.normal(size=(2, 20_000))
    apart, together = np.column_stack([first, other]), np.column_stack([first, 0.6 * first + 0.8 * other])
    assert correlation_change(apart, together) == pytest.approx(0.6, abs=0.02)
    assert common_factor_change(apart, together) == pytest.approx(0.3, abs=0.02)
