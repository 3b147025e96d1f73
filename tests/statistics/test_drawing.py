import numpy as np
import pytest

from governance.statistics.drawing import drawn_often


def fresh(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(("n", "resamples"), [(1, 3), (7, 500), (2000, 60), (60_000, 2)])
def test_counts_are_those_of_the_rows_that_the_generator_draws(n, resamples):
    rows = fresh().integers(0, n, (resamples, n))
    expected = [np.bincount(row, minlength=n) for row in rows]
    assert np.array_equal(drawn_often(n, resamples, fresh()), expected)


def test_what_is_held_is_what_would_be_drawn_again_and_leaves_the_generator_as_drawing_does():
    first, second = fresh(), fresh()
    counts = drawn_often(50, 20, first)
    assert np.array_equal(drawn_often(50, 20, second), counts)
    assert first.random() == second.random()


def test_a_generator_that_has_gone_on_draws_other_rows():
    generator = fresh()
    once = drawn_often(50, 20, generator)
    assert not np.array_equal(drawn_often(50, 20, generator), once)


def test_another_seed_size_or_number_is_drawn_anew():
    once = drawn_often(50, 20, fresh())
    assert not np.array_equal(drawn_often(50, 20, fresh(1)), once)
    assert drawn_often(49, 20, fresh()).shape == (20, 49)
    assert np.array_equal(drawn_often(50, 21, fresh())[:20], once)
    assert np.array_equal(drawn_often(50, 20, fresh()), once)


def test_half_a_word_that_the_generator_holds_back_counts():
    """Bounded numbers take half of a generator's word each: what is left of one is drawn next."""
    odd, even = fresh(), fresh()
    odd.integers(0, 9, 3, dtype=np.uint32)
    even.integers(0, 9, 4, dtype=np.uint32)
    assert not np.array_equal(drawn_often(50, 20, odd), drawn_often(50, 20, even))
