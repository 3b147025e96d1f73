"""When the values of a row became known, against the time at which it was used."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.samples import Sample

DAY = pd.Timedelta(days=1)


def waits(sample: Sample) -> NDArray[np.float64] | str:
    """(n,) time that passed between a row's values becoming known and its use, or why that is not told; negative where used early.

    In days, or in the unit of a numeric time; NaN where no availability is given. Where all times are dates without an hour, the
    availability counts by its date: a value of the evening is known on that day.
    """
    if sample.time is None or "available_at" not in sample.columns:
        return f"no column of the {sample.role.value} sample says when its values became known"
    column = sample.columns["available_at"]
    dated = np.issubdtype(sample.time.dtype, np.datetime64)
    if pd.api.types.is_numeric_dtype(column.dtype) is dated:
        return f"the availability times of the {sample.role.value} sample are not of the same kind as its times"
    if not dated:
        return np.asarray(sample.time.astype(float) - column.to_numpy(dtype=float, na_value=np.nan))
    return _days(pd.DatetimeIndex(sample.time), column)


def _days(times: pd.DatetimeIndex, column: "pd.Series[Any]") -> NDArray[np.float64]:
    known = pd.DatetimeIndex(pd.to_datetime(column, utc=True, errors="coerce").dt.tz_localize(None))
    if bool((times == times.normalize()).all()):
        known = known.normalize()
    return np.asarray((times - known) / DAY, dtype=float)
