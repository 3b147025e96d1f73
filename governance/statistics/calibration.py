"""Whether stated probabilities come true: expected calibration error, decompositions of scores, tests, Cox's line.

Everywhere ``p`` (n,) are probabilities of the class 1 and ``y`` (n,) outcomes 0 and 1.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import probabilities, within

Array = NDArray[np.float64]
Norm = Literal["l1", "l2", "max"]
Score = Literal["brier", "log"]


@dataclass(frozen=True)
class BrierDecomposition:
    """``value`` = reliability - resolution + uncertainty + within; ``within`` is 0 unless different forecasts share a bin."""

    value: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float


@dataclass(frozen=True)
class Corp:
    """``value`` (mean score) = miscalibration - discrimination + uncertainty; ``recalibrated`` (n,) are the fitted probabilities."""

    value: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    recalibrated: Array


@dataclass(frozen=True)
class ZTest:
    """A standard normal statistic with its two-sided p-value."""

    statistic: float
    p_value: float


@dataclass(frozen=True)
class HosmerLemeshow:
    """A chi-squared statistic with its degrees of freedom."""

    statistic: float
    p_value: float
    degrees_of_freedom: int


@dataclass(frozen=True)
class CalibrationLine:
    """``slope`` of the log odds (below 1: too extreme, the mark of overfitting) and ``intercept`` at slope 1 (below 0: too high).

    ``statistic`` and ``p_value`` test intercept 0 and slope 1 together (Wald, two degrees of freedom). ``clipped`` probabilities lay
    so near 0 or 1 that they were moved.
    """

    slope: float
    slope_interval: tuple[float, float]
    intercept: float
    intercept_interval: tuple[float, float]
    statistic: float
    p_value: float
    clipped: int


def expected_calibration_error(p: Array, y: Array, bins: int = 15, norm: Norm = "l1") -> float:
    """Distance of mean outcome and mean forecast over ``bins`` of equal width: Naeini, Cooper & Hauskrecht (2015).

    ``l1`` weighs bins by their rows, ``l2`` is the root of the weighted mean square (Kumar, Liang & Ma 2019), ``max`` the largest bin's.
    Bins are closed on the left, the last one on both sides. It is biased upwards on small samples: a display, not a test.
    """
    stated, outcome = probabilities(p, y)
    if bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    if norm not in {"l1", "l2", "max"}:
        raise ValueError(f"norm must be l1, l2 or max, not {norm}")
    bin_of = np.clip(np.searchsorted(np.arange(bins + 1) / bins, stated, side="right") - 1, 0, bins - 1)
    rows = np.bincount(bin_of, minlength=bins)
    filled = rows > 0
    gap = np.abs(np.bincount(bin_of, outcome - stated, bins)[filled]) / rows[filled]
    if norm == "max":
        return float(gap.max())
    share = rows[filled] / len(stated)
    return float(np.sum(share * gap)) if norm == "l1" else float(np.sqrt(np.sum(share * gap**2)))


def brier_decomposition(p: Array, y: Array, bins: int | None = None) -> BrierDecomposition:
    """Murphy (1973): Brier score = reliability - resolution + uncertainty, over the distinct forecasts.

    With ``bins`` forecasts are pooled in that many of equal width, and what this hides stands in ``within`` (Stephenson, Coelho & Jolliffe
    2008): the variance of forecasts within bins less twice their covariance with outcomes. Always exact.
    """
    stated, outcome = probabilities(p, y)
    if bins is not None and bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    keys = stated if bins is None else np.minimum(np.floor(stated * bins), bins - 1)
    _, group = np.unique(keys, return_inverse=True)
    rows = np.bincount(group)
    forecast, seen = np.bincount(group, stated) / rows, np.bincount(group, outcome) / rows
    base, share = float(outcome.mean()), rows / len(stated)
    deviation = stated - forecast[group]
    within_bins = float(np.mean(deviation**2) - 2 * np.mean(deviation * (outcome - seen[group]))) if bins else 0.0
    reliability, resolution = float(share @ (forecast - seen) ** 2), float(share @ (seen - base) ** 2)
    return BrierDecomposition(
        float(np.mean((stated - outcome) ** 2)), reliability, resolution, base * (1 - base), within_bins,
    )  # fmt: skip


def spiegelhalter(p: Array, y: Array) -> ZTest:
    """Sum of (y - p)(1 - 2p) over sqrt(sum of (1 - 2p)² p (1 - p)): Spiegelhalter (1986), independent outcomes.

    Raises ``ValueError`` where every probability is 0, 1/2 or 1: the score then has no variance.
    """
    from scipy.stats import norm

    stated, outcome = probabilities(p, y)
    variance = float(np.sum((1 - 2 * stated) ** 2 * stated * (1 - stated)))
    if variance <= 0.0:
        raise ValueError("Spiegelhalter's test needs probabilities other than 0, 1/2 and 1")
    statistic = float(np.sum((outcome - stated) * (1 - 2 * stated))) / float(np.sqrt(variance))
    return ZTest(statistic, float(2 * norm.sf(abs(statistic))))


def corp(p: Array, y: Array, score: Score = "brier") -> Corp:
    """Dimitriadis, Gneiting & Jordan (2021): parts of a mean score by isotonic recalibration, none of which is negative.

    ``log`` raises ``ValueError`` where an outcome occurred that had probability 0: its score is infinite.
    """
    stated, outcome = probabilities(p, y)
    _, group = np.unique(stated, return_inverse=True)
    rows = np.bincount(group)
    fitted = _isotonic(np.bincount(group, outcome) / rows, rows)[group]
    loss = _brier if score == "brier" else _log
    value, best = loss(stated, outcome), loss(fitted, outcome)
    constant = loss(np.full(len(outcome), outcome.mean()), outcome)
    if not np.isfinite(value):
        raise ValueError("the logarithmic score is infinite: an outcome occurred that had probability 0")
    return Corp(value, max(0.0, value - best), max(0.0, constant - best), constant, fitted)


def miscalibration_p_value(p: Array, y: Array, *, generator: np.random.Generator, resamples: int = 1_000) -> float:
    """Chance of CORP's miscalibration (Brier) being as large as seen for calibrated forecasts with independent outcomes.

    Outcomes are drawn from the forecasts themselves: the consistency resampling of Bröcker & Smith (2007).
    """
    stated, outcome = probabilities(p, y)
    values, group = np.unique(stated, return_inverse=True)
    rows = np.bincount(group)
    seen = _pooled_miscalibration(values, np.bincount(group, outcome) / rows, rows)
    drawn = [_pooled_miscalibration(values, generator.binomial(rows, values) / rows, rows) for _ in range(resamples)]
    return float((1 + np.sum(np.array(drawn) >= seen - 1e-15)) / (1 + resamples))


def pooled(p: Array, groups: int = 1_000) -> Array:
    """(n,) the mean of each probability's group, of at most ``groups`` groups by rank: as good for CORP, and cheap to draw from."""
    values, place = np.unique(p, return_inverse=True)
    if len(values) <= groups:
        return p
    first = np.searchsorted(np.sort(p), values)  # equal probabilities stay together
    group = (first * groups // len(p))[place]
    _, group = np.unique(group, return_inverse=True)
    return np.asarray((np.bincount(group, p) / np.bincount(group))[group])


def calibration_line(
    p: Array, y: Array, confidence: float = 0.95, lags: int | None = None, floor: float = 1e-6
) -> CalibrationLine:
    """Logistic regression of the outcome on the log odds of the forecast: Cox (1958); intercept with the slope held at 1.

    Probabilities are moved into [floor, 1 - floor]. ``lags`` asks for Newey–West errors, for rows in time order that depend on each other.
    Raises ``ValueError`` for one class, equal forecasts, or forecasts that separate the classes: no finite line fits then.
    """
    import statsmodels.api as sm

    stated, outcome = probabilities(p, y, 3)
    kept = np.clip(stated, within(floor, "floor", 0.0, 0.5), 1 - floor)
    odds = np.log(kept / (1 - kept))
    _refuse_separation(odds, outcome)
    options = {} if lags is None else {"cov_type": "HAC", "cov_kwds": {"maxlags": lags}}
    whole = sm.GLM(outcome, sm.add_constant(odds), family=sm.families.Binomial()).fit(**options)
    large = sm.GLM(outcome, np.ones(len(odds)), family=sm.families.Binomial(), offset=odds).fit(**options)
    joint = whole.wald_test((np.eye(2), np.array([0.0, 1.0])), scalar=True)
    alpha = 1 - within(confidence, "confidence")
    slope, intercept = whole.conf_int(alpha)[1], large.conf_int(alpha)[0]
    return CalibrationLine(
        float(whole.params[1]), (float(slope[0]), float(slope[1])), float(large.params[0]), (float(intercept[0]), float(intercept[1])),
        float(joint.statistic), float(joint.pvalue), int(np.sum(kept != stated)),
    )  # fmt: skip


def hosmer_lemeshow(p: Array, y: Array, groups: int = 10) -> HosmerLemeshow:
    """Hosmer & Lemeshow (1980) over ``groups`` by quantiles of ``p``, for forecasts fitted to these rows (groups - 2 degrees).

    Quantiles are averaged between rows and groups closed on the right. The answer depends on this rule: a display, not a test to judge by.
    Raises ``ValueError`` where fewer than three groups are left, or a group whose forecasts are all 0 or all 1.
    """
    from scipy.stats import chi2

    stated, outcome = probabilities(p, y, 3)
    edges = np.unique(np.quantile(stated, np.arange(1, groups) / groups, method="averaged_inverted_cdf"))
    _, group = np.unique(np.searchsorted(edges, stated), return_inverse=True)
    rows, expected, seen = np.bincount(group), np.bincount(group, stated), np.bincount(group, outcome)
    if len(rows) < 3 or np.any((expected <= 0) | (expected >= rows)):
        raise ValueError("the Hosmer–Lemeshow statistic needs three groups whose forecasts are not all 0 or all 1")
    statistic = float(np.sum((seen - expected) ** 2 / (expected * (1 - expected / rows))))
    return HosmerLemeshow(statistic, float(chi2.sf(statistic, len(rows) - 2)), len(rows) - 2)


def _isotonic(means: Array, rows: NDArray[np.int64]) -> Array:
    from scipy.optimize import isotonic_regression

    fitted: Array = isotonic_regression(means, weights=rows).x
    return np.clip(fitted, 0.0, 1.0)


def _pooled_miscalibration(values: Array, means: Array, rows: NDArray[np.int64]) -> float:
    fitted = _isotonic(means, rows)
    return float(np.sum(rows * ((values - means) ** 2 - (fitted - means) ** 2)) / np.sum(rows))


def _brier(p: Array, y: Array) -> float:
    return float(np.mean((p - y) ** 2))


def _log(p: Array, y: Array) -> float:
    from scipy.special import xlog1py, xlogy

    return float(-np.mean(xlogy(y, p) + xlog1py(1 - y, -p)))


def _refuse_separation(odds: Array, outcome: Array) -> None:
    ones, zeros = odds[outcome == 1], odds[outcome == 0]
    if len(ones) == 0 or len(zeros) == 0:
        raise ValueError("a calibration line needs both classes")
    if float(np.ptp(odds)) <= 1e-12 * max(1.0, float(np.abs(odds).max())):
        raise ValueError("equal forecasts have no calibration slope")
    if zeros.max() <= ones.min() or ones.max() <= zeros.min():
        raise ValueError("the forecasts separate the classes: no finite calibration line fits")
