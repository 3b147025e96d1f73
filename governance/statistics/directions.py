"""Whether curves go the way they are declared to go."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Direction
from governance.statistics.resampling import block_length, stationary_bootstrap_means, wilson

Array = NDArray[np.float64]
SLOPES = (Direction.INCREASING, Direction.DECREASING)
BENT = (Direction.CONVEX, Direction.CONCAVE)
# A departure below this share of its unit is rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class ShareAgainst:
    """Share of steps that go against a declaration; ``n`` rows, of which ``n_effective`` count as independent."""

    value: float
    low: float
    high: float
    n: int
    n_effective: float
    confidence: float


def fewest_points(direction: Direction) -> int:
    """Points that a curve needs to have one step: two for a slope, three for a bend."""
    return 3 if direction in BENT else 2


def departures(curves: Array, grid: Array, direction: Direction) -> Array:
    """(n, steps): how far each step of ``curves`` (n, g) over the ascending ``grid`` (g,) goes against ``direction``.

    In the curves' unit, negative where a step goes the declared way. A slope's step is the difference of neighbours. A bend's is the
    distance of a point from the chord of its two neighbours: the second difference, weighed for a grid that is not even.
    """
    if direction in BENT:
        nearness = (grid[2:] - grid[1:-1]) / (grid[2:] - grid[:-2])
        above = curves[:, 1:-1] - nearness * curves[:, :-2] - (1 - nearness) * curves[:, 2:]
        return np.asarray(above if direction is Direction.CONVEX else -above)
    rises = np.diff(curves, axis=1)
    return np.asarray(-rises if direction is Direction.INCREASING else rises)


def share_against(
    found: Array, tolerance: float, *, generator: np.random.Generator, resamples: int, confidence: float, dependent: bool
) -> ShareAgainst:
    """Share of the departures ``found`` (n, steps) beyond ``tolerance``, with a Wilson (1927) interval over effective rows.

    The rows are the units, not their steps. Effective rows are those that, independent, would give the variance which the block
    bootstrap gives (Kish 1965, the design effect), never more than there are. Few steps against do not show their own dependence; it
    is therefore read off the rows with any step against as well, however small, and the smaller number counts. Where no row
    has one, nothing speaks for a dependence and every row counts. With no step against the upper bound is still above zero.
    """
    against = (found > tolerance).mean(axis=1)
    leaning = (found.max(axis=1) > ROUNDING).astype(float)
    rows = min(_independent(item, resamples, generator) for item in (against, leaning)) if dependent else float(len(found))
    value = float(against.mean())
    low, high = wilson(value * rows, rows, confidence)
    return ShareAgainst(value, min(low, value), max(high, value), len(found), rows, confidence)


def _independent(shares: Array, resamples: int, generator: np.random.Generator) -> float:
    """Rows that, independent and each wholly one way or the other, would give the bootstrap variance of the mean of ``shares``."""
    n, block = len(shares), block_length(shares)
    if block <= 1.0:
        return float(n)
    spread = float(np.var(stationary_bootstrap_means(shares[:, None], resamples, block, generator)))
    mean = float(shares.mean())
    return float(np.clip(mean * (1 - mean) / spread, 1.0, n)) if spread > 0.0 else float(n)
