"""What drove the answers in events, against the rest of the sample."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.sampling import evenly_drawn
from governance.subject.attribution.explaining import Attribution, explain, explain_at
from governance.subject.events import Events
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Flags = NDArray[np.bool_]
ENOUGH = 100


@dataclass(frozen=True)
class EventAttribution:
    """Contributions on rows of events and on others; ``inside`` (n,) marks those of events."""

    found: Attribution
    inside: Flags


def explain_events(subject: Subject, found: Events, rows: int, background: int) -> EventAttribution | Failure:
    """The rows that `explain` explains, where they hold `ENOUGH` of events or are all there are: no model is asked twice.

    Else up to half as many of events and the rest of others, both drawn evenly over time and over the answer. A costly method that
    explains fewer rows than it is given is given as many.
    """
    given = explain(subject, rows, background)
    if isinstance(given, Failure):
        return given
    whole = len(given.positions) == subject.samples[Role.VALIDATION].rows
    if not whole and int(found.inside[given.positions].sum()) < ENOUGH:
        given = _explained(subject, found, min(rows, len(given.positions)), background)
    return given if isinstance(given, Failure) else EventAttribution(given, found.inside[given.positions])


def _explained(subject: Subject, found: Events, rows: int, background: int) -> Attribution | Failure:
    inside, outside = np.flatnonzero(found.inside), np.flatnonzero(~found.inside)
    taken = _thinned(subject, inside, rows // 2)
    drawn = np.sort(np.concatenate([taken, _thinned(subject, outside, rows - len(taken))]))
    told = f"{len(taken)} of {len(inside)} rows of events and {len(drawn) - len(taken)} of {len(outside)} others, drawn evenly"
    return explain_at(subject, drawn, background, told)


def _thinned(subject: Subject, rows: NDArray[np.int_], wanted: int) -> NDArray[np.int_]:
    by = subject.prediction(Role.VALIDATION)[rows]
    return rows[evenly_drawn(by, wanted, subject.under("rows of events").generator())]
