"""What choosing the best of many noisy figures adds to it: the winner's curse."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from governance.statistics.inputs import positive, vector, within
from governance.statistics.sharpe import expected_maximum_sharpe


@dataclass(frozen=True)
class WinnersCurse:
    """Result of `winners_curse`. ``lead`` is the chosen figure less the mean of all, ``vanishing`` the share of it that is noise.

    ``luck`` is the lead that the best of so many equal trials would have, with the interval that it would fall in; ``p_value``
    the probability that it would be at least the lead.
    """

    lead: float
    vanishing: float
    vanishing_interval: tuple[float, float]
    luck: float
    luck_interval: tuple[float, float]
    p_value: float


def winners_curse(figures: ArrayLike, chosen: int, error: float, trials: int, confidence: float = 0.95) -> WinnersCurse:
    """Regression to the mean of the ``chosen`` one of ``figures`` (k,), higher is better, each with standard ``error`` of its own.

    Under normal errors about normal true figures the expected true lead is the observed one times 1 - error² / spread² (Tweedie's
    formula: Robbins 1956; Efron 2011, section 2), the spread being the standard deviation of the figures; the share's interval is
    that of the spread (chi-squared). Luck is the largest of ``trials`` independent errors: its mean by Bailey et al. (2014), its quantiles
    exact. Raises ``ValueError`` for fewer than three figures, or where they are all the same.
    """
    from scipy.stats import chi2, norm

    values = vector(figures, "figures", 3)
    spread, freedom, noise = float(values.var(ddof=1)), len(values) - 1, positive(error, "error")
    if float(np.ptp(values)) == 0.0:
        raise ValueError("the figures are all the same: nothing leads")
    tail = (1 - within(confidence, "confidence")) / 2
    ends = [noise**2 / spread * float(chi2.ppf(level, freedom)) / freedom for level in (tail, 1 - tail)]
    count = max(trials, len(values))
    lead = float(values[chosen] - values.mean())
    low, high = (noise * float(norm.ppf(level ** (1 / count))) for level in (tail, 1 - tail))
    return WinnersCurse(
        lead=lead,
        vanishing=min(1.0, noise**2 / spread),
        vanishing_interval=(min(1.0, ends[0]), min(1.0, ends[1])),
        luck=float(np.clip(expected_maximum_sharpe(count, noise**2), low, high)),
        luck_interval=(low, high),
        p_value=float(-np.expm1(count * norm.logcdf(lead / noise))),
    )
