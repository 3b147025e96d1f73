import numpy as np
import pytest
from statsmodels.api import OLS

from governance.statistics.signal import signal


def test_means_and_errors_agree_with_statsmodels():
    values = np.cumsum(np.random.default_rng(1).normal(size=(120, 3)), axis=0)
    found = signal(values)
    for place in range(3):
        fitted = OLS(values[:, place], np.ones(120)).fit(cov_type="HAC", cov_kwds={"maxlags": found.lags, "use_correction": True})
        assert found.mean[place] == pytest.approx(fitted.params[0])
        assert found.error[place] == pytest.approx(fitted.bse[0])


def test_a_constant_stands_out_unless_it_is_zero():
    found = signal(np.tile([0.1, 0.0], (20, 1)))
    assert found.error.tolist() == [0.0, 0.0]
    assert found.stands_out(2.0).tolist() == [True, False]


def test_overlapping_values_are_given_as_many_lags_as_they_overlap():
    assert signal(np.random.default_rng(2).normal(size=(100, 1)), horizon=10).lags == 9


def test_noise_stands_out_about_once_in_twenty():
    found = [signal(values).stands_out(2.0) for values in np.random.default_rng(3).normal(size=(200, 100, 5))]
    assert 0.02 < np.mean(found) < 0.1
