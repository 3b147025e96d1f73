import numpy as np
import pytest

from governance.statistics.rates import rate_ratio


def test_the_interval_covers_where_both_counts_are_poisson():
    generator = np.random.default_rng(1)
    pairs = zip(generator.poisson(20, 400), generator.poisson(40, 400), strict=True)
    found = [rate_ratio(int(first), 1000, int(second), 2000) for first, second in pairs]
    assert np.mean([item.low <= 1 <= item.high for item in found]) > 0.93
    assert np.mean([item.p_value < 0.05 for item in found]) < 0.07


def test_equal_rates_have_a_ratio_of_one_and_no_evidence_against_it():
    found = rate_ratio(25, 1000, 50, 2000)
    assert found.value == pytest.approx(1.0)
    assert found.p_value == pytest.approx(1.0)


def test_no_event_in_the_second_sample_is_refused():
    with pytest.raises(ValueError, match="make no ratio"):
        rate_ratio(3, 100, 0, 100)
