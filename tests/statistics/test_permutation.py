import numpy as np
import pytest
from scipy.signal import lfilter
from scipy.stats import permutation_test

from governance.statistics.permutation import block_permutation


def apart(first, second):
    return float(abs(first.mean() - second.mean()))


def permuted(first, second, *, block=1.0, seed=0, resamples=199):
    return block_permutation(first, second, apart, generator=np.random.default_rng(seed), resamples=resamples, block=block)


def test_single_rows_give_the_permutation_test_of_scipy():
    generator = np.random.default_rng(0)
    first, second = generator.normal(size=60), generator.normal(size=40) + 0.4
    expected = permutation_test((first, second), apart, n_resamples=4000, alternative="greater", rng=1)
    found = permuted(first, second, resamples=2000)
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.p_value == pytest.approx(expected.pvalue, abs=0.02)


@pytest.mark.parametrize("runs", [100, pytest.param(600, marks=pytest.mark.slow)])
def test_blocks_hold_the_level_where_rows_depend_on_one_another_and_single_rows_do_not(runs):
    rejected = {1.0: 0, 30.0: 0}
    for seed in range(runs):
        series = lfilter([1.0], [1.0, -0.8], np.random.default_rng(seed).normal(size=700))[100:]
        for block in rejected:
            rejected[block] += permuted(series[:400], series[400:], block=block, seed=seed, resamples=99).p_value <= 0.05
    assert rejected[30.0] / runs <= 0.13
    assert rejected[1.0] / runs >= 0.3


def test_every_row_keeps_its_place_in_one_of_the_samples():
    sums = []

    def noted(first, second):
        sums.append((len(first), len(second), first.sum() + second.sum()))
        return 0.0

    rows = np.arange(23.0)
    block_permutation(rows[:9], rows[9:], noted, generator=np.random.default_rng(0), resamples=20, block=4.0)
    assert set(sums) == {(9, 14, rows.sum())}


def test_a_difference_is_found_and_the_p_value_is_never_zero():
    generator = np.random.default_rng(2)
    found = permuted(generator.normal(size=300), generator.normal(size=200) + 3.0, block=5.0)
    assert found.p_value == pytest.approx(1 / 200)
