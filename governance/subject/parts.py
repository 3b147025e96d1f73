"""Parts of a sample that a person can name: declared segments, stretches of time, low, middle and high values of each feature."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.samples import Sample

Array = NDArray[np.float64]
Marks = NDArray[np.bool_]
THIRDS = (1 / 3, 2 / 3)
NAMES = ("low", "middle", "high")
PERIODS = ("the first third of the rows", "the second third of the rows", "the last third of the rows")


def parts(sample: Sample, smallest: int) -> dict[str, Marks]:
    """(n,) marks of the rows of each part by its name, for parts of ``smallest`` rows or more.

    Values of declared segments, thirds of the rows in the sample's order where its time is known, and thirds of each numeric feature by
    its own quantiles; of a feature with few values the thirds may be uneven or empty, and a missing value is in none.
    """
    found: dict[str, Marks] = {}
    for name, column in sample.segments.items():
        texts = column.astype(str).to_numpy()
        found |= {f"{name}: {value}": texts == value for value in sorted(set(texts[column.notna().to_numpy()]))}
    if sample.time is not None:
        place = np.arange(sample.rows) * len(PERIODS) // sample.rows
        found |= {name: place == index for index, name in enumerate(PERIODS)}
    for name, values in _numbers(sample.features).items():
        found |= _thirds(str(name), values)
    return {name: marks for name, marks in found.items() if int(marks.sum()) >= smallest}


def _numbers(features: pd.DataFrame) -> dict[str, Array]:
    numeric = features.select_dtypes(["number"], exclude=["timedelta"])
    return {str(name): numeric[name].to_numpy(dtype=float, na_value=np.nan) for name in numeric.columns}


def _thirds(name: str, values: Array) -> dict[str, Marks]:
    known = np.isfinite(values)
    if not known.any() or float(np.ptp(values[known])) == 0.0:
        return {}
    place = np.searchsorted(np.quantile(values[known], THIRDS), values, side="left")
    return {f"{name}: {told}": known & (place == index) for index, told in enumerate(NAMES)}
