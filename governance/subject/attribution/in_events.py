"""What drove the answers in events, against the rest of the sample."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.sampling import evenly_drawn
from governance.subject.attribution.explaining import Attribution, explain_at
from governance.subject.events import Events
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class EventAttribution:
    """Contributions on rows of events and on others; ``inside`` (n,) marks those of events."""

    found: Attribution
    inside: Flags


def explain_events(subject: Subject, found: Events, rows: int, background: int) -> EventAttribution | Failure:
    """All validation rows explained where they are no more than ``rows``; else up to half as many of events, and the rest of others.

    Both are drawn evenly over time and over the answer. A costly method that explains fewer rows than it is given is asked again
    for as many as it explains.
    """
    total = subject.samples[Role.VALIDATION].rows
    given = _explained(subject, found, rows, background) if total > rows else explain_at(subject, np.arange(total), background)
    if not isinstance(given, Failure) and len(given.positions) < min(total, rows):
        given = _explained(subject, found, len(given.positions), background)
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
