import numpy as np
import pytest

from governance.statistics.shift import share_shift, total_variation


@pytest.fixture
def sizes():
    return np.abs(np.random.default_rng(0).normal(size=(300, 4)))


@pytest.fixture
def flags():
    found = np.zeros(300, dtype=bool)
    found[40:55] = found[200:220] = True
    return found


def test_the_shift_is_half_the_sum_of_differences_of_shares(sizes, flags):
    inside, outside = (part.mean(axis=0) / part.mean(axis=0).sum() for part in (sizes[flags], sizes[~flags]))
    found = share_shift(sizes, flags)
    assert found.inside == pytest.approx(inside)
    assert found.outside == pytest.approx(outside)
    assert found.distance == pytest.approx(np.abs(inside - outside).sum() / 2)
    assert total_variation(inside, outside) == pytest.approx(found.distance)


def test_the_p_value_agrees_with_all_rotations_made_one_by_one(sizes, flags):
    def distance(marked):
        inside, outside = (part.sum(axis=0) / part.sum() for part in (sizes[marked], sizes[~marked]))
        return np.abs(inside - outside).sum() / 2

    others = [distance(np.roll(flags, by)) for by in range(1, 300)]
    assert share_shift(sizes, flags).p_value == pytest.approx((1 + sum(other >= distance(flags) for other in others)) / 300)


def test_a_feature_that_wakes_up_on_the_flagged_rows_is_found(sizes, flags):
    sizes[flags, 2] *= 4
    found = share_shift(sizes, flags)
    assert found.p_value < 0.02
    assert found.adjusted[2] < 0.05
    assert found.distance > 0.2


def test_slow_magnitudes_without_a_shift_are_rarely_called_one():
    """Independent rows would find one in most of these series."""
    rare = 0
    for seed in range(60):
        generator = np.random.default_rng(seed)
        slow = np.exp(np.cumsum(generator.normal(size=(400, 3)) * 0.1, axis=0))
        flags = np.zeros(400, dtype=bool)
        flags[generator.integers(0, 380) :][:20] = True
        rare += share_shift(slow, flags).p_value < 0.05
    assert rare <= 8


def test_flags_on_all_rows_or_none_and_magnitudes_of_zero_are_refused(sizes, flags):
    with pytest.raises(ValueError, match="some rows"):
        share_shift(sizes, np.zeros(300, dtype=bool))
    with pytest.raises(ValueError, match="no magnitude"):
        share_shift(np.zeros((300, 2)), flags)
