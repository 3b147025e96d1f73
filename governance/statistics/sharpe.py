"""Sharpe ratios and what many trials take from them.

Conventions: ratios are per period unless the name says annual; ``kurtosis`` is the fourth standardised moment (3 for the normal);
the ratio divides by the sample standard deviation (n - 1), skewness and kurtosis are population moments.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import positive, vector, within

Array = NDArray[np.float64]
Error = Literal["iid", "mertens", "hac"]
Adjustment = Literal["bonferroni", "holm", "bhy"]
MOST_TRIALS = 1e12


@dataclass(frozen=True)
class SharpeRatio:
    """A ratio per period with its moments; ``error`` names the standard error that the interval and the p-value use.

    ``p_value`` is two-sided for a ratio of zero. ``n_effective`` is the number of independent returns of the same moments that
    would estimate as precisely, and never more than ``n``.
    """

    value: float
    standard_error: float
    low: float
    high: float
    p_value: float
    n: int
    n_effective: float
    skew: float
    kurtosis: float
    error: Error


@dataclass(frozen=True)
class Haircut:
    """``value``: the ratio that would be as significant had it been the only trial; ``share`` of the ratio that is lost."""

    value: float
    share: float
    p_value: float
    single_p_value: float
    method: Adjustment


def sharpe_ratio(returns: Array, error: Error = "mertens", confidence: float = 0.95) -> SharpeRatio:
    """Ratio of ``returns`` (n,), per period and in excess of what they are measured against, with its standard error.

    ``iid``: Lo (2002), normal returns. ``mertens``: Mertens (2002), as in Bailey & López de Prado (2012, eq. 8), for skewed and
    heavy-tailed ones. ``hac``: Lo (2002, the case of dependent returns), the ratio as a GMM estimate with Bartlett's kernel and the
    bandwidth of Newey & West (1994), for dependent ones. Raises ``ValueError`` for fewer than 3 returns or constant ones.
    """
    from scipy.stats import norm

    series = vector(returns, "returns", 3)
    n, ratio, skew, kurtosis = _moments(series)
    plain = found = sharpe_standard_error(ratio, n, skew, kurtosis)
    if error != "mertens":
        found = _dependent_error(series, ratio) if error == "hac" else sharpe_standard_error(ratio, n)
    half = float(norm.ppf((1 + within(confidence, "confidence")) / 2)) * found
    p_value = float(2 * norm.sf(abs(ratio) / found))
    n_effective = float(np.clip(n * (plain / found) ** 2, 1.0, n))
    return SharpeRatio(ratio, found, ratio - half, ratio + half, p_value, n, n_effective, skew, kurtosis, error)


def sharpe_standard_error(sharpe: float, n: float, skew: float = 0.0, kurtosis: float = 3.0) -> float:
    """sqrt((1 - skew SR + (kurtosis - 1)/4 SR²) / (n - 1)): Bailey & López de Prado (2012, eq. 8).

    With the moments of the normal it is Lo's (2002) for independent returns. Raises ``ValueError`` for n <= 1 and for moments that no
    distribution has.
    """
    if n <= 1:
        raise ValueError(f"a Sharpe ratio needs more than one return, not {n:g}")
    return float(np.sqrt(_spread(sharpe, skew, kurtosis) / (n - 1)))


def probabilistic_sharpe_ratio(sharpe: float, benchmark: float, n: float, skew: float, kurtosis: float) -> float:
    """Probability that the true ratio exceeds ``benchmark``: Bailey & López de Prado (2012, eq. 11); both per period."""
    from scipy.stats import norm

    return float(norm.cdf((sharpe - benchmark) / sharpe_standard_error(sharpe, n, skew, kurtosis)))


def minimum_track_record_length(sharpe: float, benchmark: float, skew: float, kurtosis: float, alpha: float) -> float:
    """Returns needed to hold ``sharpe`` above ``benchmark`` at one-sided ``alpha``: Bailey & López de Prado (2012, eq. 13).

    Raises ``ValueError`` where the ratio does not exceed the benchmark: no length would do.
    """
    from scipy.stats import norm

    if not sharpe > benchmark:
        raise ValueError("no track record is long enough: the Sharpe ratio does not exceed the benchmark")
    quantile = float(norm.isf(within(alpha, "alpha")))
    return float(1 + _spread(sharpe, skew, kurtosis) * (quantile / (sharpe - benchmark)) ** 2)


def expected_maximum_sharpe(trials: float, variance: float) -> float:
    """Expected best ratio of ``trials`` independent trials without skill, whose ratios have ``variance``.

    Bailey, Borwein, López de Prado & Zhu (2014), an approximation for many trials. ``trials`` may be an effective number; a
    single trial has no best to choose and gives 0, below which the approximation is not followed.
    """
    from scipy.stats import norm

    if not 1 <= trials < np.inf:
        raise ValueError(f"the number of trials must be at least 1, not {trials:g}")
    if not 0 <= variance < np.inf:
        raise ValueError(f"the variance of the trials must not be negative, not {variance:g}")
    if trials == 1:
        return 0.0
    mean = (1 - np.euler_gamma) * norm.isf(1 / trials) + np.euler_gamma * norm.isf(1 / (trials * np.e))
    return float(np.sqrt(variance) * max(0.0, mean))


def deflated_sharpe_ratio(sharpe: float, n: float, trials: float, trials_variance: float, skew: float, kurtosis: float) -> float:
    """Probability that the true ratio exceeds what the best of ``trials`` would show by luck: Bailey & López de Prado (2014, eq. 2).

    ``trials_variance`` is the variance of the trials' ratios per period.
    """
    return probabilistic_sharpe_ratio(sharpe, expected_maximum_sharpe(trials, trials_variance), n, skew, kurtosis)


def break_even_trials(
    sharpe: float, n: float, trials_variance: float, skew: float, kurtosis: float, confidence: float = 0.95
) -> float:
    """The number of trials at which the deflated ratio falls to ``confidence``.

    0 where even a single trial falls short of it; 10^12 stands for that and more.
    """
    from scipy.optimize import brentq

    def excess(logarithm: float) -> float:
        return deflated_sharpe_ratio(sharpe, n, float(np.exp(logarithm)), trials_variance, skew, kurtosis) - confidence

    within(confidence, "confidence")
    if excess(0.0) < 0:
        return 0.0
    most = float(np.log(MOST_TRIALS))
    return MOST_TRIALS if excess(most) >= 0 else float(np.exp(brentq(excess, 0.0, most, xtol=1e-12)))


def minimum_backtest_length(trials: float, target_sharpe: float) -> float:
    """Years of data below which the best of ``trials`` without skill is expected to show the annual ratio ``target_sharpe``.

    (E[max of trials] / target)²: Bailey, Borwein, López de Prado & Zhu (2014).
    """
    return (expected_maximum_sharpe(trials, 1.0) / positive(target_sharpe, "target_sharpe")) ** 2


def haircut_sharpe(sharpe: float, n: int, trial_sharpes: Array, method: Adjustment, trials: int | None = None) -> Haircut:
    """Harvey & Liu (2015): the p-value of ``sharpe`` adjusted for all trials, turned back into a ratio.

    ``trial_sharpes`` (k,) holds the ratios per period of the trials over the same ``n`` returns, the chosen one among them; ``trials`` is
    their whole number where the ratios of some are lost, which then count as having shown nothing. Single tests are two-sided with
    Student's t of n - 1 degrees of freedom. ``bonferroni``, ``holm`` and ``bhy`` (Benjamini & Yekutieli 2001) hold
    under any dependence between the trials. Raises ``ValueError`` where ``sharpe`` is not positive or not among the trials.
    """
    from scipy.stats import t as student

    ratios = vector(trial_sharpes, "trial_sharpes")
    chosen = int(np.argmin(np.abs(ratios - positive(sharpe, "sharpe"))))
    if n < 2 or not np.isclose(ratios[chosen], sharpe, rtol=1e-9):
        raise ValueError("a haircut needs at least two returns, and the chosen ratio among those of the trials")
    lost = np.ones(max(0, (trials or 0) - len(ratios)))
    singles = np.concatenate([2 * student.sf(np.abs(ratios) * np.sqrt(n), n - 1), lost])
    adjusted = float(_adjusted(singles, method)[chosen])
    value = float(student.isf(adjusted / 2, n - 1) / np.sqrt(n))
    return Haircut(min(value, sharpe), float(np.clip(1 - value / sharpe, 0.0, 1.0)), adjusted, float(singles[chosen]), method)


def _adjusted(p_values: Array, method: Adjustment) -> Array:
    from scipy.stats import false_discovery_control

    count = len(p_values)
    if method == "bhy":
        return np.asarray(false_discovery_control(p_values, method="by"))
    if method == "bonferroni":
        return np.minimum(1.0, count * p_values)
    order = np.argsort(p_values)
    holm = np.empty(count)
    holm[order] = np.maximum.accumulate((count - np.arange(count)) * p_values[order])
    return np.minimum(1.0, holm)


def _moments(series: Array) -> tuple[int, float, float, float]:
    from scipy.stats import kurtosis, skew

    deviation = float(series.std(ddof=1))
    if deviation <= 1e-12 * float(np.abs(series).max()):
        raise ValueError("constant returns have no Sharpe ratio")
    return len(series), float(series.mean()) / deviation, float(skew(series)), float(kurtosis(series, fisher=False))


def _spread(sharpe: float, skew: float, kurtosis: float) -> float:
    spread = 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe**2
    if not np.isfinite(spread):
        raise ValueError("the Sharpe ratio and its moments must be finite")
    if kurtosis < 1 + skew**2 - 1e-9 or spread <= 0:
        raise ValueError(
            f"no distribution has skewness {skew:g} and kurtosis {kurtosis:g} (non-excess): kurtosis >= 1 + skewness²"
        )
    return float(spread)


def _dependent_error(series: Array, ratio: float) -> float:
    from arch.covariance.kernel import Bartlett

    scaled = (series - series.mean()) / series.std()
    influence = scaled - ratio / 2 * (scaled**2 - 1)
    return float(np.sqrt(np.squeeze(Bartlett(influence).cov.long_run) / len(series)))
