"""The gap between two skills: its size, its bounds, and what is left of it where a rival does as well."""

import numpy as np
import pytest

from governance.statistics.resampling import Estimate, interval
from governance.statistics.skill_gap import gap_without_skill, relative_gap


def estimate(value, spread, seed, n_effective=100.0):
    draws = value + spread * np.random.default_rng(seed).standard_normal(4000)
    return Estimate(value, *interval(draws, 0.95), 200, n_effective, 1.0, 0.95, draws)


def test_the_gap_is_the_difference_over_the_training_skill_with_the_rows_of_validation():
    gap = relative_gap(estimate(0.5, 0.01, 1, 300.0), estimate(0.3, 0.02, 2))
    assert gap.value == pytest.approx(0.4)
    assert gap.low == pytest.approx(0.4 - 1.96 * np.hypot(0.02, 0.3 / 0.5 * 0.01) / 0.5, abs=0.01)
    assert (gap.n, gap.n_effective, gap.confidence) == (200, 100.0, 0.95)


def test_a_gap_that_leaves_skill_costs_nothing_and_one_that_leaves_none_is_whole():
    training = estimate(0.5, 0.01, 1)
    kept, lost = estimate(0.3, 0.02, 2), estimate(-0.2, 0.02, 2)
    assert gap_without_skill(relative_gap(training, kept), kept, None) == (0.0, 0.0, 0.0)
    gap = relative_gap(training, lost)
    assert gap_without_skill(gap, lost, None) == (gap.value, gap.low, gap.high)


def test_against_a_challenger_it_is_the_smaller_of_the_gap_and_of_what_is_forgone():
    training, kept = estimate(0.5, 0.01, 1), estimate(0.3, 0.02, 2)
    gap = relative_gap(training, kept)
    assert gap_without_skill(gap, kept, estimate(0.1, 0.01, 3))[0] == pytest.approx(0.1)
    assert gap_without_skill(gap, kept, estimate(0.9, 0.01, 3))[0] == pytest.approx(gap.value)
    assert gap_without_skill(gap, kept, estimate(-0.5, 0.01, 3)) == (0.0, 0.0, 0.0)
    wider = gap_without_skill(gap, kept, estimate(0.9, 0.01, 3))
    assert wider[1] < gap.low < gap.high < wider[2]
