"""When labels end, and whether that is before the next sample begins."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.calendar import steps_between
from governance.subject.samples import Sample, distinct
from governance.subject.subject import Subject

Times = NDArray[Any]


@dataclass(frozen=True)
class Seam:
    """Where one sample gives way to a later one: the earlier one's ``last`` time and label ``ends`` (n,), the later one's ``start``."""

    earlier: Role
    later: Role
    last: Any
    ends: Times
    start: Any

    @property
    def name(self) -> str:
        """Such as ``training before validation``."""
        return f"{self.earlier.value} before {self.later.value}"

    @property
    def violating(self) -> int:
        """Rows of the earlier sample whose label does not end before the later one starts."""
        return int((self.ends >= self.start).sum())

    @property
    def overlapping(self) -> int:
        """Those of them whose label ends after it: where it ends at that moment the two have no time in common."""
        return int((self.ends > self.start).sum())


def seam(subject: Subject, earlier: Role, later: Role) -> Seam | str:
    """The seam between two samples that have times, or why it is not known."""
    ends = label_ends(subject, earlier, later)
    if isinstance(ends, str):
        return ends
    return Seam(earlier, later, _times(subject.samples[earlier]).max(), ends, _times(subject.samples[later]).min())


def label_ends(subject: Subject, role: Role, later: Role) -> Times | str:
    """(n,) the time at which each label of ``role`` ends, or why that is not known.

    The declared column ``label_end`` where there is one, never before the row itself; else the step of time ``horizon`` after the
    row's own, where steps are the distinct times of all samples, and those that are due between the two samples where none is known.
    After the last known step others are taken to follow at the median distance. Both samples have times.
    """
    sample = subject.samples[role]
    times = _times(sample)
    if "label_end" in sample.columns:
        return declared_ends(sample.columns["label_end"], times)
    steps = _steps(subject, role, later)
    places = np.searchsorted(steps, times) + subject.identity.horizon
    return np.asarray(np.concatenate([steps, _following(steps, subject.identity.horizon)])[places])


def _following(steps: Times, count: int) -> Times:
    """(count,) times after the last of ``steps``, at their median distance."""
    distances = np.sort(np.diff(steps))
    usual = distances[len(distances) // 2] if len(distances) else steps[-1] - steps[-1] + 1
    return np.asarray(steps[-1] + usual * np.arange(1, count + 1))


def _times(sample: Sample) -> Times:
    if sample.time is None:
        raise ValueError(f"the {sample.role.value} sample has no times")
    return sample.time


def _steps(subject: Subject, role: Role, later: Role) -> Times:
    known = distinct(np.concatenate([sample.time for sample in subject.samples.values() if sample.time is not None]))[0]
    end, start = _times(subject.samples[role]).max(), _times(subject.samples[later]).min()
    if end >= start or bool(((known > end) & (known < start)).any()):
        return known
    return distinct(np.concatenate([known, steps_between(known, end, start)]))[0]


def declared_ends(column: "pd.Series[Any]", times: Times) -> Times | str:
    """(n,) the declared label ends ``column`` (n,), never before the row's own of ``times`` (n,), or why they cannot be read."""
    if column.isna().any():
        return f"the label end is missing in {int(column.isna().sum())} rows"
    dated = np.issubdtype(times.dtype, np.datetime64)
    if pd.api.types.is_numeric_dtype(column.dtype) is dated:
        return "the label ends are not of the same kind as the times"
    if not dated:
        return np.asarray(np.maximum(column.to_numpy(dtype=float), times))
    ends = pd.to_datetime(column, utc=True, errors="coerce")
    if ends.isna().any():
        return f"the label end cannot be read as a time in {int(ends.isna().sum())} rows"
    return np.asarray(np.maximum(ends.dt.tz_localize(None).to_numpy(dtype="datetime64[ns]"), times))
