import numpy as np
import pytest

from governance.statistics.surrogates import (
    displaced_blocks,
    exceedance,
    phase_randomised,
    shifted_means,
    shuffled_spells,
    spells,
)


def test_shifts_agree_with_rolling_for_odd_and_even_lengths():
    generator = np.random.default_rng(1)
    for size in (30, 31):
        positions, returns = generator.normal(size=(2, size, 3))
        rolled = [(np.roll(positions, shift, axis=0) * returns).sum() / size for shift in range(size)]
        assert shifted_means(positions, returns) == pytest.approx(np.array(rolled))


def test_spells_are_runs_of_one_sign():
    starts, lengths = spells(np.array([1.0, 2.0, 0.0, -1.0, -1.0, 3.0]))
    assert starts.tolist() == [0, 2, 3, 5]
    assert lengths.tolist() == [2, 1, 2, 1]


def test_shuffled_spells_keep_every_spell_whole():
    positions = np.repeat(np.arange(1.0, 21.0) * np.tile([1.0, -1.0], 10), np.arange(1, 21))
    shuffled = shuffled_spells(positions, np.random.default_rng(2))
    assert not np.array_equal(shuffled, positions)
    changes = np.flatnonzero(np.diff(shuffled))
    parts = np.split(shuffled, changes + 1)
    assert sorted((abs(part[0]), len(part)) for part in parts) == [(float(size), size) for size in range(1, 21)]


def test_random_phases_keep_means_and_all_correlations():
    generator = np.random.default_rng(3)
    for size in (200, 201):
        given = np.cumsum(generator.normal(size=(size, 2)), axis=0) * 0.1 + generator.normal(size=(size, 2))
        made = phase_randomised(given, generator)
        assert made.mean(axis=0) == pytest.approx(given.mean(axis=0))
        assert np.cov(made.T) == pytest.approx(np.cov(given.T))
        assert np.abs(np.fft.rfft(made, axis=0)) == pytest.approx(np.abs(np.fft.rfft(given, axis=0)))
        assert not np.allclose(made, given)


def test_the_exact_p_value_is_never_zero_and_counts_ties():
    assert exceedance(np.arange(99.0), 1000.0) == pytest.approx(0.01)
    assert exceedance(np.ones(9), 1.0) == pytest.approx(1.0)


def test_displaced_blocks_hold_every_row_of_whole_blocks_once_and_none_in_its_place():
    order = displaced_blocks(103, 10, np.random.default_rng(0))
    assert sorted(order) == list(range(100))
    assert (order != np.arange(100)).all()
    assert (np.diff(order.reshape(-1, 10), axis=1) == 1).all()


def test_one_block_cannot_be_displaced():
    with pytest.raises(ValueError, match="two blocks"):
        displaced_blocks(19, 10, np.random.default_rng(0))
