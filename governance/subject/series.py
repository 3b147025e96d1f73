"""The series that rows belong to, and the row that came before in the same one."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.past import is_panel
from governance.subject.samples import Sample

Places = NDArray[np.intp]


def series_of(sample: Sample) -> Places | None:
    """(n,) a number for the series of each row: all 0 where no two rows share a time stamp, else that of a declared segment.

    None where the rows of one stamp are told apart by no single segment. Rows of unknown time are one series, in file order.
    """
    if sample.time is None or len(sample.rows_a_step) == sample.rows:
        return np.zeros(sample.rows, dtype=np.intp)
    for segment in sample.segments.values():
        codes = pd.factorize(segment.astype(str))[0]
        if not pd.DataFrame({"series": codes, "time": sample.time}).duplicated().any():
            return np.asarray(codes, dtype=np.intp)
    return None


def places_before(series: Places, steps: int) -> Places:
    """(n,) position of the row ``steps`` earlier in the same series; -1 where there is none. Rows are in time order."""
    places = pd.Series(np.arange(len(series)))
    return np.asarray(places.groupby(series).shift(steps).fillna(-1).to_numpy(dtype=np.intp))


def repeated_stamps(sample: Sample) -> int | None:
    """Rows of a sample with times that stand at a time their series already had; None where the rows of a panel cannot be told apart.

    With segments a series is a value of the segment that leaves fewest repetitions. Without, a sample most of whose stamps bear one
    row is one series.
    """
    frame = pd.DataFrame({"time": sample.time})
    if sample.segments:
        codes = [segment.astype(str).to_numpy() for segment in sample.segments.values()]
        return min(int(frame.assign(series=values).duplicated().sum()) for values in codes)
    return None if is_panel(sample) else int(frame.duplicated().sum())
