"""The events of a sample: when the market was not itself, by what was known on the day, and what the developer's calendar names."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.events import (
    curve_shifts,
    falls,
    lee_mykland,
    lingering,
    runs,
    sign_flips,
    volatility_spikes,
)
from governance.subject.market import Market, market
from governance.subject.subject import CalendarEvent, Subject

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]
YEAR, LONGEST_YEAR = 252, 5000
QUARTER = 63
SPAN = 22
# Of a series that stands still on more steps than this leaves, no jump can be told.
MOVING = 0.6
# A week of rows after the last flag still belongs to the event.
AFTER = 5
NOTHING_KNOWN = (
    "what an event would be is not known: no returns, price, yields or funding column is declared, the target is no return, "
    "and there is no calendar of events"
)
RULES = (
    "volatility spike: five moves above twice the root mean square of the year before; jump: Lee & Mykland (2008), window of 63, 1 % of "
    "the whole series; fall: over 22 moves, above three times the usual; shift of the curve: above four times the usual; each lasts five "
    "steps more"
)


@dataclass(frozen=True)
class Event:
    """``kinds`` of what was seen from the day ``first`` to ``last`` (ISO, as known then), and the sample's ``rows`` within.

    ``name`` is the calendar's, or else empty; ``size`` is the largest root mean square of five moves over that of all moves, so that no
    single move is told (0 where none are known); ``peak`` is the day of the largest move.
    """

    name: str
    kinds: tuple[str, ...]
    first: str
    last: str
    rows: Rows
    size: float
    peak: str

    @property
    def title(self) -> str:
        """The dates, and what it was."""
        days = self.first if self.first == self.last else f"{self.first} to {self.last}"
        return f"{days}: {self.name or ', '.join(self.kinds)}"


@dataclass(frozen=True)
class Events:
    """The events of one sample in order of time. ``inside`` (n,) marks its rows in any of them; ``told`` says how they were found.

    ``turbulence`` (n,) is the root mean square of the last 22 moves known at each row, not a number where there are fewer; None where no
    moves are known.
    """

    found: tuple[Event, ...]
    inside: Flags
    turbulence: Array | None
    told: str

    def wildest(self, most: int) -> tuple[Event, ...]:
        """At most so many events, those with the wildest moves, in order of time."""
        kept = sorted(range(len(self.found)), key=lambda place: -self.found[place].size)[:most]
        return tuple(self.found[place] for place in sorted(kept))


def events(subject: Subject, role: Role = Role.VALIDATION) -> Events | str:
    """The events of one sample, found once; or why what an event would be is not known.

    Each step is judged by what was known on it: moves of the target and of ``returns``, which the row is to forecast, count ``horizon``
    steps later. So the rows of an event are those answered in knowledge of it, and no forecast is blamed for the shock itself.
    """
    return subject.once(("events", role, subject.calendar), lambda: _events(subject, role))


def _events(subject: Subject, role: Role) -> Events | str:
    sample, seen = subject.samples[role], market(subject)
    if isinstance(seen, str):
        return seen
    dated = bool(np.issubdtype(seen.times.dtype, np.datetime64))
    if subject.calendar and not dated:
        return "a calendar of dates cannot be laid over times that are numbers"
    if seen.nothing and not subject.calendar:
        return NOTHING_KNOWN
    flags = {kind: lingering(flag, AFTER) for kind, flag in _flags(subject, seen).items()}
    named = {event: _within(event, seen.times) for event in subject.calendar}
    every: Flags = np.any([*flags.values(), *named.values(), np.zeros(len(seen.times), dtype=bool)], axis=0)
    steps = np.searchsorted(seen.times, np.asarray(sample.time))
    shown = Shown(seen.times, *seen.sizes, steps, flags, _by_name(named))
    found = tuple(event for event in (_event(shown, *span) for span in runs(every)) if len(event.rows))
    return Events(found, every[steps], _turbulence(seen, steps), f"{seen.told}; {RULES}")


def _year(subject: Subject) -> int:
    return int(np.clip(round(subject.identity.periods_per_year or YEAR), QUARTER, LONGEST_YEAR))


def _flags(subject: Subject, seen: Market) -> dict[str, Flags]:
    year, found = _year(subject), {}
    if seen.moves is not None:
        known = np.flatnonzero(np.isfinite(seen.moves))
        moves, length = seen.moves[known], len(seen.times)
        if len(moves) > QUARTER + SPAN:
            found["volatility spike"] = _spread(volatility_spikes(moves, year), known, length)
            if seen.signed:
                found["fall"] = _spread(falls(moves, year), known, length)
            if seen.signed and not seen.overlapping and np.count_nonzero(moves) > MOVING * len(moves):
                found["jump"] = _spread(lee_mykland(moves, QUARTER).flags, known, length)
    if seen.yields is not None:
        known = np.flatnonzero(np.isfinite(seen.yields).all(axis=1))
        if len(known) > 1:
            shifts = curve_shifts(seen.yields[known], year)
            found |= {f"shift of the curve's {name}": _spread(flag, known, len(seen.times)) for name, flag in shifts.items()}
    if seen.funding is not None and np.isfinite(seen.funding).any():
        known = np.flatnonzero(np.isfinite(seen.funding))
        found["funding flip"] = _spread(sign_flips(seen.funding[known]), known, len(seen.times))
    return found


def _spread(flags: Flags, known: Rows, length: int) -> Flags:
    found = np.zeros(length, dtype=bool)
    found[known] = flags
    return found


def _within(event: CalendarEvent, times: NDArray[np.generic]) -> Flags:
    days = times.astype("datetime64[D]")
    return np.asarray((days >= np.datetime64(event.first)) & (days <= np.datetime64(event.last)))


@dataclass(frozen=True)
class Shown:
    """What events are read from: by step (t,) its time, its move, the wildness of five, and flags by kind and by name of the calendar.

    ``steps`` (n,) are those of the sample's rows, ascending.
    """

    times: NDArray[np.generic]
    moves: Array
    week: Array
    steps: Rows
    flags: dict[str, Flags]
    named: dict[str, Flags]


def _by_name(named: dict[CalendarEvent, Flags]) -> dict[str, Flags]:
    names = dict.fromkeys(event.name for event in named)
    return {name: np.any([flag for event, flag in named.items() if event.name == name], axis=0) for name in names}


def _event(shown: Shown, first: int, last: int) -> Event:
    inside = slice(first, last + 1)
    kinds = tuple(kind for kind, flag in shown.flags.items() if flag[inside].any())
    name = ", ".join(name for name, flag in shown.named.items() if flag[inside].any())
    rows = np.arange(*np.searchsorted(shown.steps, [first, last + 1]))
    began, peak, ended = (stamp(shown.times[step]) for step in (first, first + int(shown.moves[inside].argmax()), last))
    return Event(name, kinds, began, ended, rows, float(shown.week[inside].max()), peak)


def _turbulence(seen: Market, steps: Rows) -> Array | None:
    if seen.moves is None:
        return None
    known = np.flatnonzero(np.isfinite(seen.moves))
    if len(known) <= SPAN:
        return None
    squares = np.concatenate([[0.0], np.cumsum(np.square(seen.moves[known]))])
    recent = np.sqrt(np.maximum(squares[SPAN:] - squares[:-SPAN], 0.0) / SPAN)
    place = np.searchsorted(known, steps, side="right") - SPAN
    return np.where(place >= 0, recent[np.maximum(place, 0)], np.nan)


def stamp(time: np.generic) -> str:
    """A time as a date, with hours and minutes where it is not the beginning of a day, or as the number that it is."""
    text = str(time)
    return text[:10] if text[10:19] in {"", "T00:00:00"} or not isinstance(time, np.datetime64) else text[:16].replace("T", " ")
