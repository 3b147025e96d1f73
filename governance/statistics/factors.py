"""What returns hold beyond those of known factors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import matrix, vector, within

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Alpha:
    """The constant ``value`` with its error, ``statistic`` and two-sided ``p_value``.

    ``loadings`` (k, 3) are value, low and high of each factor; ``reach`` is the half width of the interval in standard errors,
    ``explained`` the factors' share of the variance, and ``n_effective`` the number of independent returns that would estimate the
    constant as precisely, never more than ``n``.
    """

    value: float
    low: float
    high: float
    statistic: float
    p_value: float
    reach: float
    n: int
    n_effective: float
    lags: int
    explained: float
    loadings: Array


def alpha_over(returns: Array, factors: Array, horizon: int = 1, confidence: float = 0.95) -> Alpha:
    """Regression of ``returns`` (n,) on a constant and ``factors`` (n, k), with the errors of Newey & West (1987).

    Bartlett's kernel with 4 (n / 100)^(2/9) lags, or ``horizon`` less one where that is more, a small-sample correction n / (n - k - 1),
    and Student's t; computed by statsmodels. Raises ``ValueError`` where factors are constant or combinations of one another.
    """
    from scipy.stats import t as student
    from statsmodels.api import OLS

    met, given = vector(returns, "returns", 10), matrix(factors, "factors", 10)
    n, design = len(met), np.column_stack([np.ones(len(given)), given])
    if np.linalg.matrix_rank(design / np.linalg.norm(design, axis=0).clip(min=1e-300)) < design.shape[1]:
        raise ValueError("the factors are constant or combinations of one another")
    lags = max(horizon - 1, int(4 * (n / 100) ** (2 / 9)))
    fitted = OLS(met, design).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True)
    ends = fitted.conf_int(1 - within(confidence, "confidence"))
    reach = float(student.ppf((1 + confidence) / 2, fitted.df_resid))
    rows = float(np.clip(n * float(fitted.cov_HC0[0, 0]) / float(fitted.bse[0]) ** 2, 1.0, n))
    return Alpha(
        float(fitted.params[0]), float(ends[0, 0]), float(ends[0, 1]), float(fitted.tvalues[0]), float(fitted.pvalues[0]), reach,
        n, rows, lags, float(fitted.rsquared), np.column_stack([fitted.params, ends])[1:],
    )  # fmt: skip
