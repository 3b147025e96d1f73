"""What a strategy kept, step by step: net of costs where they are known; and its positions beside the returns they met."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Measurement
from governance.statistics.resampling import Estimate
from governance.subject.outcomes import convention
from governance.subject.strategy import describe_returns, series_of, trading
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Profits:
    """``returns`` (t,) by step of time, whose stamps are ``times`` (t,) or None, and in words what they are net of."""

    returns: Array
    times: NDArray[np.generic] | None
    told: str


def profits(subject: Subject, role: Role, smallest: int) -> Profits | str:
    """The returns of one sample, or why there are none that could be measured: fewer than ``smallest`` steps, or all alike."""
    found = trading(subject, role)
    if isinstance(found, str):
        return found
    if len(found.gross) < smallest:
        return f"the {role.value} sample has {len(found.gross)} steps of time; fewer than {smallest} are not measured"
    net = found.net
    known = not isinstance(net, str)
    returns = found.gross if isinstance(net, str) else net
    if float(np.ptp(returns)) == 0.0:
        return f"the strategy returns the same at every step of the {role.value} sample"
    told = describe_returns(subject, net=known) + ("" if known else f", since {net}")
    return Profits(returns, found.times, told)


def panel(subject: Subject, role: Role) -> tuple[Array, Array] | str:
    """Positions and the returns they met, each (t, k) by step and series, zero where a series has no row; or why they are not known."""
    found = trading(subject, role)
    if isinstance(found, str):
        return found
    series = series_of(subject.samples[role], found.steps)
    if isinstance(series, str):
        return series
    positions, returns = np.zeros((2, len(found.gross), int(series.max()) + 1))
    positions[found.steps, series] = found.positions
    returns[found.steps, series] = found.returns
    return positions, returns


def by_day(found: Profits) -> Array:
    """(d,) profits of each calendar day, where the stamps are finer than days; else of each step."""
    if found.times is None or not np.issubdtype(found.times.dtype, np.datetime64):
        return found.returns
    _, day = np.unique(found.times.astype("datetime64[D]"), return_inverse=True)
    return np.asarray(np.bincount(day, found.returns), dtype=float)


def figure(
    subject: Subject, metric: str, found: Estimate, told: str, *, role: Role = Role.VALIDATION, unit: str = "", scale: float = 1.0
) -> Measurement:
    """An estimate as a measurement, times ``scale`` (positive)."""
    return Measurement(
        metric, found.value * scale, found.low * scale, found.high * scale, found.n, found.n_effective, role, found.confidence,
        unit=unit, convention=convention(subject, told),
    )  # fmt: skip
