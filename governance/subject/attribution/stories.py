"""What changed the answers when an event began: the change as an exact sum over features."""

from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.explaining import Attribution, explain_at
from governance.subject.events import Event, Events, stamp
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Story:
    """One event. The mean explained answer went from ``before`` to ``during``; ``changes`` (p,) of the features sum to the difference.

    ``began`` and ``ended`` are the days of the rows that were compared, ``rows`` how many; ``output`` is the one that moved the most.
    """

    event: Event
    before: float
    during: float
    changes: Array
    output: int
    rows: int
    began: str
    ended: str
    earlier_rows: Rows
    first_rows: Rows


@dataclass(frozen=True)
class Stories:
    """The largest events ``told``, in order of time, and how well the features tell each step of the answer.

    ``residual`` is the largest distance, over the ``pairs`` of neighbouring explained rows, of the change of the answer from the sum of the
    changes of the contributions, as a share of the answers' range.
    """

    found: Attribution
    told: tuple[Story, ...]
    residual: float
    pairs: int


def stories(subject: Subject, found: Events, most: int, span: int, background: int) -> Stories | Failure:
    """The ``most`` largest events that have ``span`` steps before and from their beginning on; a `Failure` where none has."""
    stamps, steps = np.unique(np.asarray(subject.samples[Role.VALIDATION].time), return_inverse=True)
    windows = ((event, _windows(steps, len(stamps), event, span)) for event in sorted(found.found, key=lambda event: -event.size))
    chosen = list(islice(((event, window) for event, window in windows if window is not None), most))
    if not chosen:
        return Failure(f"no event has {span} steps of the validation sample before and after its beginning")
    drawn = np.unique(np.concatenate([np.concatenate(window) for _, window in chosen]))
    told = f"{len(drawn)} validation rows around the beginning of {len(chosen)} events"
    given = explain_at(subject, drawn, background, told)
    if isinstance(given, Failure):
        return given
    if len(given.positions) < len(drawn):
        return Failure(f"only {len(given.positions)} of {len(drawn)} rows around the events could be explained")
    residual, pairs = _identity(given)
    chosen.sort(key=lambda pair: pair[0].first)
    return Stories(given, tuple(_story(subject, given, event, window) for event, window in chosen), residual, pairs)


def _windows(steps: Rows, length: int, event: Event, span: int) -> tuple[Rows, Rows] | None:
    """Rows of the ``span`` steps before the event, and of the ``span`` steps from its first on."""
    first = int(steps[event.rows[0]])
    if first < span or first + span > length:
        return None
    return np.flatnonzero((steps >= first - span) & (steps < first)), np.flatnonzero((steps >= first) & (steps < first + span))


def _identity(given: Attribution) -> tuple[float, int]:
    neighbours = np.flatnonzero(np.diff(given.positions) == 1)
    answers, values = given.contributions.explained, given.contributions.values.sum(axis=1)
    left = (answers[neighbours + 1] - answers[neighbours]) - (values[neighbours + 1] - values[neighbours])
    return float(np.abs(left).max(initial=0.0) / np.ptp(answers, axis=0).max()), len(neighbours)


def _story(subject: Subject, given: Attribution, event: Event, window: tuple[Rows, Rows]) -> Story:
    earlier, first = (np.searchsorted(given.positions, rows) for rows in window)
    answers = given.contributions.explained
    moved = answers[first].mean(axis=0) - answers[earlier].mean(axis=0)
    output = int(np.abs(moved).argmax())
    values = given.contributions.values[:, :, output]
    time = np.asarray(subject.samples[Role.VALIDATION].time)
    return Story(
        event, float(answers[earlier, output].mean()), float(answers[first, output].mean()),
        values[first].mean(axis=0) - values[earlier].mean(axis=0), output, len(earlier) + len(first),
        stamp(time[window[0][0]]), stamp(time[window[1][-1]]), *window,
    )  # fmt: skip
