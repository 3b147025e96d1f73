"""What a strategy earned and traded: positions, turnover, costs, and returns by step of time."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
BASIS_POINT = 1e-4
NO_COST = "no cost is declared: governance.cost_bps"
# Turnover below it counts as it.
LEAST_TURNOVER = 1e-12
NO_SERIES = "rows share a time stamp and no declared segment tells their series apart, so that turnover is unknown"


@dataclass(frozen=True)
class Trading:
    """A strategy on one sample of n rows and t steps, in time order.

    A step is a distinct time stamp or, where the time is unknown, a row in file order; ``times`` (t,) are the stamps, or None.
    ``positions`` (n,) are the model's answers, ``returns`` (n,) the target over which each is held, ``steps`` (n,) the step of each row.
    ``gross`` (t,) adds the rows of a step up: positions are shares of one capital. ``turnover`` (t,) is the sum of the absolute changes of
    position, or why it is not known; ``net`` (t,) is ``gross`` less turnover at ``cost_bps``, or why there is none.
    """

    times: NDArray[np.generic] | None
    steps: NDArray[np.int64]
    positions: Array
    returns: Array
    gross: Array
    turnover: Array | str
    cost_bps: float | None

    @property
    def net(self) -> Array | str:
        """Returns after costs, at the declared cost."""
        return NO_COST if self.cost_bps is None else self.net_of(self.cost_bps)

    def net_of(self, cost_bps: float) -> Array | str:
        """Returns (t,) after costs of ``cost_bps`` basis points of all that is bought or sold, or why they are not known."""
        if isinstance(self.turnover, str):
            return self.turnover
        return self.gross - cost_bps * BASIS_POINT * self.turnover


def trading(subject: Subject, role: Role) -> Trading | str:
    """The strategy on one sample, or why it has no returns: an answer or a target that is not finite.

    A position changes against the row before it of its own series, and the first row of a series is bought from nothing; a series
    without a row in a step keeps its position. Nothing is sold at the end, and what prices do to a position between two rows is
    not traded. Where rows share a time stamp, the first declared segment within which no stamp repeats tells the series apart.
    """
    sample, positions = subject.samples[role], subject.prediction(role)
    broken = int((~np.isfinite(positions * sample.target)).sum())
    if broken:
        return f"{broken} of {sample.rows} rows of the {role.value} sample have no finite position or return"
    if sample.time is None:
        times, steps = None, np.arange(sample.rows)
    else:
        times, steps = np.unique(sample.time, return_inverse=True)
    series = series_of(sample, steps)
    turnover = series if isinstance(series, str) else _added_up(steps, np.abs(_changes(positions, series)))
    gross = _added_up(steps, positions * sample.target)
    return Trading(times, steps, positions, sample.target, gross, turnover, subject.identity.cost_bps)


def break_even(means: Array) -> Array:
    """(B,) basis points a unit of turnover at which nothing is left, from means (B, 2) of ``gross`` and ``turnover``."""
    return np.asarray(means[:, 0] / np.maximum(means[:, 1], LEAST_TURNOVER) / BASIS_POINT)


def describe_returns(subject: Subject, *, net: bool) -> str:
    """In words, for conventions: what is counted as a return, and what it is net of."""
    costs = f"net of {subject.identity.cost_bps:g} basis points of turnover" if net else "before costs"
    overlap = f"; each return spans {subject.identity.horizon} rows, so that they overlap" if subject.identity.horizon > 1 else ""
    return f"positions times returns, added up by time step; {costs}{overlap}"


def series_of(sample: Sample, steps: NDArray[np.int64]) -> NDArray[np.integer] | str:
    """(n,) a number for the series of each row, or why it is not known."""
    one = np.zeros(sample.rows, dtype=int)
    named = [one, *(pd.factorize(column.astype(str))[0] for column in sample.segments.values())]
    found = (codes for codes in named if not pd.DataFrame({"step": steps, "series": codes}).duplicated().any())
    return next(found, NO_SERIES)


def _changes(positions: Array, series: NDArray[np.integer]) -> Array:
    held = pd.Series(positions)
    return np.asarray(held - held.groupby(series).shift(1).fillna(0.0))


def _added_up(steps: NDArray[np.int64], values: Array) -> Array:
    return np.asarray(np.bincount(steps, values), dtype=float)
