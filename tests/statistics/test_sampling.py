import numpy as np
import pytest

from governance.statistics.sampling import evenly_drawn


def test_all_rows_are_drawn_where_there_are_fewer_than_wanted():
    assert evenly_drawn(np.zeros(7), 10, np.random.default_rng(0)).tolist() == list(range(7))


def test_as_many_different_rows_as_wanted_are_drawn_in_their_order():
    drawn = evenly_drawn(np.random.default_rng(1).normal(size=997), 120, np.random.default_rng(0))
    assert len(drawn) == len(set(drawn.tolist())) == 120
    assert (np.diff(drawn) > 0).all()


def test_every_tenth_of_the_order_and_of_the_values_gives_its_tenth_of_the_rows():
    by = np.random.default_rng(2).normal(size=5000)
    drawn = evenly_drawn(by, 500, np.random.default_rng(0))
    over_order = np.bincount(drawn * 10 // 5000, minlength=10)
    over_values = np.bincount(by.argsort().argsort()[drawn] * 10 // 5000, minlength=10)
    assert np.abs(over_order - 50).max() <= 12
    assert np.abs(over_values - 50).max() <= 12


def test_a_mean_over_the_drawn_rows_is_nearer_than_that_of_a_random_draw():
    by = np.cumsum(np.random.default_rng(3).normal(size=4000))
    even = [by[evenly_drawn(by, 100, np.random.default_rng(seed))].mean() for seed in range(100)]
    random = [np.random.default_rng(seed).choice(by, 100, replace=False).mean() for seed in range(100)]
    assert np.mean(even) == pytest.approx(by.mean(), abs=0.05 * by.std())
    assert np.std(even) < 0.2 * np.std(random)


def test_equal_generators_draw_equal_rows():
    by = np.arange(300.0)
    first, second = (evenly_drawn(by, 40, np.random.default_rng(5)) for _ in range(2))
    assert first.tolist() == second.tolist()
