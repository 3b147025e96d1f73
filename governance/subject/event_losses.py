"""What the model cost in events, by skill over a naive forecast or, for a strategy, by its mean loss."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.resampling import Estimate
from governance.subject.control_days import Days, days
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive, paired, skill, strongest
from governance.subject.outcomes import describe_loss, losses
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class EventLosses:
    """Estimates over the rows ``inside`` of events and over those of the ``control`` days, resampled by themselves.

    Of skill over the naive forecast; of a strategy the mean loss of a row, in standard deviations of both. ``values`` (n, 2) hold the
    losses of model and naive forecast on all validation rows (n, 1 for a strategy).
    """

    days: Days
    values: Array
    inside: Estimate
    control: Estimate
    told: str

    @property
    def fails(self) -> NDArray[np.bool_]:
        """(B,) draws in which the model is no better than a naive forecast in events, or the strategy loses."""
        return np.asarray(self.inside.draws >= 0 if self.values.shape[1] == 1 else self.inside.draws <= 0)

    @property
    def failing(self) -> bool:
        """The same of the estimate itself."""
        return self.inside.value >= 0 if self.values.shape[1] == 1 else self.inside.value <= 0

    def of(self, rows: NDArray[np.int64]) -> float | None:
        """Skill, or the mean loss in standard deviations, on the given rows; None where no row has a loss to compare with."""
        known = self.values[rows][np.isfinite(self.values[rows]).all(axis=1)]
        if len(known) == 0:
            return None
        means = known.mean(axis=0, keepdims=True)
        return float(means[0, 0] if self.values.shape[1] == 1 else skill(means)[0])


def against_naive(subject: Subject) -> tuple[str, Array]:
    """The naive forecast that was strongest in training, and (n, 2) the validation losses of the model and of it, computed once."""

    def make() -> tuple[str, Array]:
        chosen = strongest(subject)
        return chosen, paired(subject, Role.VALIDATION)[chosen]

    return subject.once("against naive", make)


def event_losses(subject: Subject, parameters: BootstrapParameters, matches: int) -> EventLosses | Failure | str:
    """The losses in events and on control days; text where the question does not arise, a `Failure` where it cannot be answered."""
    if subject.task is Task.STRATEGY:
        return _of_strategy(subject, parameters, matches)
    chosen, values = against_naive(subject)
    if not np.isfinite(values[:, 0]).all():
        return Failure("the model's loss is infinite on rows of the validation sample")
    found = days(subject, np.isfinite(values[:, 1]), matches, parameters.smallest_n)
    if isinstance(found, str):
        return found
    generator = subject.generator()
    inside = _skill(estimate(subject, values[found.inside], _log_ratio, parameters, generator))
    control = _skill(estimate(subject, values[found.control] * found.times[:, None], _log_ratio, parameters, generator))
    told = f"{describe_loss(subject)}; against {describe_naive(subject, chosen)}; {found.events.told}"
    return EventLosses(found, values, inside, control, told)


def _of_strategy(subject: Subject, parameters: BootstrapParameters, matches: int) -> EventLosses | Failure | str:
    loss = losses(subject, Role.VALIDATION)
    found = days(subject, np.isfinite(loss), matches, parameters.smallest_n)
    if isinstance(found, str):
        return found
    spread = float(np.std(np.concatenate([loss[found.inside], loss[found.control]])))
    if spread == 0.0:
        return Failure("the strategy returns the same on every row of events and control days")
    values, generator = loss[:, None] / spread, subject.generator()
    inside = estimate(subject, values[found.inside], _mean, parameters, generator)
    counted = np.column_stack([values[found.control, 0] * found.times, found.times])
    control = estimate(subject, counted, _weighted, parameters, generator)
    return EventLosses(found, values, inside, control, f"{describe_loss(subject)}; {found.events.told}")


def _log_ratio(means: Array) -> Array:
    """The logarithm, since few rows bear a wide interval, and a ratio has no place below zero."""
    return np.asarray(np.log(np.maximum(means[..., 0], np.finfo(float).tiny) / means[..., 1]))


def _skill(found: Estimate) -> Estimate:
    value, low, high = (float(1 - np.exp(item)) for item in (found.value, found.high, found.low))
    return replace(found, value=value, low=low, high=high, draws=1 - np.exp(found.draws))


def _mean(means: Array) -> Array:
    return np.asarray(means[..., 0])


def _weighted(means: Array) -> Array:
    return np.asarray(means[..., 0] / means[..., 1])
