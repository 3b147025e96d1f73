import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists, tuples
from scipy.stats import gmean

from governance.statistics.composite import geometric_mean, geometric_mean_interval

PARTS = lists(tuples(floats(0, 1), floats(0.01, 100)), min_size=1, max_size=6)


def test_four_parts_by_hand():
    """The fourth root of 0.5 x 0.5 x 0.8 x 0.05 is that of 0.01."""
    assert geometric_mean([0.5, 0.5, 0.8, 0.05], [1, 1, 1, 1]) == pytest.approx(0.01**0.25)
    assert geometric_mean([0.25, 1.0], [1, 3]) == pytest.approx(0.25**0.25)
    assert geometric_mean([0.9, 0.0], [1, 1]) == 0.0


@given(PARTS)
def test_it_lies_within_its_parts_and_agrees_with_scipy(parts):
    values, weights = map(np.array, zip(*parts, strict=True))
    found = geometric_mean(values, weights)
    assert values.min() <= found <= values.max()
    if values.min() > 0:
        assert found == pytest.approx(gmean(values, weights=weights))


@given(PARTS, integers(0, 5), floats(0, 1))
def test_a_worse_part_never_raises_it(parts, place, share):
    values, weights = map(list, zip(*parts, strict=True))
    before, place = geometric_mean(values, weights), place % len(values)
    values[place] *= share
    assert geometric_mean(values, weights) <= before * (1 + 1e-12)


@given(PARTS, floats(0.01, 100))
def test_only_the_ratio_of_the_weights_counts(parts, factor):
    values, weights = map(np.array, zip(*parts, strict=True))
    assert geometric_mean(values, weights * factor) == pytest.approx(geometric_mean(values, weights), abs=1e-12)


@pytest.mark.parametrize(
    ("values", "weights"), [([1.1], [1]), ([-0.1], [1]), ([0.5, 0.5], [1, 0]), ([np.nan], [1]), ([0.5], [1, 1])]
)
def test_what_is_absent_or_out_of_bounds_has_no_mean(values, weights):
    with pytest.raises(ValueError, match=r"values|weights"):
        geometric_mean(values, weights)


def test_the_interval_joins_the_ends_of_wider_intervals():
    draws = [np.linspace(0.2, 0.4, 1001), np.linspace(0.5, 0.9, 1001)]
    low, high = geometric_mean_interval(draws, [1, 1], 0.9)  # each at 95 %: a fortieth is cut off at either end
    assert low == pytest.approx(np.sqrt(0.205 * 0.51))
    assert high == pytest.approx(np.sqrt(0.395 * 0.89))


def test_it_covers_however_the_parts_depend_on_each_other():
    generator, missed = np.random.default_rng(0), 0
    for sign in (1, -1):
        for _ in range(200):
            first = 0.02 * generator.normal()
            drawn = 0.02 * generator.normal(size=400)
            draws = [0.5 + first + drawn, 0.5 + sign * (first + drawn)]
            low, high = geometric_mean_interval(draws, [1, 1], 0.9)
            missed += not low <= 0.5 <= high
    assert missed <= 0.1 * 400
