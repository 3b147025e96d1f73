"""What could be revisited: corrections learned on the earlier validation rows, and what each saves on the later ones."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics import recalibrating
from governance.statistics.sampling import evenly_drawn
from governance.subject.attribution.copies import CELLS
from governance.subject.copies import changed, scored_each
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


@dataclass(frozen=True)
class Change:
    """Another ``column`` (n,) for a ``feature``; only the rows that are ``asked`` (n,) can be answered differently for it."""

    name: str
    feature: Any
    column: "pd.Series[float]"
    asked: NDArray[np.bool_]


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
    frame, known = subject.samples[Role.VALIDATION].features.iloc[rows], subject.scores(Role.VALIDATION)[rows]
    numbers = training.select_dtypes("number").columns
    for some in np.array_split(numbers, -(-2 * frame.size * len(numbers) // CELLS) or 1):
        changes = [change for name in some for change in _changes(training[name], frame)]
        given = scored_each(subject, [changed(frame, item.feature, item.column)[item.asked] for item in changes])
        for item, answers in zip(changes, given, strict=True):
            if isinstance(answers, Failure):
                yield Failure(f"{item.name}: {answers.reason}")
                continue
            scores = known.copy()
            scores[item.asked] = answers
            yield _remedy(subject, cut, Kind.FEATURE, item.name, scores)


def _changes(learned: "pd.Series[float]", frame: pd.DataFrame) -> Iterator[Change]:
    """The feature held at its training median, and capped at its outermost training percentiles, where either changes anything."""
    own = frame[learned.name]
    low, middle, high = learned.quantile([CAPPED[0], 0.5, CAPPED[1]])
    for what, column in (("leave out", pd.Series(middle, index=own.index)), ("cap", own.clip(low, high))):
        if not column.equals(own):
            number = column.astype(float)
            asked = number.ne(own) & (number.notna() | own.notna()) | (own.dtype != number.dtype)
            yield Change(f"{what} {learned.name}", learned.name, number, asked.to_numpy(dtype=bool))


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
