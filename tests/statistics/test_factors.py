import numpy as np
import pytest

from governance.statistics.factors import alpha_over


def test_alpha_and_loadings_agree_with_least_squares():
    generator = np.random.default_rng(1)
    factors = generator.normal(size=(300, 2))
    returns = 0.3 + factors @ [1.0, -2.0] + generator.normal(size=300)
    found = alpha_over(returns, factors)
    expected = np.linalg.lstsq(np.column_stack([np.ones(300), factors]), returns, rcond=None)[0]
    assert [found.value, *found.loadings[:, 0]] == pytest.approx(expected)
    assert found.low < found.value < found.high
    assert found.statistic == pytest.approx(found.value / ((found.high - found.value) / found.reach))


def test_overlapping_returns_have_fewer_effective_rows():
    generator = np.random.default_rng(2)
    returns = np.convolve(generator.normal(size=1009), np.ones(10), "valid")
    found = alpha_over(returns, generator.normal(size=(1000, 1)), horizon=10)
    assert found.lags == 9
    assert found.n_effective < 300


def test_factors_that_repeat_one_another_are_refused():
    factor = np.random.default_rng(3).normal(size=(100, 1))
    with pytest.raises(ValueError, match="combinations"):
        alpha_over(factor[:, 0], np.hstack([factor, 2 * factor]))
