"""What the model cost in events, as tables."""

from governance.record.evidence import Shape, Table
from governance.subject.event_losses import EventLosses

MOST_EVENTS = 40


def beside_control_days(found: EventLosses) -> Table:
    """Skill, or a strategy's mean loss, in events and on control days."""
    rows = tuple(
        (name, item.value, item.low, item.high) for name, item in (("events", found.inside), ("control days", found.control))
    )
    balance = found.days.balance
    note = f"Control days: {found.days.told}."
    if balance is not None:
        note += f" Volatility known before the rows of events is {balance:.3g} times that of the control days."
    return Table(
        "compared", "In events and on control days", Shape.INTERVALS, ("rows of", _what(found), "low", "high"), rows, note=note
    )


def event_by_event(found: EventLosses) -> Table:
    """The same of each of the wildest events, in order of time."""
    rows = tuple((event.title, len(event.rows), found.of(event.rows)) for event in found.days.events.wildest(MOST_EVENTS))
    note = "Dates are those on which the event was known, from the first to five steps after the last."
    if len(rows) < len(found.days.events.found):
        note += f" The wildest of {len(found.days.events.found)}."
    return Table("each", "Event by event", Shape.PLAIN, ("event", "rows", _what(found)), rows, note=note)


def _what(found: EventLosses) -> str:
    return "mean loss" if found.values.shape[1] == 1 else "skill"
