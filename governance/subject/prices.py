"""Quotes that cannot be, and values that stand still."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.samples import Sample
from governance.subject.series import series_of

Flags = NDArray[np.bool_]
BARS = ("open", "high", "low", "close")
# A value that changes on at least this share of the steps is one that moves; one that is published seldom stands still by right.
MOVING = 0.9


def impossible(sample: Sample) -> Flags | None:
    """(n,) bars whose high lies below, or whose low lies above, another of their prices; None without a declared high and low."""
    bars = {
        name: pd.to_numeric(sample.columns[name], errors="coerce").to_numpy(dtype=float)
        for name in BARS
        if name in sample.columns
    }
    if "high" not in bars or "low" not in bars:
        return None
    prices = np.column_stack(list(bars.values()))
    with np.errstate(invalid="ignore"):
        return np.asarray(((prices > bars["high"][:, None]) | (prices < bars["low"][:, None])).any(axis=1))


def frozen(samples: Sequence[Sample], longest: int) -> list[dict[str, Flags]]:
    """By sample: (n,) rows in a run of more than ``longest`` equal values, by numeric column that moves in at least one of the samples.

    Features, and the declared prices. Missing values end a run. A sample whose series are not known is not searched.
    """
    found = [_runs_by_column(sample, longest) for sample in samples]
    moving = {name for runs in found for name, (_, moves) in runs.items() if moves}
    return [{name: flags for name, (flags, _) in runs.items() if name in moving} for runs in found]


def _runs_by_column(sample: Sample, longest: int) -> dict[str, tuple[Flags, bool]]:
    series = series_of(sample)
    if series is None:
        return {}
    order = np.argsort(series, kind="stable")
    begins = np.diff(series[order], prepend=-1) != 0
    columns = {str(name): column for name, column in sample.features.select_dtypes("number").items()}
    columns |= {name: pd.to_numeric(sample.columns[name], errors="coerce") for name in BARS if name in sample.columns}
    return {name: _runs(column.to_numpy(dtype=float)[order], begins, longest) for name, column in columns.items()}


def outlying(sample: Sample, distance: float) -> Mapping[str, Flags]:
    """(n,) values further than ``distance`` robust standard deviations from the median, by numeric feature that has any spread."""
    found = {}
    for name, column in sample.features.select_dtypes("number").items():
        values = column.to_numpy(dtype=float)
        middle = float(np.nanmedian(values)) if np.isfinite(values).any() else 0.0
        spread = 1.4826 * float(np.nanmedian(np.abs(values - middle))) if np.isfinite(values).any() else 0.0
        if spread > 0:
            found[str(name)] = np.abs(values - middle) > distance * spread
    return found


def _runs(values: NDArray[np.float64], begins: Flags, longest: int) -> tuple[Flags, bool]:
    """Rows in long runs, and whether the column moves."""
    fresh = begins | (np.diff(values, prepend=np.nan) != 0)
    steps = int((~begins).sum())
    run = np.cumsum(fresh) - 1
    return np.asarray(np.bincount(run)[run] > longest), steps > 0 and int((fresh & ~begins).sum()) >= MOVING * steps
