"""Whether a series remembers: its autocorrelations, and p-values of tests over several of them and of its signs."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def autocorrelations(values: Array, lags: int) -> Array:
    """(lags,) of ``values`` (n,) at the lags from 1."""
    from statsmodels.tsa.stattools import acf

    return np.asarray(acf(values, nlags=lags, fft=True)[1:])


def ljung_box(values: Array, lags: int) -> float:
    """P-value of no autocorrelation of ``values`` (n,) at any of the first ``lags``: Ljung & Box (1978)."""
    from statsmodels.tsa.stattools import q_stat

    return float(q_stat(autocorrelations(values, lags), len(values))[1][-1])


def arch_lm(values: Array, lags: int) -> float:
    """P-value of squares of ``values`` (n,) that do not follow from the ``lags`` squares before: Engle (1982)."""
    from statsmodels.stats.diagnostic import het_arch

    return float(het_arch(values, nlags=lags, result_object=True).lmpval)


def runs_test(values: Array) -> float:
    """P-value of ``values`` (n,) that cross their median as often as independent ones: Wald & Wolfowitz (1940)."""
    from statsmodels.sandbox.stats.runs import runstest_1samp

    return float(runstest_1samp(values, cutoff="median", correction=False)[1])
