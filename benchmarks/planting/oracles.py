"""The power of tests that know what was planted.

An oracle does not look at the samples that are audited. It draws a large population from the same process, puts the same model to it,
and reckons how often a direct one-sided test at 2.5 % (the half of a 95 % interval) would show the fault with as many validation rows
as the cell has. For a sound subject the tests are whether its skill, and that it keeps most of it, would be shown.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, norm

from governance.statistics.forecasts import long_run_variance
from planting.cells import Oracle

Array = NDArray[np.float64]
ALPHA = 0.025
POPULATION = 20_000
# The narrowest gap that a policy of the product asks to be shown (tier 1: at most 35 % of the training skill lost).
KEPT = 0.65


def counted(rows: int, what: str) -> Oracle:
    """An exact count of what was planted: certain wherever there is one."""
    return Oracle(float(rows > 0), f"exact count of {what}")


def of_mean(excess: Array, n: float, what: str, lags: int = 1) -> Oracle:
    """A t-test of a mean above zero: Phi(sqrt(n) mean / sd - z), the sd over ``lags`` autocovariances of the population."""
    spread = float(np.sqrt(long_run_variance(excess, lags)[0]))
    mean = float(excess.mean())
    distance = np.inf if spread == 0 else np.sqrt(n) * mean / spread
    return Oracle(float(norm.cdf(distance - norm.isf(ALPHA))) if mean > 0 else 0.0, f"t-test: {what}")


def of_skill(training: tuple[Array, Array], fresh: tuple[Array, Array], n: int, rival: str, lags: int = 1) -> Oracle:
    """What a sound subject has to be able to show: skill, and that most of the training skill is kept.

    Both arguments are losses of the model and of the ``rival``. The power is the smaller of that of a t-test of skill above zero and that
    of a two-sample test that the skill exceeds `KEPT` of the training skill, in which the training sample, too, has only ``n`` rows.
    """
    (promised, before), (skill, after) = (_skill(*losses, lags) for losses in (training, fresh))
    error = np.hypot(after, KEPT * before) / np.sqrt(n)
    shown = skill / (after / np.sqrt(n)), (skill - KEPT * promised) / error
    return Oracle(
        float(norm.cdf(min(shown) - norm.isf(ALPHA))), f"t-tests: skill over {rival}, and {KEPT:.0%} of the training skill kept"
    )


def _skill(own: Array, rival: Array, lags: int) -> tuple[float, float]:
    """One minus the ratio of mean losses, and the standard deviation of its influence function."""
    skill = 1 - own.mean() / rival.mean()
    influence = (rival - own - skill * rival) / rival.mean()
    return float(skill), float(np.sqrt(long_run_variance(influence, lags)[0]))


def of_area(area: float, n: float, share: float, what: str) -> Oracle:
    """An area under the curve below one half; its error by Hanley and McNeil (1982)."""
    positives, negatives, far = n * share, n * (1 - share), max(area, 1 - area)
    q1, q2 = far / (2 - far), 2 * far**2 / (1 + far)
    variance = far * (1 - far) + (positives - 1) * (q1 - far**2) + (negatives - 1) * (q2 - far**2)
    error = np.sqrt(variance / (positives * negatives))
    return Oracle(float(norm.cdf((0.5 - area) / error - norm.isf(ALPHA))) if area < 0.5 else 0.0, f"area: {what}")


def of_rate(rate: float, expected: float, n: int, what: str) -> Oracle:
    """The exact binomial test of a ``rate`` above the ``expected`` one."""
    critical = binom.isf(ALPHA, n, expected)
    return Oracle(float(binom.sf(critical, n, rate)), f"binomial test: {what}")


def simulated(shows: Callable[[np.random.Generator], bool], what: str, draws: int = 100) -> Oracle:
    """The share of ``draws`` fresh samples of the cell's size in which the direct test shows the fault."""
    return Oracle(float(np.mean([shows(np.random.default_rng(draw)) for draw in range(draws)])), f"{draws} simulations: {what}")


def by_construction(what: str, power: float = 1.0) -> Oracle:
    """A fault that is there whatever was drawn, and a test whose power does not depend on the rows."""
    return Oracle(power, what)
