"""Whether a comparison of two forecasts holds over time: the fluctuation test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.forecasts import long_run_variance, loss_difference
from governance.statistics.inputs import within

Array = NDArray[np.float64]
STEPS = 1_000


@dataclass(frozen=True)
class Fluctuation:
    """``path`` (n - window + 1,) is the standardised rolling loss difference, ``statistic`` its largest distance from 0.

    ``critical_value`` is what equal accuracy throughout leaves unpassed with the confidence asked for.
    """

    statistic: float
    p_value: float
    critical_value: float
    path: Array
    window: int


def fluctuation(
    loss_a: Array,
    loss_b: Array,
    window: int,
    horizon: int,
    *,
    generator: np.random.Generator,
    draws: int = 4_000,
    confidence: float = 0.95,
) -> Fluctuation:
    """Test that two forecasts are equally accurate at every time: Giacomini & Rossi (2010).

    Its law, the largest increment of Brownian motion over a window, is drawn on as fine a grid as the rows have (at most 1,000 steps),
    which gives p-values beside the two levels of the paper's table 1.
    """
    difference = loss_difference(loss_a, loss_b, horizon)
    n = len(difference)
    variance = long_run_variance(difference, horizon)[0]
    if not 2 <= window < n:
        raise ValueError(f"the window must be at least 2 and below {n} rows, not {window}")
    if variance <= 0.0:
        raise ValueError("the two forecasts have the same loss on every row, up to a constant")
    path = _increments(difference[None, :], window)[0] / np.sqrt(variance * window)
    limit = _largest_increments(n, window, draws, generator)
    statistic = float(np.abs(path).max())
    p_value = float((1 + np.sum(limit >= statistic)) / (1 + draws))
    return Fluctuation(statistic, p_value, float(np.quantile(limit, within(confidence, "confidence"))), path, window)


def _largest_increments(n: int, window: int, draws: int, generator: np.random.Generator) -> Array:
    """(draws,) of the limit law: the largest standardised increment of Brownian motion over the window's share of the time."""
    steps = min(n, STEPS)
    width = max(1, round(window * steps / n))
    sizes = [min(500, draws - done) for done in range(0, draws, 500)]
    parts = [np.abs(_increments(generator.normal(size=(size, steps)), width)).max(axis=1) for size in sizes]
    return np.asarray(np.concatenate(parts) / np.sqrt(width))


def _increments(rows: Array, width: int) -> Array:
    sums = np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1)
    return np.asarray(sums[:, width:] - sums[:, :-width])
