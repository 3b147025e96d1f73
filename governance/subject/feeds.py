"""What the model answers when one of its feeds stands still or is lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.rows import explained_rows
from governance.subject.copies import changed, emptied, movable, scored_each, scored_together
from governance.subject.model.interface import Failure
from governance.subject.past import has_past, histories
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
STALE, LOST, FILLED = "standing still", "lost", "lost, the training median in its place"
FIRST_LOOK = 20


@dataclass(frozen=True)
class Outage:
    """``scores`` (m, k) with the ``feature`` missing in one ``way``: `STALE`, `LOST` or, where the model refuses that, `FILLED`."""

    feature: str
    way: str
    scores: Array


@dataclass(frozen=True)
class Outages:
    """What was ``found`` at the validation rows ``positions`` (m,).

    ``borrowed`` says why no last value is known, where that is so: then what stands still is another row's value.
    """

    positions: Rows
    found: tuple[Outage, ...]
    borrowed: str = ""

    def scores(self, *ways: str) -> dict[str, Array]:
        """The scores of these ways by feature and way."""
        return {f"{item.feature}, {item.way}": item.scores for item in self.found if item.way in ways}

    @property
    def refused(self) -> str:
        """For how many features the model refuses a missing value, as a clause that ends a sentence; empty where it refuses none."""
        refused = len(self.scores(FILLED))
        return f"; a missing value is refused for {refused} features" if refused else ""


def outages(subject: Subject, *, rows: int, bars: int, features: int) -> Outages | Failure:
    """Each of the leading ``features`` held at its last value for ``bars`` rows of its series, and lost altogether.

    Where no last value is known, the value of another row stands in its place. A model that refuses a missing value is asked again
    with the training median, or the most frequent category, in its place.
    """
    held = held_rows(subject, bars)
    positions = explained_rows(subject, rows)
    if not isinstance(held, Failure):
        positions = positions[held[positions] >= 0]
    names = leading(subject, positions, features)
    if isinstance(names, Failure):
        return names
    sources = np.roll(positions, len(positions) // 2) if isinstance(held, Failure) else held[positions]
    stale = _answers(subject, positions, names, sources)
    if isinstance(stale, Failure):
        return stale
    found = (Outage(str(name), STALE, one) for name, one in zip(names, stale, strict=True))
    borrowed = f"{held.reason}: another row's value stands in its place" if isinstance(held, Failure) else ""
    return Outages(positions, (*found, *_lost(subject, positions, names)), borrowed)


def held_rows(subject: Subject, bars: int) -> Rows | Failure:
    """(n,) for each validation row the last row before its spell of ``bars`` rows of its series; -1 where there is none."""
    return _earlier(subject, lambda place: place // bars * bars - 1)


def delayed_rows(subject: Subject, bars: int) -> Rows | Failure:
    """(n,) for each validation row the row ``bars`` rows before it in its series; -1 where there is none."""
    return _earlier(subject, lambda place: place - bars)


def _earlier(subject: Subject, which: Callable[[Rows], Rows]) -> Rows | Failure:
    if not has_past(subject):
        return Failure("the rows are declared to have no order in time, so that no value can be late")
    series = histories(subject, Role.VALIDATION, lambda sample: np.arange(sample.rows, dtype=float))
    if series is None:
        return Failure("no declared segment tells the series of the panel apart, so that no value can be late")
    found = np.full(subject.samples[Role.VALIDATION].rows, -1)
    for one in series:
        before = which(np.arange(len(one.places)))
        found[one.places[before >= 0]] = one.places[before[before >= 0]]
    return found


def leading(subject: Subject, positions: Rows, wanted: int) -> list[Any] | Failure:
    """The ``wanted`` features that move the answers most when a few rows exchange their values; all where there are no more."""
    sample = subject.samples[Role.VALIDATION]
    names = list(sample.features.columns)
    if len(names) <= wanted:
        return names
    few = positions[:: max(1, len(positions) // FIRST_LOOK)]
    moved = _answers(subject, few, names, np.roll(few, len(few) // 2))
    if isinstance(moved, Failure):
        return moved
    start = subject.scores(Role.VALIDATION)[few]
    effect = [float(np.abs(one - start).mean()) for one in moved]
    return [names[place] for place in sorted(np.argsort(effect)[::-1][:wanted].tolist())]


def _answers(subject: Subject, positions: Rows, names: Sequence[Any], sources: Rows) -> list[Array] | Failure:
    """Scores of the rows at ``positions`` with each feature in turn taken from the rows ``sources``."""
    features = subject.samples[Role.VALIDATION].features
    frame = features.iloc[positions].reset_index(drop=True)
    return scored_together(subject, [changed(frame, name, features[name].iloc[sources].reset_index(drop=True)) for name in names])


def _lost(subject: Subject, positions: Rows, names: Sequence[Any]) -> Iterator[Outage]:
    frame = subject.samples[Role.VALIDATION].features.iloc[positions].reset_index(drop=True)
    learned = subject.samples[Role.TRAINING].features
    scores = scored_each(subject, [changed(frame, name, emptied(frame[name])) for name in names])
    refused = [name for name, one in zip(names, scores, strict=True) if isinstance(one, Failure)]
    filled = scored_each(subject, [changed(frame, name, _typical(learned[name], frame)) for name in refused])
    for way, asked, answers in ((LOST, names, scores), (FILLED, refused, filled)):
        for name, one in zip(asked, answers, strict=True):
            if not isinstance(one, Failure):
                yield Outage(str(name), way, one)


def _typical(column: Any, frame: pd.DataFrame) -> Any:
    """The median of numbers, as a value that was seen, else the most frequent value; missing where none was seen."""
    known = column.dropna()
    if known.empty:
        return emptied(frame[column.name])
    value = known.quantile(0.5, interpolation="lower") if movable(column) else known.mode().iloc[0]
    return pd.Series([value] * len(frame), index=frame.index, dtype=column.dtype)
