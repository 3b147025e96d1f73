"""Backtests of value at risk and expected shortfall.

Conventions: ``level`` is the expected exception rate (0.01 for a 99 % value at risk); value at risk and expected shortfall are positive
losses, profits are positive and losses negative in ``pnl``; an exception is a row on which the loss exceeds the value at risk.
The chi-squared laws are those of large samples; for rates of a few per cent `few_exceptions` has the same tests by simulation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import indicators, matrix, pair, vector, within

Array = NDArray[np.float64]
ZONES = (("green", 0.95), ("yellow", 0.9999), ("red", np.inf))


@dataclass(frozen=True)
class Coverage:
    """``value`` is the share of exceptions with its Clopper–Pearson interval; ``p_value`` as the test says."""

    statistic: float
    p_value: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Independence:
    """``value`` is the share of exceptions after an exception, ``otherwise`` that after none; chi-squared ``statistic``."""

    statistic: float
    p_value: float
    value: float
    otherwise: float


@dataclass(frozen=True)
class ChiSquared:
    """A statistic with its degrees of freedom."""

    statistic: float
    p_value: float
    degrees_of_freedom: int


@dataclass(frozen=True)
class ShortfallScore:
    """0 is expected, a negative ``statistic`` is a shortfall larger than forecast; ``p_value`` is the chance of one as low."""

    statistic: float
    p_value: float
    critical_value: float


@dataclass(frozen=True)
class AcerbiSzekely:
    """``z1`` looks at the size of exceptions alone and is None where there is none, ``z2`` at number and size together."""

    z1: ShortfallScore | None
    z2: ShortfallScore
    exceptions: int
    degrees_of_freedom: float


@dataclass(frozen=True)
class TrafficLight:
    """``zone`` is green, yellow or red; ``cumulative`` the chance of fewer exceptions than seen or as many, at the right level."""

    zone: str
    cumulative: float
    p_value: float


def kupiec(n: int, exceptions: int, level: float, confidence: float = 0.95) -> Coverage:
    """Likelihood ratio test that the exception rate is ``level``: Kupiec (1995), chi-squared with one degree of freedom."""
    from scipy.stats import chi2

    _count(n, exceptions)
    statistic = float(_ratio(n, np.array([float(exceptions)]), within(level, "level"))[0])
    return Coverage(statistic, float(chi2.sf(statistic, 1)), exceptions / n, *_exact(n, exceptions, confidence))


def binomial_z(n: int, exceptions: int, level: float, confidence: float = 0.95) -> Coverage:
    """Score test that the exception rate is ``level``; ``p_value`` is one-sided, of a statistic as extreme on the side seen."""
    from scipy.stats import norm

    _count(n, exceptions)
    within(level, "level")
    statistic = (exceptions - n * level) / float(np.sqrt(n * level * (1 - level)))
    return Coverage(statistic, float(norm.sf(abs(statistic))), exceptions / n, *_exact(n, exceptions, confidence))


def transitions(exceptions: Array) -> tuple[int, int, int, int]:
    """Counts (n00, n01, n10, n11) of successive rows: n01 is the number of exceptions (1) after a row without (0)."""
    hit = indicators(exceptions, "exceptions", 2).astype(int)
    found = np.bincount(2 * hit[:-1] + hit[1:], minlength=4)
    return int(found[0]), int(found[1]), int(found[2]), int(found[3])


def christoffersen(n00: int, n01: int, n10: int, n11: int) -> Independence:
    """Likelihood ratio test that an exception today says nothing of one tomorrow: Christoffersen (1998, section 3.2), one degree.

    Raises ``ValueError`` where no row follows an exception, or none follows a row without: independence cannot be tested then.
    """
    from scipy.special import xlogy
    from scipy.stats import chi2

    if min(n00, n01, n10, n11) < 0 or n10 + n11 == 0 or n00 + n01 == 0:
        raise ValueError("independence of exceptions needs rows that follow an exception, and rows that follow none")
    after, otherwise = n11 / (n10 + n11), n01 / (n00 + n01)
    pooled = (n01 + n11) / (n00 + n01 + n10 + n11)
    apart = xlogy(n00, 1 - otherwise) + xlogy(n01, otherwise) + xlogy(n10, 1 - after) + xlogy(n11, after)
    together = xlogy(n00 + n10, 1 - pooled) + xlogy(n01 + n11, pooled)
    statistic = max(0.0, float(2 * (apart - together)))
    return Independence(statistic, float(chi2.sf(statistic, 1)), after, otherwise)


def conditional_coverage(exceptions: Array, level: float) -> ChiSquared:
    """Right rate and independence together: Christoffersen (1998, section 3.3), the sum of the two ratios with two degrees of freedom.

    ``exceptions`` (n,) holds 0 and 1 in time order.
    """
    from scipy.stats import chi2

    hit = indicators(exceptions, "exceptions", 2)
    statistic = kupiec(len(hit), int(hit.sum()), level).statistic + christoffersen(*transitions(hit)).statistic
    return ChiSquared(statistic, float(chi2.sf(statistic, 2)), 2)


def dynamic_quantile(exceptions: Array, known: Array, level: float, lags: int = 4) -> ChiSquared:
    """Test that nothing known beforehand foretells an exception: Engle & Manganelli (2004, out-of-sample form).

    ``exceptions`` (n,) holds 0 and 1 in time order; ``known`` (n,) or (n, q) is what was known before each row, as a rule the forecast
    value at risk. They and ``lags`` earlier exceptions explain the hits less ``level``; columns that depend on others take no degree of
    freedom.
    Raises ``ValueError`` without any exception, or with fewer than twice as many rows as regressors.
    """
    from scipy.stats import chi2

    hit = indicators(exceptions, "exceptions", 2) - within(level, "level")
    fixed = fixed_regressors(known, len(hit), lags)
    if not np.any(hit[lags:] > 0):
        raise ValueError("without any exception nothing can be said of when exceptions occur")
    earlier = [hit[lags - lag : len(hit) - lag] for lag in range(1, lags + 1)]
    design = np.column_stack([fixed, *earlier])
    coefficients, _, rank, _ = np.linalg.lstsq(design, hit[lags:], rcond=None)
    statistic = float(hit[lags:] @ (design @ coefficients) / (level * (1 - level)))
    return ChiSquared(statistic, float(chi2.sf(statistic, int(rank))), int(rank))


def fixed_regressors(known: Array, n: int, lags: int) -> Array:
    """(n - lags, 1 + q): a constant and the scaled columns ``known`` (n,) or (n, q) before each row, for the dynamic quantile."""
    columns = np.asarray(known, dtype=float)
    columns = matrix(columns.reshape(len(columns), -1), "known")
    if lags < 0 or len(columns) != n or n - lags < 2 * (1 + lags + columns.shape[1]):
        raise ValueError(f"{n} rows are too few for {lags} lags, or differ in number from what was known")
    scale = np.where(columns.std(axis=0) > 0, columns.std(axis=0), 1.0)
    return np.column_stack([np.ones(n - lags), (columns[lags:] - columns.mean(axis=0)) / scale])


def acerbi_szekely(
    pnl: Array,
    value_at_risk: Array,
    expected_shortfall: Array,
    level: float,
    *,
    generator: np.random.Generator,
    degrees_of_freedom: float | None = None,
    draws: int = 10_000,
    confidence: float = 0.95,
) -> AcerbiSzekely:
    """Tests 1 and 2 of expected shortfall: Acerbi & Székely (2014), with p-values by simulation.

    Under the null the rows are independent Student t in units of the forecast, with ``degrees_of_freedom`` (infinity: normal); by default
    those whose ratio of expected shortfall to value at risk is the forecasts' mean ratio.
    """
    gain, limit = pair(pnl, value_at_risk, ("pnl", "value_at_risk"), at_least=2)
    shortfall = pair(pnl, expected_shortfall, ("pnl", "expected_shortfall"))[1]
    if limit.min() <= 0 or np.any(shortfall < limit):
        raise ValueError("value at risk must be positive, and expected shortfall at least as large")
    freedom = implied_degrees_of_freedom(limit, shortfall, level) if degrees_of_freedom is None else degrees_of_freedom
    hit = gain < -limit
    number, total = int(hit.sum()), float(np.sum(gain[hit] / shortfall[hit]))
    counts, totals = _tail(len(gain), level, freedom, draws, generator)
    some = counts > 0
    second = _score(total / (len(gain) * level) + 1, totals / (len(gain) * level) + 1, confidence)
    first = _score(total / number + 1, totals[some] / counts[some] + 1, confidence) if number and some.any() else None
    return AcerbiSzekely(first, second, number, freedom)


def implied_degrees_of_freedom(value_at_risk: Array, expected_shortfall: Array, level: float) -> float:
    """Degrees of freedom of the Student t whose ratio of expected shortfall to value at risk is the forecasts' mean ratio.

    Infinity where the ratio is the normal's or less; never below 1.05, where the shortfall ceases to exist.
    """
    from scipy.optimize import brentq

    if not 0 < level < 0.5:
        raise ValueError(f"level must lie between 0 and 0.5, not {level:g}")
    ratio = float(np.mean(vector(expected_shortfall, "expected_shortfall") / vector(value_at_risk, "value_at_risk")))

    def excess(logarithm: float) -> float:
        quantile, shortfall = _student(level, float(np.exp(logarithm)))
        return shortfall / -quantile - ratio

    least, most = float(np.log(1.05)), float(np.log(1e4))
    if excess(most) >= 0:
        return float("inf")
    return 1.05 if excess(least) <= 0 else float(np.exp(brentq(excess, least, most)))


def traffic_light(n: int, exceptions: int, level: float = 0.01) -> TrafficLight:
    """Zone of the Basel Committee (1996; MAR32): by the cumulative binomial probability, below 95 %, 99.99 %, or above."""
    from scipy.stats import binom

    _count(n, exceptions)
    cumulative = float(binom.cdf(exceptions, n, within(level, "level")))
    zone = next(name for name, edge in ZONES if cumulative < edge)
    return TrafficLight(zone, cumulative, float(binom.sf(exceptions - 1, n, level)))


def minimum_detectable_rate(n: int, level: float, alpha: float = 0.05, power: float = 0.80) -> float | None:
    """Smallest exception rate above ``level`` that `kupiec` at ``alpha`` rejects with ``power`` in ``n`` rows; None where there is none.

    Exact: the binomial probability of the counts above ``n level`` that the test rejects.
    """
    from scipy.optimize import brentq
    from scipy.stats import binom, chi2

    _count(n, 0)
    counts = np.arange(np.floor(n * within(level, "level")) + 1, n + 1)
    rejected = counts[_ratio(n, counts, level) > chi2.isf(within(alpha, "alpha"), 1)]
    if len(rejected) == 0:
        return None
    first = int(rejected[0])
    return float(brentq(lambda rate: binom.sf(first - 1, n, rate) - within(power, "power"), level / 10, 1.0))


def _ratio(n: int, exceptions: Array, level: float) -> Array:
    from scipy.special import xlogy

    clear = n - exceptions
    observed = xlogy(clear, clear / n) + xlogy(exceptions, exceptions / n)
    expected = xlogy(clear, 1 - level) + xlogy(exceptions, level)
    return np.asarray(np.maximum(0.0, 2 * (observed - expected)))


def _score(statistic: float, draws: Array, confidence: float) -> ShortfallScore:
    p_value = float((1 + np.sum(draws <= statistic)) / (1 + len(draws)))
    return ShortfallScore(statistic, p_value, float(np.quantile(draws, 1 - within(confidence, "confidence"))))


def _tail(n: int, level: float, freedom: float, draws: int, generator: np.random.Generator) -> tuple[Array, Array]:
    """(draws,) numbers of exceptions, and (draws,) sums of their gains over the expected shortfall; only tails are drawn."""
    from scipy.stats import norm
    from scipy.stats import t as student

    counts = generator.binomial(n, level, draws)
    where = np.repeat(np.arange(draws), counts)
    chance = level * generator.random(len(where))
    gains = norm.ppf(chance) if np.isinf(freedom) else student.ppf(chance, freedom)
    return counts.astype(float), np.bincount(where, gains, draws) / _student(level, freedom)[1]


def _student(level: float, freedom: float) -> tuple[float, float]:
    from scipy.stats import norm
    from scipy.stats import t as student

    if np.isinf(freedom):
        quantile = float(norm.ppf(level))
        return quantile, float(norm.pdf(quantile)) / level
    quantile = float(student.ppf(level, freedom))
    return quantile, float(student.pdf(quantile, freedom)) / level * (freedom + quantile**2) / (freedom - 1)


def _exact(n: int, exceptions: int, confidence: float) -> tuple[float, float]:
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(exceptions, n, 1 - within(confidence, "confidence"), method="beta")
    return float(low), float(high)


def _count(n: int, exceptions: int) -> None:
    if n < 1 or not 0 <= exceptions <= n:
        raise ValueError(f"exceptions ({exceptions}) must be among at least one row ({n})")
