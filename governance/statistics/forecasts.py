"""Comparing and testing forecasts: equal accuracy (whole, nested, conditional), rationality, direction, QLIKE."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import pair, within
from governance.statistics.resampling import wilson

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
    """Regression of the realised value on the forecast; ``statistic`` tests alpha = 0 and beta = 1 together.

    The intervals are at the confidence asked for, with the same covariance as the test.
    """

    alpha: float
    beta: float
    statistic: float
    p_value: float
    degrees_of_freedom: tuple[int, int]
    r_squared: float
    alpha_interval: tuple[float, float]
    beta_interval: tuple[float, float]


@dataclass(frozen=True)
class ClarkWest:
    """Positive ``statistic``: the larger model adds something. ``value`` is the adjusted gain in squared error, ``p_value`` one-sided."""

    statistic: float
    p_value: float
    value: float
    low: float
    high: float
    kernel: str


@dataclass(frozen=True)
class GiacominiWhite:
    """``value`` is the mean loss difference, positive where the first forecast loses more; chi-squared ``statistic``."""

    statistic: float
    p_value: float
    value: float
    degrees_of_freedom: int


@dataclass(frozen=True)
class Direction:
    """``value`` is the share of right signs with its interval, ``expected`` that share were the signs unrelated; ``p_value`` one-sided."""

    statistic: float
    p_value: float
    value: float
    low: float
    high: float
    expected: float


def diebold_mariano(loss_a: Array, loss_b: Array, horizon: int, confidence: float = 0.95) -> DieboldMariano:
    """Test equal accuracy of two forecasts from their per-row losses (n,), ``horizon`` rows ahead.

    Diebold & Mariano (1995) with the small-sample factor and Student's t of Harvey, Leybourne & Newbold (1997);
    autocovariances up to lag horizon - 1. Raises ``ValueError`` where the losses differ by the same amount on every row: there is no
    variance to test against.
    """
    from scipy.stats import t as student

    difference = loss_difference(loss_a, loss_b, horizon)
    n, mean = len(difference), float(np.mean(difference))
    variance, kernel = long_run_variance(difference, horizon)
    if variance <= 0.0:
        raise ValueError("the two forecasts have the same loss on every row, up to a constant")
    factor = np.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n)
    error = float(np.sqrt(variance / n) / factor)
    half = float(student.ppf((1 + confidence) / 2, n - 1)) * error
    statistic = mean / error
    return DieboldMariano(statistic, float(2 * student.sf(abs(statistic), n - 1)), mean, mean - half, mean + half, kernel)


def qlike(realised: Array, forecast: Array) -> Array:
    """(n,) QLIKE losses s/h - ln(s/h) - 1 of variance forecasts h > 0 against realised s > 0 (Patton 2011, b = -2).

    Raises ``ValueError`` for a variance that is not positive: its loss is infinite or undefined.
    """
    seen, stated = pair(realised, forecast, ("realised", "forecast"), at_least=0)
    if np.any(seen <= 0) or np.any(stated <= 0):
        raise ValueError("QLIKE needs variances above zero, realised and forecast")
    ratio = seen / stated
    return np.asarray(ratio - np.log(ratio) - 1)


def mincer_zarnowitz(
    realised: Array,
    forecast: Array,
    covariance: Literal["classical", "HAC"] = "classical",
    lags: int | None = None,
    confidence: float = 0.95,
    weights: Array | None = None,
) -> MincerZarnowitz:
    """Mincer & Zarnowitz (1969): regress realised on forecast and test that the forecast is unbiased and efficient.

    ``HAC`` uses Newey–West with ``lags`` (default: 4 (n/100)^(2/9)) and a Wald F test. ``weights`` (n,) are inverse variances of the
    errors; for variances, the inverse squared forecasts (Patton & Sheppard 2009). Raises ``ValueError`` for fewer than 4 rows, a
    constant forecast, or a perfect fit, which leaves no error to test with.
    """
    import statsmodels.api as sm

    seen, stated = pair(realised, forecast, ("realised", "forecast"), at_least=4)
    if float(np.ptp(stated)) <= 1e-12 * float(np.abs(stated).max()):
        raise ValueError("a constant forecast has no slope to test")
    design = sm.add_constant(stated)
    model = sm.WLS(seen, design, 1.0 if weights is None else weights)
    width = int(4 * (len(design) / 100) ** (2 / 9)) if lags is None else lags
    fit = model.fit() if covariance == "classical" else model.fit(cov_type="HAC", cov_kwds={"maxlags": width}, use_t=True)
    if float(fit.ssr) <= 1e-24 * float(seen @ seen):
        raise ValueError("the realised values lie on a line of the forecast: there is no error to test with")
    test = fit.f_test((np.eye(2), np.array([0.0, 1.0])))
    alpha, beta = ((float(low), float(high)) for low, high in fit.conf_int(1 - within(confidence, "confidence")))
    return MincerZarnowitz(
        float(fit.params[0]), float(fit.params[1]), float(np.squeeze(test.fvalue)), float(test.pvalue),
        (int(test.df_num), int(test.df_denom)), float(fit.rsquared), alpha, beta,
    )  # fmt: skip


def clark_west(realised: Array, small: Array, large: Array, horizon: int, confidence: float = 0.95) -> ClarkWest:
    """Test that a ``large`` model forecasts better than a ``small`` one nested in it: Clark & West (2007).

    The gain (y - small)² - [(y - large)² - (small - large)²] takes out the noise that superfluous parameters add; normal, one-sided.
    Raises ``ValueError`` where the two forecasts never differ.
    """
    from scipy.stats import norm

    seen, narrow = pair(realised, small, ("realised", "small"))
    wide = pair(realised, large, ("realised", "large"))[1]
    gain = loss_difference((seen - narrow) ** 2 + (narrow - wide) ** 2, (seen - wide) ** 2, horizon)
    variance, kernel = long_run_variance(gain, horizon)
    if variance <= 0.0:
        raise ValueError("the two forecasts are the same on every row")
    mean, error = float(gain.mean()), float(np.sqrt(variance / len(gain)))
    half = float(norm.ppf((1 + within(confidence, "confidence")) / 2)) * error
    return ClarkWest(mean / error, float(norm.sf(mean / error)), mean, mean - half, mean + half, kernel)


def giacomini_white(loss_a: Array, loss_b: Array, horizon: int, instruments: Array | None = None) -> GiacominiWhite:
    """Test that nothing known when the forecasts were made tells which will lose more: Giacomini & White (2006, theorems 1 and 3).

    ``instruments`` (n, q) are known at each row's forecast origin; by default a constant and the last loss difference known then,
    ``horizon`` rows before. The variance has the rectangular kernel up to lag horizon - 1, or Bartlett's where that is not positive.
    Raises ``ValueError`` where the moments do not vary enough.
    """
    from scipy.stats import chi2

    difference = loss_difference(loss_a, loss_b, horizon)
    if instruments is None:
        lagged, difference = difference[:-horizon], difference[horizon:]
        instruments = np.column_stack([np.ones(len(lagged)), (lagged - lagged.mean()) / (float(lagged.std()) or 1.0)])
    moments = np.asarray(instruments, dtype=float) * difference[:, None]
    n, q = moments.shape
    variance = _second_moments(moments, np.ones(horizon))
    if n > q and np.linalg.eigvalsh(variance)[0] <= 0:
        variance = _second_moments(moments, 1 - np.arange(horizon) / horizon)
    if n <= q or np.linalg.matrix_rank(variance) < q:
        raise ValueError("the loss differences and the instruments do not vary enough to be tested")
    mean = moments.mean(axis=0)
    statistic = float(n * mean @ np.linalg.solve(variance, mean))
    return GiacominiWhite(statistic, float(chi2.sf(statistic, q)), float(difference.mean()), q)


def pesaran_timmermann(realised: Array, forecast: Array, horizon: int = 1, confidence: float = 0.95) -> Direction:
    """Test that the signs of forecast and realised value are related: Pesaran & Timmermann (1992).

    A value is up if above 0. Beyond one row ahead, where outcomes overlap, the variance is the long-run one of the rows' products up to
    lag horizon - 1. Raises ``ValueError`` where either has one sign only.
    """
    from scipy.stats import norm

    seen, stated = pair(realised, forecast, ("realised", "forecast"), at_least=4)
    up, called = seen > 0, stated > 0
    share_up, share_called, n = float(up.mean()), float(called.mean()), len(up)
    if min(share_up, share_called) == 0.0 or max(share_up, share_called) == 1.0:
        raise ValueError("direction cannot be tested where the realised values or the forecasts have one sign only")
    hits = (up == called).astype(float)
    value, expected = float(hits.mean()), share_up * share_called + (1 - share_up) * (1 - share_called)
    products = 2 * (up - share_up) * (called - share_called)
    variance = 4 * share_up * (1 - share_up) * share_called * (1 - share_called) * (1 - 1 / n)
    if horizon > 1:
        variance = long_run_variance(products, _horizon(horizon, n))[0]
    statistic = (value - expected) / float(np.sqrt(variance / n))
    spread = long_run_variance(hits, horizon)[0]
    rows = float(np.clip(n * value * (1 - value) / spread, 1.0, n)) if spread > 0 else float(n)
    low, high = wilson(value * rows, rows, within(confidence, "confidence"))
    return Direction(statistic, float(norm.sf(statistic)), value, low, high, expected)


def loss_difference(loss_a: Array, loss_b: Array, horizon: int) -> Array:
    """(n,) first loss less the second, finite, for a ``horizon`` below n; exactly constant where it is so but for rounding."""
    first, second = pair(loss_a, loss_b, ("the first losses", "the second losses"), at_least=3)
    _horizon(horizon, len(first))
    difference = first - second
    if float(np.ptp(difference)) <= 1e-12 * float(max(np.abs(first).max(), np.abs(second).max())):
        return np.full(len(difference), float(difference.mean()))
    return difference


def long_run_variance(difference: Array, horizon: int) -> tuple[float, str]:
    """Variance of sqrt(n) times the mean of ``difference`` (n,), from autocovariances up to lag horizon - 1, and the kernel's name.

    *rectangular*, or *bartlett* where that is not positive; 0 for a constant.
    """
    if float(np.ptp(difference)) == 0.0:
        return 0.0, "rectangular"
    centred = difference - difference.mean()
    n = len(centred)
    covariances = [float(centred[lag:] @ centred[: n - lag]) / n for lag in range(min(horizon, n))]
    rectangular = covariances[0] + 2 * sum(covariances[1:])
    if rectangular > 0.0:
        return rectangular, "rectangular"
    weighted = sum((1 - lag / horizon) * covariance for lag, covariance in enumerate(covariances) if lag)
    return covariances[0] + 2 * weighted, "bartlett"


def _second_moments(moments: Array, weights: Array) -> Array:
    n = len(moments)
    variance = moments.T @ moments / n
    for lag, weight in enumerate(weights[1:], start=1):
        shifted = weight * moments[lag:].T @ moments[:-lag] / n
        variance = variance + shifted + shifted.T
    return np.asarray(variance)


def _horizon(horizon: int, n: int) -> int:
    if not 1 <= horizon < n:
        raise ValueError(f"the horizon must be at least 1 and below the number of rows ({n}), not {horizon}")
    return horizon
