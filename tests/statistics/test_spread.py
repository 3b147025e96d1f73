import numpy as np
import pytest

from governance.statistics.spread import standard_deviation


def test_the_interval_agrees_with_tabulated_quantiles_of_chi_squared():
    # chi-squared with 9 degrees of freedom: 2.70039 and 19.02277 (Snedecor & Cochran 1989, table A 5)
    values = np.arange(10.0)
    found = standard_deviation(values)
    deviation = np.sqrt(82.5 / 9)
    assert (found.value, found.n) == (pytest.approx(deviation), 10)
    assert found.low == pytest.approx(deviation * np.sqrt(9 / 19.02277), rel=1e-6)
    assert found.high == pytest.approx(deviation * np.sqrt(9 / 2.70039), rel=1e-6)


def test_equal_values_have_no_spread():
    found = standard_deviation([2.0, 2.0, 2.0])
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_one_value_has_no_standard_deviation():
    with pytest.raises(ValueError, match="at least 2"):
        standard_deviation([1.0])


def test_the_interval_covers_as_often_as_it_says():
    generator = np.random.default_rng(0)
    found = [standard_deviation(generator.normal(scale=3.0, size=5), 0.9) for _ in range(1000)]
    assert np.mean([item.low <= 3.0 <= item.high for item in found]) == pytest.approx(0.9, abs=0.03)
