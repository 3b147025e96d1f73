"""What depends on the order of returns: drawdowns and time under water, and how they vary between paths.

Returns are added up, not compounded, so that every figure scales with the capital that the positions are shares of.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import vector
from governance.statistics.resampling import block_length, interval, stationary_rows

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Drawdowns:
    """Figures of one path, which starts from a peak of zero.

    ``deepest`` fall from a peak, ``ulcer``: root mean square of the fall (Martin & McCann 1989), the share of steps ``under_water``, and
    the ``longest`` run of them in steps.
    """

    deepest: float
    ulcer: float
    under_water: float
    longest: int


@dataclass(frozen=True)
class Spread:
    """The ``low`` and ``high`` end of each of the figures (k,) over resampled paths, and the mean ``block`` they were made of."""

    low: Array
    high: Array
    block: float


def drawdowns(returns: Array) -> Drawdowns:
    """Of one path of ``returns`` (t,). Raises ``ValueError`` where they are absent or infinite."""
    path = np.cumsum(vector(returns, "returns"))
    fall = np.maximum(np.maximum.accumulate(path), 0.0) - path
    under = fall > 1e-12 * float(np.abs(path).max())
    surface = np.flatnonzero(np.concatenate([[True], ~under, [True]]))
    return Drawdowns(float(fall.max()), float(np.sqrt(np.mean(fall**2))), float(under.mean()), int(np.diff(surface).max() - 1))


def drawdown_figures(returns: Array, scale: float) -> Array:
    """(5,) deepest, ulcer, under water, longest, and the mean return times ``scale`` over the deepest: Calmar (Young 1991).

    The last is not a number where nothing ever fell.
    """
    found = drawdowns(returns)
    calmar = scale * returns.mean() / found.deepest if found.deepest > 0 else np.nan
    return np.array([found.deepest, found.ulcer, found.under_water, found.longest, calmar])


def spread_over_paths(returns: Array, scale: float, paths: int, confidence: float, generator: np.random.Generator) -> Spread:
    """How `drawdown_figures` vary between ``paths`` of the same length, drawn from ``returns`` (t,) by the stationary bootstrap.

    The blocks are the longer of those that suit the returns and their squares, since clustered volatility deepens drawdowns. What is
    given is the central range of what such a path may show, not an interval about the observed figure, which may lie outside.
    """
    block = max(block_length(returns), block_length(returns**2))
    drawn = [drawdown_figures(returns[stationary_rows(len(returns), block, generator)], scale) for _ in range(paths)]
    ends = np.array([interval(column, confidence) for column in np.array(drawn).T])
    return Spread(ends[:, 0], ends[:, 1], block)
