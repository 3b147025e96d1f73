"""Rates of rare events in two samples, exactly."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RateRatio:
    """``value`` is the first rate over the second, with its interval; ``p_value`` two-sided, that they are equal."""

    value: float
    low: float
    high: float
    p_value: float


def rate_ratio(first: int, first_n: int, second: int, second_n: int, confidence: float = 0.95) -> RateRatio:
    """Compare ``first`` events in ``first_n`` rows with ``second`` in ``second_n``: Przyborowski & Wilenski (1940).

    Given their sum, the first count is binomial; Clopper-Pearson bounds of its share are those of the ratio. Exact for Poisson counts,
    hence near so for rare events. Raises ``ValueError`` without any event in the second sample, which leaves no upper bound.
    """
    from scipy.stats import binomtest

    if second < 1 or first < 0 or first > first_n or second > second_n:
        raise ValueError(f"{first} events in {first_n} rows and {second} in {second_n} make no ratio of rates")
    test = binomtest(first, first + second, first_n / (first_n + second_n))
    bounds = test.proportion_ci(confidence, method="exact")
    scale = second_n / first_n
    low, high = (scale * float(share) / (1 - float(share)) for share in (bounds.low, bounds.high))
    return RateRatio(scale * first / second, low, high, float(test.pvalue))
