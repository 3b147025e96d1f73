"""What had been seen when a row was forecast: the outcomes of an earlier step in time."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """One series: what was read of it in time order, (earlier + m,), of which the last m stand in ``places`` (m,) of the sample."""

    values: Array
    places: NDArray[np.int64]

    @property
    def earlier(self) -> int:
        """Values before the first row of the sample."""
        return len(self.values) - len(self.places)


def has_past(subject: Subject) -> bool:
    """Whether a row may have earlier ones. Only a declaration that there is no order rules it out; not knowing it does not."""
    return subject.identity.time_ordered is not False


def one_row_a_step(subject: Subject) -> bool:
    """Whether the time of every sample is known and no two rows share a stamp."""
    return all(len(sample.rows_a_step) == sample.rows for sample in subject.samples.values())


def is_panel(sample: Sample) -> bool:
    """Whether most time stamps bear more than one row. A few repeated ones do not make a panel of a series."""
    return sample.time is not None and float(np.median(sample.rows_a_step)) > 1


def seen_before(subject: Subject, role: Role, lag: int, read: Callable[[Sample], Array], segment: str | None = None) -> Array:
    """(n, k) what ``read(sample)`` (n, k) gives ``lag`` steps before each row: the mean over the rows of that step.

    A step is a distinct time stamp or, where the time is unknown, a row in file order. With ``segment`` rows look back within their
    own segment only. The first rows of a sample look back into the sample that adjoins it; without one they are NaN.
    """
    sample = subject.samples[role]
    parts = [*_adjoining(subject, role), sample]
    steps = (
        np.arange(sample.rows) if sample.time is None else np.concatenate([part.time for part in parts if part.time is not None])
    )
    place = (_codes(parts, segment), pd.factorize(steps, sort=True)[0])
    means = pd.DataFrame(np.vstack([read(part) for part in parts])).groupby(list(place), sort=True).mean()
    before = means.groupby(level=0).shift(lag).reindex(pd.MultiIndex.from_arrays(place))
    return before.to_numpy(dtype=float)[-sample.rows :]


def histories(subject: Subject, role: Role, read: Callable[[Sample], Array]) -> list[History] | None:
    """What ``read(sample)`` (n,) gives of each series, with the sample that adjoins; None where a panel's series cannot be told apart.

    In a panel a series is a value of the first declared segment in which no stamp repeats. Elsewhere all rows are one series.
    """
    parts = [*_adjoining(subject, role), subject.samples[role]]
    panel = any(map(is_panel, parts))
    segment = next((name for name in parts[-1].segments if all(_apart(part, name) for part in parts)), None)
    if panel and segment is None:
        return None
    codes, values = _codes(parts, segment if panel else None), np.concatenate([read(part) for part in parts])
    earlier = len(values) - parts[-1].rows
    rows = [np.flatnonzero(codes == code) for code in np.unique(codes[earlier:])]
    return [History(values[own], own[own >= earlier] - earlier) for own in rows]


def _apart(sample: Sample, segment: str) -> bool:
    return (
        sample.time is not None and not pd.DataFrame({"time": sample.time, "name": sample.segments[segment]}).duplicated().any()
    )


def _codes(parts: list[Sample], segment: str | None) -> NDArray[np.integer]:
    if segment is None:
        return np.zeros(sum(part.rows for part in parts), dtype=int)
    return pd.factorize(np.concatenate([part.segments[segment].astype(str).to_numpy() for part in parts]))[0]


def _adjoining(subject: Subject, role: Role) -> list[Sample]:
    """The sample that ends directly before this one begins: no further away than the longest step within the two."""
    own = subject.samples[role].time
    if own is None:
        return []
    others = [subject.samples[name] for name in subject.samples if name is not role]
    earlier = [(item.time[-1], item) for item in others if item.time is not None and item.time[-1] < own[0]]
    if not earlier:
        return []
    end, latest = max(earlier, key=lambda pair: pair[0])
    longest = [np.diff(time).max() for time in (latest.time, own) if time is not None and len(time) > 1]
    return [latest] if longest and own[0] - end <= max(longest) else []
