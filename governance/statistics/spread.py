"""How far a few repetitions lie apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from governance.statistics.inputs import vector, within


@dataclass(frozen=True)
class Spread:
    """A standard deviation ``value`` of ``n`` repetitions with its interval."""

    value: float
    low: float
    high: float
    n: int


def standard_deviation(values: ArrayLike, confidence: float = 0.95) -> Spread:
    """The standard deviation of ``values`` (n,), n at least 2, with the chi-squared interval of a normal sample.

    (n - 1) s² / σ² has a chi-squared distribution with n - 1 degrees of freedom (Snedecor & Cochran 1989, section 5.11).
    """
    from scipy.stats import chi2

    given = vector(values, "values", 2)
    degrees, tail = len(given) - 1, (1 - within(confidence, "confidence")) / 2
    found = float(np.std(given, ddof=1))
    low, high = (found * float(np.sqrt(degrees / chi2.ppf(share, degrees))) for share in (1 - tail, tail))
    return Spread(found, low, high, len(given))
