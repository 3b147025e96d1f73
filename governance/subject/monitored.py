"""A subject in use: its production sample beside the validation sample, step by step."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.naive import by_stamp, paired, strongest
from governance.subject.outcomes import describe_loss
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Times = NDArray[np.generic]
NOT_IN_USE = "nothing in use yet: no production sample was found"
# Steps that the scale of a step remembers, on average.
MEMORY = 30
WILD = 1.5


@dataclass(frozen=True)
class Steps:
    """``losses`` (m, 2) of the model and of the naive forecast ``against``, a step of time each; ``times`` (m,), or None where unknown."""

    losses: Array
    times: Times | None
    against: str

    @property
    def skill(self) -> float:
        """Share of the naive forecast's loss that the model removes."""
        return float(1 - self.losses[:, 0].mean() / self.losses[:, 1].mean())

    def date(self, step: int) -> str:
        """The day of a step, or its number where no time is known."""
        if self.times is None:
            return f"row {step + 1}"
        return str(self.times[step])[:10]


def in_use(subject: Subject) -> bool:
    """Whether there are rows of production."""
    return Role.PRODUCTION in subject.samples


def too_few(subject: Subject, smallest_n: int) -> str | None:
    """Why the rows of validation or production do not suffice, if so."""
    for role in (Role.VALIDATION, Role.PRODUCTION):
        rows = subject.samples[role].rows
        if rows < smallest_n:
            return f"the {role.value} sample has {rows} rows; fewer than {smallest_n} are not measured"
    return None


def steps(subject: Subject, role: Role) -> Steps | str:
    """The mean losses by time stamp against the naive forecast that was strongest in training, or why there are none.

    Steps without its past are left out. Where the time is unknown, or rows have no order, a step is a row in file order.
    """
    chosen, time = strongest(subject), subject.samples[role].time
    pairs = paired(subject, role)
    if chosen not in pairs:
        return f"the {role.value} sample has no {chosen} forecast to compare with, which was the strongest in training"
    values = pairs[chosen]
    known = ~np.isnan(values[:, 1])
    if not np.isfinite(values[known]).all():
        broken = int((~np.isfinite(values[known, 0])).sum())
        return f"{broken} of {int(known.sum())} {role.value} rows have no finite loss ({describe_loss(subject)})"
    if time is None or subject.identity.time_ordered is False:
        return Steps(values[known], None, chosen)
    stamps, means = by_stamp(values, time)
    return Steps(means, stamps, chosen)


def followed(subject: Subject, smallest_n: int) -> tuple[Steps, Steps] | str:
    """The `steps` of validation and of production, or why there are none or too few of either."""
    known, seen = steps(subject, Role.VALIDATION), steps(subject, Role.PRODUCTION)
    if isinstance(known, str) or isinstance(seen, str):
        return known if isinstance(known, str) else str(seen)
    for role, item in ((Role.VALIDATION, known), (Role.PRODUCTION, seen)):
        if len(item.losses) < smallest_n:
            return f"{len(item.losses)} steps of {role.value} can be compared; fewer than {smallest_n} are not measured"
    return known, seen


def excess(item: Steps, promised: Steps) -> Array:
    """(m,) what the model lost a step beyond what the skill of ``promised`` lets expect, in units of the naive loss before the step.

    The scale is the exponentially weighted mean of the naive loss so far, begun at that of ``promised``, so that wild times do not pass
    for a broken model; it looks back only, since a scale that holds the step itself would make the steps depend on each other. Where it
    lies beyond `WILD` times the mean of ``promised``, what is beyond is not expected to be saved: more noise leaves nothing to save.
    """
    model, naive = item.losses.T
    usual, skill = float(promised.losses[:, 1].mean()), promised.skill
    scale = np.maximum(_before(naive, usual), 1e-3 * usual)
    return np.asarray((model - (1 - skill) * naive - skill * np.maximum(scale - WILD * usual, 0.0)) / scale)


def _before(values: Array, start: float) -> Array:
    """(m,) the exponentially weighted mean of the values before each, begun at ``start``."""
    from scipy.signal import lfilter

    weight = 1 / MEMORY
    means, _ = lfilter([weight], [1.0, weight - 1.0], values, zi=[(1 - weight) * start])
    return np.append(start, means[:-1])
