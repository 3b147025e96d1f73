"""The steps of time that rows stand on, also where no row was logged: how many fit between two samples."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.samples import distinct

Times = NDArray[Any]
Days = NDArray[np.int64]
WEEK = pd.Timedelta(days=7)
FEWEST_WEEKS = 2
LONGEST = pd.Timedelta(days=366)


def steps_between(known: Times, first: Any, last: Any) -> Times:
    """The steps expected strictly between ``first`` and ``last``, judged by the steps ``known`` (k,), sorted and unique.

    Dates: the times of the week that at least half of the known weeks hold, save holidays: days of the year that were due at
    least twice and never had a row, and the day after where they fall on a day that has none anyway. Less than two
    weeks, other spacings, and numbers: multiples of the median distance from ``first`` on. At most a year is filled.
    """
    if len(known) < 2:
        return known[:0]
    if not np.issubdtype(known.dtype, np.datetime64):
        return _multiples(float(np.median(np.diff(known))), float(first), float(last))
    dates, start, end = pd.DatetimeIndex(known).as_unit("ns"), pd.Timestamp(first), pd.Timestamp(last)
    usual = _usual(dates)
    if len(usual):
        return _weekly(dates, usual, start, min(end, start + LONGEST))
    found = _multiples(float(np.median(np.diff(dates.asi8))), float(start.as_unit("ns").value), float(end.as_unit("ns").value))
    return np.asarray(found.astype(np.int64).astype("datetime64[ns]"))


@dataclass(frozen=True)
class Gaps:
    """``steps`` that are there, steps ``missing`` between them, and the ``longest`` run of missing ones."""

    steps: int
    missing: int
    longest: int


def gaps(times: Times, usual: float) -> Gaps | None:
    """The steps missing between the first and the last of ``times`` (n,); None where most distances are no usual ones.

    A distance is usual where at least the share ``usual`` of all have it. Only longer ones than these are looked into.
    """
    known = distinct(times)[0]
    distances = np.diff(known)
    if len(distances) == 0:
        return None
    values, counts = distinct(distances)
    often = counts >= usual * len(distances)
    if counts[often].sum() < len(distances) / 2:
        return None
    places = np.flatnonzero(distances > values[often].max())
    missing = [len(steps_between(known, known[place], known[place + 1])) for place in places]
    return Gaps(len(known), sum(missing), max(missing, default=0))


def _multiples(step: float, first: float, last: float) -> Times:
    count = max(round((last - first) / step) - 1, 0)
    return np.asarray(first + step * np.arange(1, count + 1))


def _offset(index: pd.DatetimeIndex) -> pd.TimedeltaIndex:
    return pd.TimedeltaIndex(pd.to_timedelta(index.dayofweek, unit="D") + (index - index.normalize()))


def _usual(known: pd.DatetimeIndex) -> pd.TimedeltaIndex:
    """The times of the week at which rows are due; none where too few weeks are known to tell what repeats."""
    weeks = (known[-1] - known[0]) / WEEK
    if weeks < FEWEST_WEEKS:
        return pd.TimedeltaIndex([])
    offsets = pd.Series(_offset(known)).value_counts()
    return pd.TimedeltaIndex(offsets[offsets >= weeks / 2].index).sort_values()


def _weekly(known: pd.DatetimeIndex, usual: pd.TimedeltaIndex, first: pd.Timestamp, last: pd.Timestamp) -> Times:
    due = _due(usual, first, last)
    holidays = _holidays(known, usual, first, last)
    eve = due - pd.Timedelta(days=1)
    moved = np.isin(_day_of_year(eve), holidays) & ~eve.dayofweek.isin(usual.days)
    return np.asarray(due[~np.isin(_day_of_year(due), holidays) & ~moved].to_numpy(dtype="datetime64[ns]"))


def _holidays(known: pd.DatetimeIndex, usual: pd.TimedeltaIndex, first: pd.Timestamp, last: pd.Timestamp) -> Days:
    lived = _due(usual, known[0], known[-1])
    days = lived[(lived <= first) | (lived >= last)].normalize().unique()
    lived_on = known.normalize().unique()
    missed, often = np.unique(_day_of_year(days.difference(lived_on)), return_counts=True)
    return np.setdiff1d(missed[often >= 2], _day_of_year(lived_on))


def _day_of_year(dates: pd.DatetimeIndex) -> Days:
    """(n,) month and day as one number, so that 29 February moves no other day: 1231 is the last."""
    return np.asarray(100 * dates.month + dates.day)


def _due(usual: pd.TimedeltaIndex, first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    """The usual times of the week strictly between two moments."""
    mondays = pd.date_range(first.normalize() - pd.Timedelta(days=first.dayofweek), last, freq="7D")
    found = pd.DatetimeIndex((mondays.to_numpy()[:, None] + usual.to_numpy()[None, :]).ravel())
    return found[(found > first) & (found < last)]
