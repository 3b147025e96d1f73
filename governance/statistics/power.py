"""What a sample could have found: minimum detectable effects, and the n that would find one.

All assume an estimate that is near normal, with a standard error that shrinks with the square root of the effective sample size.
"""

import numpy as np

from governance.statistics.inputs import positive, within


def standard_error(low: float, high: float, confidence: float) -> float:
    """Standard error that a two-sided normal interval of ``confidence`` implies."""
    from scipy.stats import norm

    if not (np.isfinite(low) and np.isfinite(high) and low <= high):
        raise ValueError(f"an interval needs finite, ordered ends, not {low:g} and {high:g}")
    return float((high - low) / (2 * norm.ppf((1 + within(confidence, "confidence")) / 2)))


def minimum_detectable_effect(error: float, alpha: float = 0.05, power: float = 0.80, sides: int = 2) -> float:
    """Smallest distance from the null that a test at ``alpha`` finds with ``power``: (z_alpha + z_power) times the standard ``error``.

    Cohen (1988, chapter 1); the far tail of the two-sided test, below 10^-4 at 80 % power, is left out.
    """
    from scipy.stats import norm

    if sides not in {1, 2}:
        raise ValueError(f"a test has one or two sides, not {sides}")
    if not 0 <= error < np.inf:
        raise ValueError(f"a standard error must be finite and not negative, not {error:g}")
    within(power, "power", alpha)
    return float((norm.isf(within(alpha, "alpha") / sides) + norm.ppf(power)) * error)


def needed_n(n_effective: float, error: float, effect: float, alpha: float = 0.05, power: float = 0.80, sides: int = 2) -> float:
    """Effective sample size at which ``effect`` would be found with ``power``, from the ``error`` at ``n_effective``."""
    found = minimum_detectable_effect(error, alpha, power, sides)
    return positive(n_effective, "n_effective") * (found / positive(abs(effect), "effect")) ** 2


def detectable_proportion(share: float, n_effective: float, alpha: float = 0.05, power: float = 0.80) -> float:
    """Smallest proportion above ``share`` that a one-sided test of ``n_effective`` rows at ``alpha`` finds with ``power``.

    By the arcsine transformation (Cohen 1988, section 6.2): h = (z_alpha + z_power) / sqrt(n). 1 where no proportion would do.
    """
    start = 2 * np.arcsin(np.sqrt(within(share, "share")))
    distance = minimum_detectable_effect(1 / np.sqrt(positive(n_effective, "n_effective")), alpha, power, sides=1)
    return float(np.sin(min(start + distance, np.pi) / 2) ** 2)
