"""What production has shown so far, quarter by quarter: the loss saved a step, bounded so that bets can be laid on it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.monitored import Steps

Array = NDArray[np.float64]
# Long samples are bet on as means of consecutive steps.
MOST_BETS = 500
# The last ones stand by themselves; those before count in what is known at their end.
MOST_QUARTERS = 24


@dataclass(frozen=True)
class Pooled:
    """``bets`` (k,) within [0, 1], one half where the model is no better than the naive forecast, and their ``variance`` in validation.

    ``unit`` takes a distance from one half to a share of the naive loss of validation; ``clipped`` is the share of production steps
    beyond the bound. ``ends`` (quarters,) counts the bets up to the end of each of the last ``quarters``; ``saved`` (quarters,) is the
    share saved in each, and ``steps`` (quarters,) how many it holds. A bet is the mean of ``size`` steps.
    """

    bets: Array
    variance: float
    unit: float
    clipped: float
    quarters: tuple[str, ...]
    ends: list[int]
    saved: Array
    steps: NDArray[np.int64]
    size: int

    def streams(self, horizon: int) -> int:
        """In how many streams bets on outcomes over ``horizon`` steps must be laid, so that none knows part of another's outcome."""
        return -(-(horizon - 1) // self.size) + 1


def pooled(known: Steps, seen: Steps, bound: float) -> Pooled | str:
    """Production beside the ``bound`` quantile of what validation saved a step, in size; or why no quarters can be told."""
    if seen.times is None or not np.issubdtype(seen.times.dtype, np.datetime64):
        return "no dates are known in the production sample, so that its quarters cannot be told"
    before, after = (item.losses[:, 1] - item.losses[:, 0] for item in (known, seen))
    most = float(np.quantile(np.abs(before), bound))
    if most <= 0.0:
        return "model and naive forecast lose the same on the rows of validation"
    periods = pd.DatetimeIndex(seen.times).to_period("Q")
    codes, names = pd.factorize(periods, sort=True)
    size = -(-len(after) // MOST_BETS)
    bets = _grouped(_bounded(after, most), size)
    counts, shown, usual = np.bincount(codes), slice(-MOST_QUARTERS, None), float(known.losses[:, 1].mean())
    ends = np.maximum(np.cumsum(counts) // size, 1)
    return Pooled(
        bets, float(_grouped(_bounded(before, most), size).var()), 2 * most / usual, float(np.mean(np.abs(after) > most)),
        tuple(f"{item.year} Q{item.quarter}" for item in names[shown]), ends[shown].tolist(),
        (np.bincount(codes, after) / counts / usual)[shown], counts[shown], size,
    )  # fmt: skip


def _bounded(saved: Array, most: float) -> Array:
    return np.asarray((np.clip(saved / most, -1.0, 1.0) + 1) / 2)


def _grouped(values: Array, size: int) -> Array:
    """Means of ``size`` consecutive values; a shorter rest is left out, unless there is nothing else."""
    whole = max(len(values) // size, 1)
    return np.asarray([part.mean() for part in np.array_split(values[: whole * size], whole)])
