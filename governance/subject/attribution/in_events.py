"""What drove the answers in events, against the rest of the sample."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.sampling import evenly_drawn
from governance.subject.attribution.explaining import Attribution, explain, explain_at
from governance.subject.attribution.rows import how_drawn
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
    """The rows that `explain` explains, where they hold `ENOUGH` of events or are all there are.

    Else further rows of events are explained, a quarter as many (half as many, up to `ENOUGH`, where few are explained), drawn
    evenly over time and over the answer.
    """
    given = explain(subject, rows, background)
    if isinstance(given, Failure):
        return given
    whole = len(given.positions) == subject.samples[Role.VALIDATION].rows
    if not whole and int(found.inside[given.positions].sum()) < ENOUGH:
        given = _with_more(subject, given, found, background)
    return given if isinstance(given, Failure) else EventAttribution(given, found.inside[given.positions])


def _with_more(subject: Subject, given: Attribution, found: Events, background: int) -> Attribution | Failure:
    inside = np.setdiff1d(np.flatnonzero(found.inside), given.positions)
    rows = len(given.positions)
    taken = _thinned(subject, inside, max(rows // 4, min(rows // 2, ENOUGH)))
    if len(taken) == 0:
        return given
    told = f"{how_drawn(subject, rows)}, and {len(taken)} further rows of the {int(found.inside.sum())} of events"
    return explain_at(subject, taken, background, told, given)


def _thinned(subject: Subject, rows: NDArray[np.int_], wanted: int) -> NDArray[np.int_]:
    by = subject.prediction(Role.VALIDATION)[rows]
    return rows[evenly_drawn(by, wanted, subject.under("rows of events").generator())]
