"""Skill that hangs on the very last step of a long horizon."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ALL_TASKS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.naive import skill
from governance.subject.one_step_late import late_and_punctual, unexplained
from governance.subject.outcomes import convention, describe_loss
from governance.subject.series import series_of
from governance.subject.subject import Subject

Array = NDArray[np.float64]
ASKED = tuple(task for task in ALL_TASKS if task not in (Task.STRATEGY, Task.PRICING))


@dataclass(frozen=True)
class ShiftParameters(BootstrapParameters):
    """What all bootstrapping checks have, and two more.

    ``least_horizon``: steps below which one step is too large a part of the horizon to ask. ``overlap``: first autocorrelation of the
    target below which its labels do not overlap, so that a horizon explains nothing.
    """

    least_horizon: int = field(default=5, metadata={"stricter": "smaller", "least": 2})
    overlap: float = field(default=0.5, metadata={"stricter": "smaller", "least": 0, "most": 1})


@check(
    title="Features one step late",
    asks="Does the skill over a long horizon vanish when the features come one step later?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=ASKED,
    columns=("time",),
    metrics=(
        Metric("collapse", "Share of the skill lost to one step's delay over a long horizon", "lower", ASKED, "share", sound=0.0),
        Metric("skill_when_late", "Skill over the naive forecast with features one step late", "higher", ASKED, "share"),
    ),
    references=(
        "Kaufman, Rosset, Perlich & Stitelman (2012), Leakage in data mining, ACM Trans. Knowledge Discovery from Data 6(4)",
        "López de Prado (2018), Advances in financial machine learning, chapter 7",
    ),
)
def future_shift(subject: Subject, parameters: ShiftParameters) -> Evidence:
    """Give the model the features of the step before, and see what is left of its skill.

    Method: Each validation row, of more than 20,000 evenly spaced ones, is scored with the features of the row one step earlier in its
    series. Skill is that over the naive
    forecast that was strongest in training, on the same rows, for both. The share lost is resampled with its two parts together.
    It is asked only where the horizon is long and the target's first autocorrelation shows that labels overlap: then
    a step's delay moves a small part of what is forecast, and skill that comes from what was known should mostly stay.

    Reads as risk: Skill over many steps that hangs on one is likely to come from the first step of the outcome itself: features stamped
    one step too early. Even where it is honest, it is lost to any delay in use.

    Limitations: A signal about the next step alone is lost in the same way without any fault, so that the finding is a question to
    the developer and not a proof. At short horizons a fresh signal and a leak cannot be told apart, and nothing is said of them.
    """
    series = series_of(subject.samples[Role.VALIDATION])
    if series is None:
        return Evidence.inconclusive("no segment tells the series of the validation sample apart")
    seen = late_and_punctual(subject, series, parameters.smallest_n)
    if isinstance(seen, str):
        return Evidence.inconclusive(seen)
    chosen, values = seen
    late = estimate(subject, values[:, [1, 2]], skill, parameters)
    text = convention(subject, f"{describe_loss(subject)}; skill over {chosen}")
    found = [measured("skill_when_late", late, text)]
    reason = unexplained(subject, series, parameters.least_horizon, parameters.overlap)
    if not reason and estimate(subject, values[:, [0, 2]], skill, parameters).low <= 0:
        reason = f"the model shows no skill over {chosen} that could be lost"
    if not reason:
        found.append(measured("collapse", estimate(subject, values, _lost, parameters), text))
    return Evidence.measured(tuple(found), (), {"collapse": reason} if reason else {})


def _lost(means: Array) -> Array:
    return np.asarray((means[:, 1] - means[:, 0]) / (means[:, 2] - means[:, 0]))
