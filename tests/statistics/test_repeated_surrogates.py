from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings, strategies
from scipy.stats import norm

from governance.statistics.agreement import leading_marks
from governance.statistics.repeated_surrogates import coefficients_stability, variables_stability

HALF = 1 / norm.ppf(0.975)  # the standard error of a 95 % interval that reaches one to each side


def marks(*sets, columns=5):
    return np.array([[[place in named for place in range(columns)]] for named in sets])


def test_of_three_repeats_that_name_three_variables_the_shares_of_pairs_are_averaged():
    """{0, 1, 2}, {0, 1, 3}, {0, 3, 4}: the pairs share 2, 1 and 2 of three variables, five ninths."""
    assert variables_stability(marks({0, 1, 2}, {0, 1, 3}, {0, 3, 4})) == pytest.approx(100 * 5 / 9)


def test_the_same_variables_are_a_hundred_and_different_ones_none():
    assert variables_stability(marks({0, 1}, {1, 0}, {0, 1})) == 100.0
    assert variables_stability(marks({0, 1}, {2, 3})) == 0.0


def test_the_share_of_overlapping_intervals_is_averaged_over_variables():
    """Of the first variable one pair of three overlaps: [0, 2], [1.5, 3.5], [4, 6]; of the second all do."""
    coefficients = np.array([[[1.0, 9.0]], [[2.5, 9.0]], [[5.0, 9.5]]])
    named = np.ones(coefficients.shape, dtype=bool)
    assert coefficients_stability(coefficients, np.full(coefficients.shape, HALF), named) == pytest.approx(100 * (1 / 3 + 1) / 2)


def test_only_repeats_that_name_a_variable_are_compared_by_it():
    """The second variable is named by the first two only, whose intervals lie apart; the third is named once and has no pair."""
    coefficients = np.array([[[0.0, 0.0, 0.0]], [[0.0, 5.0, 9.0]], [[0.0, 2.5, 20.0]]])
    named = np.array([[[True, True, False]], [[True, True, False]], [[True, False, True]]])
    assert coefficients_stability(coefficients, np.full(coefficients.shape, HALF), named) == pytest.approx(50.0)


def test_a_row_without_any_pair_has_no_index():
    named = np.array([[[True, False]], [[False, True]]])
    assert np.isnan(coefficients_stability(np.ones((2, 1, 2)), np.ones((2, 1, 2)), named)).all()


def test_what_differs_by_rounding_only_is_not_apart():
    coefficients = np.array([[[3.0, 1e-16]], [[3.0 + 4e-16, -1e-16]]])
    assert coefficients_stability(coefficients, np.zeros((2, 1, 2)), np.ones((2, 1, 2), dtype=bool)) == 100.0


def test_intervals_of_honest_errors_overlap_as_often_as_two_normal_draws_do():
    """They part where the difference, of root two errors, is beyond two half-widths: 2 Phi(-1.96 root 2), 0.56 %."""
    generator = np.random.default_rng(0)
    found = coefficients_stability(
        generator.normal(size=(10, 4000, 2)), np.ones((10, 4000, 2)), np.ones((10, 4000, 2), dtype=bool)
    )
    assert found.mean() == pytest.approx(100 * (1 - 2 * norm.cdf(-norm.ppf(0.975) * np.sqrt(2))), abs=0.05)
    narrow = coefficients_stability(
        generator.normal(size=(10, 400, 2)), np.ones((10, 400, 2)), np.ones((10, 400, 2), dtype=bool), 0.5
    )
    assert narrow.mean() == pytest.approx(100 * (1 - 2 * norm.cdf(-norm.ppf(0.75) * np.sqrt(2))), abs=2)


@settings(max_examples=40)
@given(strategies.integers(0, 1000), strategies.integers(2, 6), strategies.integers(1, 4))
def test_both_agree_with_counting_pair_by_pair(seed, repeats, k):
    generator = np.random.default_rng(seed)
    coefficients, errors = generator.normal(size=(repeats, 3, 5)), generator.uniform(0, 1, (repeats, 3, 5))
    named = leading_marks(coefficients, k)
    shares, overlaps = variables_stability(named), coefficients_stability(coefficients, errors, named)
    for row in range(3):
        sets = [set(np.flatnonzero(named[repeat, row])) for repeat in range(repeats)]
        assert shares[row] == pytest.approx(100 * np.mean([len(a & b) / k for a, b in combinations(sets, 2)]))
        by_variable = []
        for column in range(5):
            ends = [
                (coefficients[repeat, row, column] - errors[repeat, row, column] / HALF,
                 coefficients[repeat, row, column] + errors[repeat, row, column] / HALF)
                for repeat in range(repeats) if named[repeat, row, column]
            ]  # fmt: skip
            if len(ends) > 1:
                by_variable.append(np.mean([a[0] <= b[1] and b[0] <= a[1] for a, b in combinations(ends, 2)]))
        assert np.isnan(overlaps[row]) if not by_variable else overlaps[row] == pytest.approx(100 * np.mean(by_variable))


@given(strategies.integers(0, 1000), strategies.floats(1.0, 10.0))
def test_wider_errors_never_part_what_overlapped(seed, factor):
    generator = np.random.default_rng(seed)
    coefficients, errors = generator.normal(size=(4, 5, 3)), generator.uniform(0, 1, (4, 5, 3))
    named = np.ones(coefficients.shape, dtype=bool)
    assert (
        coefficients_stability(coefficients, factor * errors, named) >= coefficients_stability(coefficients, errors, named)
    ).all()


def test_one_repeat_and_uneven_repeats_are_refused():
    with pytest.raises(ValueError, match="at least two repeats"):
        variables_stability(marks({0, 1}))
    with pytest.raises(ValueError, match="same number"):
        variables_stability(marks({0, 1}, {0}))
    with pytest.raises(ValueError, match="at least two repeats"):
        coefficients_stability(np.ones((1, 1, 1)), np.ones((1, 1, 1)), np.ones((1, 1, 1), dtype=bool))
