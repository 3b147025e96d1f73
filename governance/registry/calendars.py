"""Reads a calendar of events: what happened, from which day, to which day.

As YAML a list of entries ``{name: Brexit vote, from: 2016-06-24, to: 2016-06-30}``, as CSV the columns ``name``, ``from`` and ``to``;
without ``to`` an event lasts one day.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from governance.errors import ReadingError
from governance.reading.yaml import read_file
from governance.subject.subject import CalendarEvent

NAMES = ("events.yaml", "events.csv")
KEYS = ("name", "from", "to")


def read_calendar(path: Path) -> tuple[CalendarEvent, ...]:
    """The events of a file, by date. Raises `ReadingError` naming the entry that cannot be read."""
    entries = _table(path) if path.suffix == ".csv" else read_file(path).plain()
    if not isinstance(entries, list):
        raise ReadingError("the calendar is no list", path.name, "write one entry an event: - {name: ..., from: ..., to: ...}")
    found = [_event(entry, f"{path.name}, event {place}") for place, entry in enumerate(entries, start=1)]
    return tuple(sorted(found, key=lambda event: (event.first, event.last, event.name)))


def _table(path: Path) -> list[Any]:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, OSError, pd.errors.ParserError) as error:
        raise ReadingError(f"cannot be read: {error}", path.name, "write a table with the columns name, from and to") from error
    return [{name: value for name, value in row.items() if value != ""} for row in frame.to_dict("records")]


def _event(entry: Any, where: str) -> CalendarEvent:
    if not isinstance(entry, Mapping) or not {"name", "from"} <= set(entry) <= set(KEYS):
        raise ReadingError(
            "an event has a name, a first day, and no more than a last day", where, f"use the keys {', '.join(KEYS)}"
        )
    first, last = (_day(entry.get(key, entry["from"]), where) for key in ("from", "to"))
    if last < first:
        raise ReadingError(f"the event ends on {last}, before it begins on {first}", where, "correct the dates")
    return CalendarEvent(str(entry["name"]), first, last)


def _day(value: Any, where: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (ValueError, TypeError) as error:
        raise ReadingError(f"{value!r} is no date", where, "write dates as 2016-06-24") from error
