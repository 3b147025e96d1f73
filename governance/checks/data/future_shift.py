"""Skill that hangs on the very last step of a long horizon."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ALL_TASKS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence
from governance.statistics.sampling import thinned
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.naive import naive_losses, skill, strongest
from governance.subject.outcomes import convention, describe_loss, losses, per_row_loss, weights
from governance.subject.series import places_before, series_of
from governance.subject.subject import Subject

Array = NDArray[np.float64]
ASKED = tuple(task for task in ALL_TASKS if task not in (Task.STRATEGY, Task.PRICING))
MOST_ROWS = 20_000


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
    seen = _late_and_punctual(subject, series, parameters.smallest_n)
    if isinstance(seen, str):
        return Evidence.inconclusive(seen)
    chosen, values = seen
    late = estimate(subject, values[:, [1, 2]], skill, parameters)
    text = convention(subject, f"{describe_loss(subject)}; skill over {chosen}")
    found = [measured("skill_when_late", late, text)]
    reason = _unexplained(subject, series, parameters)
    if not reason and estimate(subject, values[:, [0, 2]], skill, parameters).low <= 0:
        reason = f"the model shows no skill over {chosen} that could be lost"
    if not reason:
        found.append(measured("collapse", estimate(subject, values, _lost, parameters), text))
    return Evidence.measured(tuple(found), (), {"collapse": reason} if reason else {})


def _late_and_punctual(subject: Subject, series: NDArray[np.intp], smallest_n: int) -> tuple[str, Array] | str:
    """The naive forecast's name and (n, 3) losses of the model, of the model with late features, and of the naive forecast."""
    sample, chosen = subject.samples[Role.VALIDATION], strongest(subject)
    before = places_before(series, 1)
    naive = naive_losses(subject, Role.VALIDATION)[chosen]
    known = (before >= 0) & np.isfinite(naive)
    if int(known.sum()) < smallest_n:
        return f"only {int(known.sum())} validation rows have a row before them and a naive forecast"
    seen = thinned(np.flatnonzero(known), MOST_ROWS)
    scores = subject.scoring.frame(sample.features.iloc[before[seen]].reset_index(drop=True))
    if isinstance(scores, Failure):
        return scores.reason
    late, punctual = per_row_loss(subject, sample.target[seen], scores), losses(subject, Role.VALIDATION)[seen]
    values = np.column_stack([punctual, late, naive[seen]]) * weights(subject, Role.VALIDATION)[seen][:, None]
    return (chosen, values) if np.isfinite(values).all() else "the model's loss is infinite on some rows"


def _unexplained(subject: Subject, series: NDArray[np.intp], parameters: ShiftParameters) -> str:
    """Why a loss of skill would say nothing; empty where it says something."""
    horizon, sample = subject.identity.horizon, subject.samples[Role.VALIDATION]
    if horizon < parameters.least_horizon:
        return f"the horizon is {horizon}: one step is too large a part of it for a loss of skill to mean anything"
    before = places_before(series, 1)
    correlation = float(np.corrcoef(sample.target[before >= 0], sample.target[before[before >= 0]])[0, 1])
    overlaps = correlation >= parameters.overlap
    return "" if overlaps else f"the labels do not overlap: the target's first autocorrelation is {correlation:.2g}"


def _lost(means: Array) -> Array:
    return np.asarray((means[:, 1] - means[:, 0]) / (means[:, 2] - means[:, 0]))
