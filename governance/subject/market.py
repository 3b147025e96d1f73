"""What is known of the market at each step of time: moves, yields and funding, from declared columns or from the target."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.outcomes import variance
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
PRICES = ("close", "price", "spot")
# A target with less autocorrelation moves like returns, one with more than the other bound like a level.
RETURN, LEVEL = 0.3, 0.9
ONE_SIGN = 0.2


@dataclass(frozen=True)
class Market:
    """Series over the distinct ``times`` (t,) of all samples, each value at the step on which it was known.

    ``moves`` (t,) are returns, or only their sizes where not ``signed``; ``overlapping`` ones span several steps. ``yields`` is (t, k),
    ``funding`` (t,). None is a series that is not known; single values may be not a number. ``told`` says where moves come from.
    """

    times: NDArray[np.generic]
    moves: Array | None
    signed: bool
    overlapping: bool
    yields: Array | None
    funding: Array | None
    told: str

    @property
    def nothing(self) -> bool:
        """Whether no series at all is known."""
        return self.moves is None and self.yields is None and self.funding is None

    @property
    def sizes(self) -> Array | None:
        """(t,) absolute moves over the root mean square of all of them."""
        if self.moves is None:
            return None
        usual = float(np.sqrt(np.nanmean(np.square(self.moves))))
        return np.abs(self.moves) / usual if usual > 0 else None


def market(subject: Subject) -> Market | str:
    """The market over all samples, or why there is no order in which it could be known."""
    samples = [subject.samples[role] for role in Role if role in subject.samples]
    if any(sample.time is None for sample in samples):
        return "the time of the rows is not known"
    times, steps = np.unique(np.concatenate([np.asarray(sample.time) for sample in samples]), return_inverse=True)
    moves, signed, overlapping, told = _moves(subject, samples, steps, len(times))
    groups = [sample.group("yields") for sample in samples]
    yields = None
    if groups[0].shape[1] > 1 and all(list(group) == list(groups[0]) for group in groups):
        whole = np.concatenate([group.to_numpy(dtype=float, na_value=np.nan) for group in groups])
        yields = np.column_stack([_by_step(column, steps, len(times)) for column in whole.T])
    funding = _column(samples, "funding")
    return Market(
        times, moves, signed, overlapping, yields, None if funding is None else _by_step(funding, steps, len(times)), told
    )


def _moves(
    subject: Subject, samples: list[Sample], steps: NDArray[np.int64], length: int
) -> tuple[Array | None, bool, bool, str]:
    """Moves, whether they are signed and overlap, and in words where they come from."""
    horizon = subject.identity.horizon
    returns = _column(samples, "returns")
    if returns is not None:
        return _later(_by_step(returns, steps, length), horizon), True, horizon > 1, "moves: the declared returns"
    name = next((name for name in PRICES if _column(samples, name) is not None), None)
    prices = None if name is None else _column(samples, name)
    if prices is not None and len(steps) == length:
        return _changes(_by_step(prices, steps, length)), True, False, f"moves: changes of the logarithm of the declared {name}"
    return _target_moves(subject, samples, steps, length)


def _target_moves(
    subject: Subject, samples: list[Sample], steps: NDArray[np.int64], length: int
) -> tuple[Array | None, bool, bool, str]:
    horizon = subject.identity.horizon
    target = np.concatenate([sample.target for sample in samples])
    if subject.task is Task.VOLATILITY:
        sizes = np.sqrt(np.maximum(variance(subject, target), 0.0))
        return _later(_by_step(sizes, steps, length), horizon), False, horizon > 1, "moves: the root of the realised variance"
    outcome = _later(_by_step(target, steps, length), horizon)
    if subject.task is Task.STRATEGY or (subject.task is Task.REGRESSION and _like_returns(outcome)):
        return outcome, True, horizon > 1, "moves: the target, which moves like returns"
    if subject.task in {Task.REGRESSION, Task.PRICING} and len(steps) == length and _like_a_level(outcome):
        return _changes(outcome), True, False, "moves: changes of the logarithm of the target, which moves like a price"
    return None, False, False, "moves: none are known"


def _like_returns(values: Array) -> bool:
    kept = values[np.isfinite(values)]
    negative = float((kept < 0).mean()) if len(kept) else 0.0
    return ONE_SIGN <= negative <= 1 - ONE_SIGN and abs(_autocorrelation(kept)) < RETURN


def _like_a_level(values: Array) -> bool:
    kept = values[np.isfinite(values)]
    return len(kept) > 0 and bool((kept > 0).all()) and _autocorrelation(kept) > LEVEL


def _autocorrelation(values: Array) -> float:
    if len(values) < 3 or float(np.ptp(values)) == 0.0:
        return 1.0
    centred = values - values.mean()
    return float(centred[1:] @ centred[:-1] / (centred @ centred))


def _column(samples: list[Sample], role: str) -> Array | None:
    if not all(role in sample.columns for sample in samples):
        return None
    return np.concatenate([pd.to_numeric(sample.columns[role], errors="coerce").to_numpy(dtype=float) for sample in samples])


def _by_step(values: Array, steps: NDArray[np.int64], length: int) -> Array:
    """(t,) means over the rows of each step; not a number where it has no value."""
    known = np.isfinite(values)
    count = np.bincount(steps[known], minlength=length)
    total = np.bincount(steps[known], values[known], minlength=length)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _later(values: Array, lag: int) -> Array:
    return np.concatenate([np.full(min(lag, len(values)), np.nan), values[: max(len(values) - lag, 0)]])


def _changes(prices: Array) -> Array:
    logs = np.log(np.where(prices > 0, prices, np.nan))
    return np.diff(logs, prepend=np.nan)
