"""What could be revisited: corrections learned on the earlier validation rows, and what each saves on the later ones."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics import recalibrating
from governance.statistics.sampling import evenly_drawn
from governance.subject.model.interface import Failure
from governance.subject.outcomes import in_target_unit, per_row_loss, realised_variance, variance
from governance.subject.refits import history, part, refitted
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
TASKS = (Task.BINARY, Task.REGRESSION, Task.VOLATILITY, Task.PRICING)
CAPPED = (0.01, 0.99)


@dataclass(frozen=True)
class Halves:
    """Positions of the validation rows on which remedies are learned, and of the later ones on which they are tried."""

    earlier: Rows
    later: Rows


class Kind(StrEnum):
    """What a remedy changes."""

    CORRECTION = "correction"
    FEATURE = "feature"
    REFIT = "refit"


@dataclass(frozen=True)
class Remedy:
    """What was changed, and the losses with it: ``learned`` (m,) on the earlier rows, ``tried`` (k,) on the later ones."""

    kind: Kind
    name: str
    learned: Array
    tried: Array


def halves(subject: Subject, most: int) -> Halves:
    """The first and the second half of the validation steps, a horizon apart, of each at most ``most`` rows, drawn evenly."""
    sample = subject.samples[Role.VALIDATION]
    steps = np.arange(sample.rows) if sample.time is None else np.unique(sample.time, return_inverse=True)[1]
    middle = (int(steps[-1]) + 1) // 2
    answer, generator = subject.prediction(Role.VALIDATION), subject.generator()
    early, late = np.flatnonzero(steps < middle - subject.identity.horizon + 1), np.flatnonzero(steps >= middle)
    return Halves(*(rows[evenly_drawn(answer[rows], most, generator)] for rows in (early, late)))


def remedies(subject: Subject, cut: Halves, *, refits: bool) -> Iterator[Remedy | Failure]:
    """Corrections of the level and the scale, each numeric feature left out or capped, and, with ``refits``, the model fitted anew."""
    yield from _corrections(subject, cut)
    yield from _features(subject, cut)
    if refits:
        yield from _refits(subject, cut)


def losses_of(subject: Subject, scores: Array, rows: Rows) -> Array:
    """(n,) losses of ``scores`` (n, k) on the given validation rows."""
    return per_row_loss(subject, subject.samples[Role.VALIDATION].target[rows], scores)


def _corrections(subject: Subject, cut: Halves) -> Iterator[Remedy | Failure]:
    named: dict[str, Callable[[Array, Array], recalibrating.Correction]] = {
        Task.BINARY: {"level": recalibrating.odds_level, "scale": recalibrating.odds_line},
        Task.VOLATILITY: {"level": recalibrating.factor, "scale": recalibrating.power},
    }.get(subject.task, {"level": recalibrating.level, "scale": recalibrating.line})  # fmt: skip
    stated, target = subject.prediction(Role.VALIDATION), subject.samples[Role.VALIDATION].target
    if subject.task is Task.VOLATILITY:
        stated, target = variance(subject, stated), realised_variance(subject, Role.VALIDATION)
    for what, learn in named.items():
        try:
            correction = learn(stated[cut.earlier], target[cut.earlier])
        except ValueError as error:
            yield Failure(f"correct the {what}: {error}")
            continue
        learned, tried = (_scores(subject, correction(stated[rows])) for rows in (cut.earlier, cut.later))
        yield Remedy(
            Kind.CORRECTION, f"correct the {what}", losses_of(subject, learned, cut.earlier), losses_of(subject, tried, cut.later)
        )


def _scores(subject: Subject, corrected: Array) -> Array:
    if subject.task is Task.VOLATILITY:
        return in_target_unit(subject, corrected)[:, None]
    return np.column_stack([1 - corrected, corrected]) if subject.task is Task.BINARY else corrected[:, None]


def _features(subject: Subject, cut: Halves) -> Iterator[Remedy | Failure]:
    training, rows = subject.samples[Role.TRAINING].features, np.concatenate([cut.earlier, cut.later])
    frame = subject.samples[Role.VALIDATION].features.iloc[rows]
    for name in training.select_dtypes("number").columns:
        low, middle, high = training[name].quantile([CAPPED[0], 0.5, CAPPED[1]])
        held = pd.Series(middle, index=frame.index)
        for what, column in ((f"leave out {name}", held), (f"cap {name}", frame[name].clip(low, high))):
            if not column.equals(frame[name]):
                yield _scored(subject, cut, frame.assign(**{str(name): column.astype(float)}), what)


def _scored(subject: Subject, cut: Halves, frame: pd.DataFrame, what: str) -> Remedy | Failure:
    given = subject.scoring.frame(frame)
    return Failure(f"{what}: {given.reason}") if isinstance(given, Failure) else _remedy(subject, cut, Kind.FEATURE, what, given)


def _remedy(subject: Subject, cut: Halves, kind: Kind, what: str, scores: Array) -> Remedy:
    """From scores (m + k, outputs) of the earlier rows and then the later ones."""
    m = len(cut.earlier)
    return Remedy(kind, what, losses_of(subject, scores[:m], cut.earlier), losses_of(subject, scores[m:], cut.later))


def _refits(subject: Subject, cut: Halves) -> Iterator[Remedy | Failure]:
    past = history(subject, (Role.TRAINING, Role.VALIDATION))
    if isinstance(past, Failure):
        yield past
        return
    sample = subject.samples[Role.VALIDATION]
    known = np.flatnonzero(np.asarray(past.sample.time) <= np.asarray(sample.time)[cut.earlier[-1]])
    newest = known[-subject.samples[Role.TRAINING].rows :]
    frame = sample.features.iloc[np.concatenate([cut.earlier, cut.later])]
    for what, rows in (("fit again to all rows until then", known), ("fit again to the newest rows only", newest)):
        fresh = refitted(subject, part(past.sample, rows))
        given = fresh if isinstance(fresh, Failure) else fresh.score(frame)
        yield Failure(f"{what}: {given.reason}") if isinstance(given, Failure) else _remedy(subject, cut, Kind.REFIT, what, given)
