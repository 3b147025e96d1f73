"""When a market is not itself: volatility spikes, jumps, falls, shifts of a yield curve, and rates that change their sign.

Every flag is adapted: that of a step depends on values up to this step and on none after it, so that rows chosen by it are not chosen
by what was still to come.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.statistics.inputs import matrix, vector, within

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
# A scale of fewer past values than these says little; such steps bear no flag.
FEWEST = 60


@dataclass(frozen=True)
class Jumps:
    """Result of `lee_mykland`, (n,): the ``statistic`` of each step, not a number where it has too little past, and the flags.

    ``critical`` is the absolute value beyond which a step is a jump.
    """

    statistic: Array
    critical: float
    flags: Flags


def trailing_deviation(values: Array, window: int) -> Array:
    """(n,) root mean square of at most ``window`` values before each step; not a number where there are fewer than `FEWEST`."""
    squares = np.concatenate([[0.0], np.cumsum(np.square(values))])
    ends = np.arange(len(values))
    starts = np.maximum(ends - window, 0)
    count = ends - starts
    found = np.sqrt(np.maximum(squares[ends] - squares[starts], 0.0) / np.maximum(count, 1))
    return np.where(count >= FEWEST, found, np.nan)


def volatility_spikes(returns: Array, window: int, span: int = 5, times: float = 2.0) -> Flags:
    """(n,) steps whose last ``span`` ``returns`` have a root mean square above ``times`` that of the ``window`` before them.

    Of independent normal returns about one step in 800 is flagged at 5 and 2: the chance that chi-squared of 5 exceeds 20.
    """
    moves = vector(returns, "returns")
    recent = np.sqrt(pd.Series(np.square(moves)).rolling(span).mean().to_numpy())
    return _above(recent, times * _before(trailing_deviation(moves, window), span))


def lee_mykland(returns: Array, window: int, significance: float = 0.01) -> Jumps:
    """Jumps among ``returns`` (n,) by Lee & Mykland (2008), Review of Financial Studies 21(6), definition 1, lemma 1 and eq. 12.

    A return over the root of the mean bipower product of the ``window`` - 2 before it; the largest of n such ratios without a jump
    follows a Gumbel law, whose quantile at 1 - ``significance`` (4.6001 at 1 %) is the limit for all steps together.
    Raises ``ValueError`` for a window under 16 or fewer than three steps with a past.
    """
    moves = vector(returns, "returns")
    if window < 16:
        raise ValueError(f"the window must hold at least 16 returns, not {window}")
    within(significance, "significance")
    size = np.abs(moves)
    products = pd.Series(size * np.concatenate([[np.nan], size[:-1]]))
    bipower = products.rolling(window - 2).mean().shift(1).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(bipower > 0, moves / np.sqrt(np.maximum(bipower, 0.0)), np.nan)
    tested = int(np.isfinite(statistic).sum())
    if tested < 3:
        raise ValueError(f"only {tested} returns have {window} before them that move")
    critical = jump_critical_value(tested, significance)
    return Jumps(statistic, critical, _above(np.abs(statistic), np.full(len(moves), critical)))


def jump_critical_value(n: int, significance: float) -> float:
    """The absolute Lee-Mykland statistic that the largest of ``n`` exceeds with probability ``significance`` where nothing jumps.

    C_n + S_n beta with beta = -log(-log(1 - significance)), c = sqrt(2 / pi), S_n = 1 / (c sqrt(2 log n)) and
    C_n = sqrt(2 log n) / c - (log pi + log log n) / (2 c sqrt(2 log n)): Lee & Mykland (2008), lemma 1.
    """
    c, root = np.sqrt(2 / np.pi), np.sqrt(2 * np.log(n))
    centre = root / c - (np.log(np.pi) + np.log(np.log(n))) / (2 * c * root)
    return float(centre - np.log(-np.log(1 - significance)) / (c * root))


def falls(returns: Array, window: int, span: int = 22, times: float = 3.0) -> Flags:
    """(n,) steps at which the sum of ``returns`` lies below its peak of the last ``span`` steps by more than is usual.

    More than ``times`` the root of ``span`` times the root mean square of the ``window`` returns before the span.
    """
    moves = vector(returns, "returns")
    path = pd.Series(np.cumsum(moves))
    fall = (path.rolling(span + 1, min_periods=1).max() - path).to_numpy()
    return _above(fall, times * np.sqrt(span) * _before(trailing_deviation(moves, window), span))


def curve_shifts(yields: Array, window: int, times: float = 4.0) -> Mapping[str, Flags]:
    """(n,) steps at which the level, slope or curvature of ``yields`` (n, maturities in ascending order) shifts, by name.

    Level is the mean, slope the last less the first, curvature twice the middle less both ends (Litterman & Scheinkman 1991, by the
    usual proxies); a shift is a change of more than ``times`` the root mean square of the ``window`` changes before it.
    Two maturities have no curvature, one has no slope.
    """
    rates = matrix(yields, "yields", 2)
    short, long, middle = rates[:, 0], rates[:, -1], rates[:, rates.shape[1] // 2]
    factors = {"level": rates.mean(axis=1), "slope": long - short, "curvature": 2 * middle - short - long}
    found = {}
    for name, factor in list(factors.items())[: rates.shape[1]]:
        change = np.diff(factor, prepend=factor[0])
        found[name] = _above(np.abs(change), times * trailing_deviation(change, window))
    return found


def sign_flips(values: Array, span: int = 5, settled: int = 22) -> Flags:
    """(n,) steps at which the mean of the last ``span`` ``values`` has another sign than it had on all ``settled`` steps before."""
    mean = pd.Series(vector(values, "values")).rolling(span).mean()
    sign = pd.Series(np.sign(mean))
    kept = (sign.rolling(settled).min() == sign.rolling(settled).max()).shift(1, fill_value=False)
    before = sign.shift(1)
    return np.asarray(kept & (before != 0) & (sign != before) & sign.notna(), dtype=bool)


def lingering(flags: Flags, after: int) -> Flags:
    """(n,) the flags, and the ``after`` steps that follow each of them."""
    return np.asarray(pd.Series(flags.astype(float)).rolling(after + 1, min_periods=1).max() > 0, dtype=bool)


def runs(flags: Flags) -> list[tuple[int, int]]:
    """The first and the last step of each unbroken run of flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return [(int(first), int(last) - 1) for first, last in edges.reshape(-1, 2)]


def _before(scale: Array, span: int) -> Array:
    """The scale as it stood ``span`` - 1 steps earlier: what is measured must not widen its own yardstick."""
    return np.concatenate([np.full(min(span - 1, len(scale)), np.nan), scale[: max(len(scale) - span + 1, 0)]])


def _above(values: Array, limits: Array) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.asarray((values > limits) & (limits > 0), dtype=bool)
