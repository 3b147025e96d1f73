"""The Sharpe ratio of the strategy under audit, with an error that dependence between its returns cannot flatter."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Measurement
from governance.statistics.sharpe import SharpeRatio, sharpe_ratio
from governance.subject.outcomes import dependent
from governance.subject.strategy import describe_returns, trading
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SharpeParameters:
    """Two-sided ``confidence``, and the fewest periods that are measured at all."""

    confidence: float = field(default=0.95, metadata={"stricter": "larger", "least": 0.5, "most": 0.999})
    smallest_n: int = field(default=30, metadata={"stricter": "larger", "least": 5})


def net_sharpe(subject: Subject, parameters: SharpeParameters) -> SharpeRatio | str:
    """The ratio a period of the validation returns after costs, or why there is none."""
    traded = trading(subject, Role.VALIDATION)
    if isinstance(traded, str):
        return traded
    return traded.net if isinstance(traded.net, str) else sharpe_of(subject, traded.net, parameters)


def sharpe_of(subject: Subject, returns: Array, parameters: SharpeParameters) -> SharpeRatio | str:
    """The ratio a period of ``returns`` (t,), or why there is none: too few, or all alike."""
    if len(returns) < parameters.smallest_n:
        return f"the strategy has {len(returns)} periods; fewer than {parameters.smallest_n} are not measured"
    if float(np.ptp(returns)) <= 1e-12 * float(np.abs(returns).max()):
        return "the strategy returned the same in every period"
    return sharpe_ratio(returns, "hac" if dependent(subject) else "mertens", parameters.confidence)


def quantile(parameters: SharpeParameters) -> float:
    """Of the normal, for a two-sided interval."""
    from scipy.stats import norm

    return float(norm.ppf((1 + parameters.confidence) / 2))


def figure(
    metric: str, value: float, bounds: tuple[float, float], ratio: SharpeRatio, confidence: float, told: str, **more: Any
) -> Measurement:
    """What follows from the ``ratio`` of the validation returns, as a measurement."""
    low, high = min(bounds[0], value), max(bounds[1], value)
    return Measurement(metric, value, low, high, ratio.n, ratio.n_effective, Role.VALIDATION, confidence, convention=told, **more)


def describe_sharpe(subject: Subject, *, net: bool = True) -> str:
    """In words, for conventions: the returns, the ratio and its error."""
    error = "error of dependent returns (Lo 2002, Newey & West 1994)" if dependent(subject) else "error by Mertens (2002)"
    return f"{describe_returns(subject, net=net)}; {error}"
