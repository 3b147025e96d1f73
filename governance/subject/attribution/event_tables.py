"""What drove the answers in events, as tables."""

import numpy as np
from numpy.typing import NDArray

from governance.record.evidence import Cell, Shape, Table
from governance.statistics.shift import Shift
from governance.subject.attribution.in_events import EventAttribution
from governance.subject.events import Events

NAMED = 10
# No cell may speak of fewer rows than this.
ROWS_A_CELL = 5
MOST_EVENTS = 12


def shift_tables(explained: EventAttribution, found: Events, shift: Shift) -> tuple[Table, ...]:
    """The features that lead in events or moved the most, and their shares event by event."""
    weight = np.maximum(shift.inside, np.abs(shift.inside - shift.outside))
    leading = np.argsort(-weight, kind="stable")[:NAMED]
    return (_drivers(explained, shift, leading), *_each(explained, found, leading))


def _drivers(explained: EventAttribution, shift: Shift, leading: NDArray[np.int_]) -> Table:
    rows = tuple(
        (
            explained.found.features[place], float(shift.inside[place]), float(shift.outside[place]),
            float(shift.inside[place] - shift.outside[place]), float(shift.adjusted[place]),
        )
        for place in leading
    )  # fmt: skip
    note = "Shares of the mean absolute contribution; the p-values are those of the differences, adjusted over all features."
    columns = ("feature", "in events", "elsewhere", "difference", "p-value")
    return Table("drivers", "What drove the answers in events and elsewhere", Shape.PLAIN, columns, rows, note=note)


def _each(explained: EventAttribution, found: Events, leading: NDArray[np.int_]) -> tuple[Table, ...]:
    sizes, cells = explained.found.magnitudes, list[tuple[Cell, ...]]()
    groups = {event.first: np.flatnonzero(np.isin(explained.found.positions, event.rows)) for event in found.wildest(MOST_EVENTS)}
    shown = {f"from {first}": places for first, places in groups.items() if len(places) >= ROWS_A_CELL}
    for feature in leading:
        for name, places in {**shown, "elsewhere": np.flatnonzero(~explained.inside)}.items():
            mean = sizes[places].mean(axis=0)
            share = float(mean[feature] / mean.sum()) if mean.any() else None
            cells.append((explained.found.features[feature], name, share))
    note = "A column is an event, named by the day on which it was first known; its shares are of all features."
    title = "What drove the answers, event by event"
    return (Table("events", title, Shape.HEAT_MAP, ("feature", "event", "share"), tuple(cells), note=note),) if shown else ()
