"""Rows of events, and rows outside of them that were as turbulent by what was known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.matching import matched_counts
from governance.subject.events import Events, events
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Days:
    """Validation rows ``inside`` (m,) of events, and ``control`` (c,) rows of none, each counted ``times`` (c,); both in order of time.

    ``balance`` is the turbulence of the event rows over that of the control rows, geometric means; None where it is not known.
    """

    events: Events
    inside: Rows
    control: Rows
    times: Array
    balance: float | None
    told: str


def days(subject: Subject, usable: Flags, matches: int, fewest: int) -> Days | str:
    """Event rows among the ``usable`` (n,), each with its ``matches`` nearest in turbulence outside; or why fewer than ``fewest``."""
    found = events(subject)
    if isinstance(found, str):
        return found
    if not found.found:
        return f"no event was found in the validation sample ({found.told.partition(';')[0]})"
    inside, outside = np.flatnonzero(usable & found.inside), np.flatnonzero(usable & ~found.inside)
    if len(inside) < fewest:
        return f"{len(found.found)} events hold {len(inside)} rows; fewer than {fewest} are not measured"
    if len(outside) < fewest:
        return f"only {len(outside)} rows lie outside of events; fewer than {fewest} are not compared with"
    return _matched(found, inside, outside, matches)


def _matched(found: Events, inside: Rows, outside: Rows, matches: int) -> Days:
    if found.turbulence is None:
        return Days(found, inside, outside, np.ones(len(outside)), None, f"all {len(outside)} rows outside of events")
    with np.errstate(divide="ignore"):
        known = np.log(found.turbulence)
    pool, studied = outside[np.isfinite(known[outside])], known[inside][np.isfinite(known[inside])]
    if len(pool) == 0 or len(studied) == 0:
        return Days(found, inside, outside, np.ones(len(outside)), None, f"all {len(outside)} rows outside of events")
    counts = matched_counts(studied, known[pool], matches)
    control, times = pool[counts > 0], counts[counts > 0].astype(float)
    balance = float(np.exp(studied.mean() - np.average(known[control], weights=times)))
    text = f"{len(control)} rows outside of events, the {matches} nearest to each in the known volatility of 22 steps"
    return Days(found, inside, control, times, balance, text)
