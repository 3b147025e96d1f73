"""Comparing and testing forecasts: Diebold–Mariano with Harvey's correction, QLIKE, Mincer–Zarnowitz."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DieboldMariano:
    """Positive ``statistic``: the first forecast loses more. ``value`` is the mean loss difference, ``p_value`` two-sided.

    ``kernel`` is *rectangular*, or *bartlett* where the rectangular long-run variance was not positive.
    """

    statistic: float
    p_value: float
    value: float
    low: float
    high: float
    kernel: str


@dataclass(frozen=True)
class MincerZarnowitz:
    """Regression of the realised value on the forecast; ``statistic`` tests alpha = 0 and beta = 1 together."""

    alpha: float
    beta: float
    statistic: float
    p_value: float
    degrees_of_freedom: tuple[int, int]
    r_squared: float


def diebold_mariano(loss_a: Array, loss_b: Array, horizon: int, confidence: float = 0.95) -> DieboldMariano:
    """Test equal accuracy of two forecasts from their per-row losses (n,), ``horizon`` rows ahead.

    Diebold & Mariano (1995) with the small-sample factor and Student's t of Harvey, Leybourne & Newbold (1997);
    autocovariances up to lag horizon - 1. Raises ``ValueError`` where the losses differ by the same amount on every row: there is no
    variance to test against.
    """
    from scipy.stats import t as student

    difference = np.asarray(loss_a, dtype=float) - np.asarray(loss_b, dtype=float)
    n, mean = len(difference), float(np.mean(difference))
    variance, kernel = _long_run_variance(difference, horizon)
    if variance <= 0.0:
        raise ValueError("the two forecasts have the same loss on every row, up to a constant")
    factor = np.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n)
    error = float(np.sqrt(variance / n) / factor)
    half = float(student.ppf((1 + confidence) / 2, n - 1)) * error
    statistic = mean / error
    return DieboldMariano(statistic, float(2 * student.sf(abs(statistic), n - 1)), mean, mean - half, mean + half, kernel)


def qlike(realised: Array, forecast: Array) -> Array:
    """(n,) QLIKE losses s/h - ln(s/h) - 1 of variance forecasts h > 0 against realised s > 0 (Patton 2011, b = -2)."""
    ratio = np.asarray(realised, dtype=float) / np.asarray(forecast, dtype=float)
    return np.asarray(ratio - np.log(ratio) - 1)


def mincer_zarnowitz(
    realised: Array, forecast: Array, covariance: Literal["classical", "HAC"] = "classical", lags: int | None = None
) -> MincerZarnowitz:
    """Mincer & Zarnowitz (1969): regress realised on forecast and test that the forecast is unbiased and efficient.

    ``HAC`` uses Newey–West with ``lags`` (default: 4 (n/100)^(2/9)) and a Wald F test.
    """
    import statsmodels.api as sm

    design = sm.add_constant(np.asarray(forecast, dtype=float))
    model = sm.OLS(np.asarray(realised, dtype=float), design)
    width = int(4 * (len(design) / 100) ** (2 / 9)) if lags is None else lags
    fit = model.fit() if covariance == "classical" else model.fit(cov_type="HAC", cov_kwds={"maxlags": width}, use_t=True)
    test = fit.f_test((np.eye(2), np.array([0.0, 1.0])))
    degrees = (int(test.df_num), int(test.df_denom))
    statistic, p_value = float(np.squeeze(test.fvalue)), float(test.pvalue)
    return MincerZarnowitz(float(fit.params[0]), float(fit.params[1]), statistic, p_value, degrees, float(fit.rsquared))


def _long_run_variance(difference: Array, horizon: int) -> tuple[float, str]:
    centred = difference - difference.mean()
    n = len(centred)
    covariances = [float(centred[lag:] @ centred[: n - lag]) / n for lag in range(min(horizon, n))]
    rectangular = covariances[0] + 2 * sum(covariances[1:])
    if rectangular > 0.0:
        return rectangular, "rectangular"
    weighted = sum((1 - lag / horizon) * covariance for lag, covariance in enumerate(covariances) if lag)
    return covariances[0] + 2 * weighted, "bartlett"
