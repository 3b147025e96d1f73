import numpy as np
import pytest

from governance.statistics.moments import average, deviation, moments


def test_mean_and_deviation_follow_from_the_means_of_the_moments():
    values = np.random.default_rng(0).normal(1e6, 2.0, 300)
    means = moments(values).mean(axis=0, keepdims=True)
    assert average(means)[0] == pytest.approx(values.mean(), rel=1e-12)
    assert deviation(means)[0] == pytest.approx(values.std(), rel=1e-9)


def test_values_that_do_not_vary_keep_a_deviation_above_zero():
    assert deviation(moments(np.ones(10)).mean(axis=0, keepdims=True))[0] > 0
