"""Declared greeks, and the profit they explain from one row of a series to the next."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.pnl_attribution import FACTOR_OF, greek_terms
from governance.subject.samples import Sample
from governance.subject.series import places_before, series_of
from governance.subject.subject import Subject

Array = NDArray[np.float64]
YEAR = np.timedelta64(31_557_600, "s")
UNDECLARED = 'no greeks are declared: governance.columns, such as {"delta": "delta", "spot": "spot"}'
NO_PNL = 'no profit and loss is declared: governance.columns, such as {"pnl": "pnl"}'
NO_SERIES = "rows share a time stamp and no declared segment tells their series apart"


@dataclass(frozen=True)
class Explained:
    """``made`` (t,) and ``terms`` (t, k), one column each of ``names``, by step of time; ``squares`` (t, 2) as below.

    ``made`` is the profit since the row before, added up over the rows that end in a step, ``terms`` the same of each greek.
    ``squares`` are the squared unexplained profit and the squared profit of single rows, added up by step.
    """

    names: tuple[str, ...]
    made: Array
    terms: Array
    squares: Array
    told: str


def greeks_declared(sample: Sample) -> tuple[str, ...]:
    """The greeks that have a column, in the order of the expansion."""
    return tuple(name for name in FACTOR_OF if name in sample.columns)


def numbers(sample: Sample, role: str) -> Array:
    """(n,) the declared column of a role; NaN where it holds no number."""
    return np.asarray(pd.to_numeric(sample.columns[role], errors="coerce").to_numpy(dtype=float, na_value=np.nan))


def profit_by_greeks(subject: Subject, role: Role, smallest: int) -> Explained | str:
    """The profits from row to row of each series and what the greeks before each move make of it, or why that is not known.

    The profit is the declared ``pnl`` of the step that ends at the row, else the change of the model's own price. Steps with a missing
    value are left out. Fewer than ``smallest`` steps, or profits that are all alike, are not measured.
    """
    sample = subject.samples[role]
    names, series = greeks_declared(sample), series_of(sample)
    if not names:
        return UNDECLARED
    if series is None:
        return NO_SERIES
    before = places_before(series, 1)
    rows = np.flatnonzero(before >= 0)
    moves = {factor: _move(subject, sample, factor, rows, before[rows]) for factor in {FACTOR_OF[name] for name in names}}
    told, profit = _profit(subject, sample, rows, before[rows])
    missing = [move for move in (*moves.values(), profit) if isinstance(move, str)]
    if missing:
        return missing[0]
    known = {factor: move for factor, move in moves.items() if not isinstance(move, str)}
    terms = np.column_stack(list(greek_terms({name: numbers(sample, name)[before[rows]] for name in names}, known).values()))
    found = _by_step(sample, rows, names, np.column_stack([np.asarray(profit), terms]), told)
    if len(found.made) < smallest:
        return f"{len(found.made)} steps have all values; fewer than {smallest} are not measured"
    if float(np.ptp(found.made)) == 0.0 or float(np.ptp(found.terms.sum(axis=1))) == 0.0:
        return "the profit made, or the explained one, is the same at every step"
    return found


def elapsed_years(subject: Subject, sample: Sample, rows: NDArray[np.intp], before: NDArray[np.intp]) -> Array | str:
    """(m,) years of 365.25 days from the rows ``before`` to ``rows``; one period each where there are no dates; or why it is not known."""
    if sample.time is not None and np.issubdtype(sample.time.dtype, np.datetime64):
        stamps: NDArray[Any] = sample.time
        return np.asarray((stamps[rows] - stamps[before]) / YEAR, dtype=np.float64)
    if subject.identity.periods_per_year is None:
        return "neither dates nor periods a year are known"
    return np.full(len(rows), 1 / subject.identity.periods_per_year)


def _move(subject: Subject, sample: Sample, factor: str, rows: NDArray[np.intp], before: NDArray[np.intp]) -> Array | str:
    if factor != "time":
        if factor not in sample.columns:
            return f"a greek is declared and the {factor} it multiplies is not: governance.columns"
        values = numbers(sample, factor)
        return np.asarray(values[rows] - values[before])
    years = elapsed_years(subject, sample, rows, before)
    return f"theta is declared, and {years}" if isinstance(years, str) else years


def _profit(subject: Subject, sample: Sample, rows: NDArray[np.intp], before: NDArray[np.intp]) -> tuple[str, Array | str]:
    if "pnl" in sample.columns:
        return "declared profit and loss", numbers(sample, "pnl")[rows]
    if subject.task is not Task.PRICING:
        return "", NO_PNL
    price = subject.prediction(sample.role)
    return "change of the model's price", np.asarray(price[rows] - price[before])


def _by_step(sample: Sample, rows: NDArray[np.intp], names: tuple[str, ...], values: Array, told: str) -> Explained:
    known = np.isfinite(values).all(axis=1)
    rows, values = rows[known], values[known]
    steps = np.arange(len(rows)) if sample.time is None else np.unique(sample.time[rows], return_inverse=True)[1]
    left = values[:, 0] - values[:, 1:].sum(axis=1)
    columns = np.column_stack([values, left**2, values[:, 0] ** 2])
    added = np.column_stack([np.bincount(steps, column).astype(float) for column in columns.T])
    return Explained(names, added[:, 0], added[:, 1:-2], added[:, -2:], told)
