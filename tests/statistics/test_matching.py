import numpy as np
import pytest

from governance.statistics.matching import matched_counts


def test_each_studied_value_takes_its_nearest_and_a_value_may_be_taken_twice():
    assert matched_counts(np.array([1.0, 1.1, 5.0]), np.array([0.0, 1.05, 4.0, 9.0]), 1).tolist() == [0, 2, 1, 0]
    assert matched_counts(np.array([1.0]), np.array([0.0, 1.2, 4.0, 9.0]), 2).tolist() == [1, 1, 0, 0]


def test_a_pool_smaller_than_the_matches_is_used_whole():
    assert matched_counts(np.array([1.0, 2.0]), np.array([0.0, 9.0]), 5).tolist() == [2, 2]


def test_an_empty_pool_is_refused():
    with pytest.raises(ValueError, match="nothing to match"):
        matched_counts(np.array([1.0]), np.array([]), 1)
