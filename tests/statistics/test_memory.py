"""What a series remembers, held against textbook formulas and against series that are known to remember."""

import numpy as np
import pytest
from scipy.stats import chi2, norm

from governance.statistics.memory import arch_lm, autocorrelations, ljung_box, runs_test


@pytest.fixture
def noise():
    return np.random.default_rng(0).standard_normal(2000)


def test_autocorrelations_are_those_of_the_textbook(noise):
    centred = noise - noise.mean()
    by_hand = [centred[lag:] @ centred[:-lag] / (centred @ centred) for lag in (1, 2, 3)]
    assert autocorrelations(noise, 3) == pytest.approx(by_hand)


def test_ljung_and_box_weigh_each_lag_by_its_pairs(noise):
    n, found = len(noise), autocorrelations(noise, 3)
    statistic = n * (n + 2) * sum(found[lag - 1] ** 2 / (n - lag) for lag in (1, 2, 3))
    assert ljung_box(noise, 3) == pytest.approx(chi2.sf(statistic, 3))


def test_runs_about_the_median_are_counted(noise):
    above = noise > np.median(noise)
    runs, half = 1 + np.sum(above[1:] != above[:-1]), len(noise) / 2
    error = np.sqrt(half * (half - 1) / (2 * half - 1))
    assert runs_test(noise) == pytest.approx(2 * norm.sf(abs(runs - half - 1) / error))


def test_each_test_finds_the_memory_that_it_is_for(noise):
    walk = np.convolve(noise, [1.0, 0.5], "valid")
    wild = noise * np.repeat([0.2, 2.0], 1000)
    assert ljung_box(walk, 5) < 1e-10
    assert runs_test(walk) < 1e-10
    assert arch_lm(wild, 5) < 1e-10
    assert min(ljung_box(noise, 5), runs_test(noise), arch_lm(noise, 5)) > 0.01
