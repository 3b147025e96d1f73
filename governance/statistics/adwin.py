"""ADWIN, a window that shrinks where its parts differ (Bifet & Gavaldà 2007), as the library river has it, calibrated by draws."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Detector = Callable[[float], Any]
# Series that are watched to choose the delta, and as many others that must bear it out: each costs a pass of its own.
DRAWS = 200
# From loose to strict, two a power of ten.
DELTAS = tuple(0.5 * 10 ** (-half / 2) for half in range(25))
NOT_INSTALLED = "ADWIN was not watched: river is not installed (pip install 'model-signoff[drift]')"
TOO_LOUD = "ADWIN was not watched: it sounds more often than the stated rate at every delta"


@dataclass(frozen=True)
class Adaptive:
    """``at`` is the step at which ADWIN of confidence ``delta`` first found a rise, None without one.

    ``since`` is when the rise to it began, which ADWIN does not say: it drops its oldest steps only until the rest agree, and so keeps
    some from before. Of ``draws`` fresh series ``false_alarms`` set it off without a rise, and ``found`` with the one asked for.
    """

    delta: float
    at: int | None
    false_alarms: int
    found: int
    draws: int
    since: int | None = None


def adaptive(series: Array, calm: Array, fresh: Array, *, level: float, rise: float) -> Adaptive | str:
    """Watch ``series`` (m,) for a rise of its mean, or why it was not watched.

    The delta is the largest of `DELTAS` by which at most the share ``level`` of the first `DRAWS` ``calm`` series (draws, m) are
    said to rise, and of those in ``fresh`` too; the latter also count the finds, with ``rise`` added to their later half. ADWIN knows no
    level: a series that is high throughout shows it nothing. All are in the same unit, in which a step's standard deviation is
    about 1; the bound on which river's ADWIN rests asks for values in [0, 1] and is not relied on.
    """
    detector = _river()
    if detector is None:
        return NOT_INSTALLED
    calm, fresh = calm[:DRAWS], fresh[:DRAWS]
    risen = fresh + rise * (np.arange(fresh.shape[-1]) >= fresh.shape[-1] // 2)
    place = bisect_left(DELTAS, x=True, key=lambda delta: _sounding(detector, delta, calm) <= level * len(calm))
    for delta in DELTAS[place:]:  # a few hundred draws flatter the delta that they chose: the others must agree
        false = _sounding(detector, delta, fresh)
        if false <= level * len(fresh):
            at = first_rise(detector(delta), series)
            return Adaptive(delta, at, false, _sounding(detector, delta, risen), len(fresh))
    return TOO_LOUD


def first_rise(detector: Any, series: Array) -> int | None:
    """The step at which ``detector`` first cut off a lower past.

    river's detector finds falls too, and forgets all at the step after either: a fall is passed over.
    """
    total, steps = 0.0, 0
    for step, value in enumerate(series.tolist()):
        detector.update(value)
        total, steps = total + value, steps + 1
        if detector.drift_detected:
            kept = detector.width
            if detector.total / kept > (total - detector.total) / (steps - kept):
                return step
            total, steps = 0.0, 0
    return None


def _sounding(detector: Detector, delta: float, drawn: Array) -> int:
    return sum(first_rise(detector(delta), series) is not None for series in drawn)


def _river() -> Detector | None:
    try:
        from river import drift
    except ImportError:
        return None
    kind: Any = drift.ADWIN
    return lambda delta: kind(delta=delta, clock=1)
