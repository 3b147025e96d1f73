"""What an instrument made with and without its delta hedge, row by row."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.greeks import NO_SERIES, elapsed_years, numbers
from governance.subject.samples import Sample
from governance.subject.series import places_before, series_of
from governance.subject.subject import Subject

Array = NDArray[np.float64]
NEEDED = ("delta", "spot")
THIRDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Hedged:
    """``unhedged`` and ``hedge`` (m,): what the instrument made since the row before, and delta times the change of the spot.

    ``carry`` (m,) is what it cost to finance the two over the step. ``steps`` (m,) number the stamps at which the rows end,
    ``groups`` map a name to the rows (m,) in it: thirds of moneyness, and the sides that are declared.
    """

    unhedged: Array
    hedge: Array
    carry: Array
    steps: NDArray[np.int64]
    groups: dict[str, NDArray[np.bool_]]
    told: str

    @property
    def hedged(self) -> Array:
        """(m,) what was made once the hedge and its financing are paid for."""
        return self.unhedged - self.hedge - self.carry


def hedged(subject: Subject, role: Role) -> Hedged | str:
    """Profits of the validation instruments under the declared delta, rehedged at every row, or why they are not known.

    What it made is the declared ``pnl`` of the step that ends at the row, or else the change of the market's price, the target: of
    a series of ever new instruments, such as one at the money, that is not what anyone held. Financing is at the declared ``rate``
    a year on price less hedge before the step, where rate and time are known; else nothing is charged. Rows with a missing value
    are left out.
    """
    sample = subject.samples[role]
    absent = [name for name in NEEDED if name not in sample.columns]
    if absent:
        return f'no {absent[0]} is declared: governance.columns, such as {{"delta": "delta", "spot": "spot"}}'
    series = series_of(sample)
    if series is None:
        return NO_SERIES
    before = places_before(series, 1)
    rows = np.flatnonzero(before >= 0)
    before = before[rows]
    delta, spot = numbers(sample, "delta"), numbers(sample, "spot")
    made, told = _made(sample, rows, before)
    carry, financed = _carry(subject, sample, rows, before, sample.target - delta * spot)
    columns = np.column_stack([made, delta[before] * (spot[rows] - spot[before]), carry])
    known = np.isfinite(columns).all(axis=1)
    rows, before = rows[known], before[known]
    steps = np.arange(len(rows)) if sample.time is None else np.unique(sample.time[rows], return_inverse=True)[1]
    unhedged, hedge, financing = columns[known].T
    return Hedged(unhedged, hedge, financing, steps, _groups(sample, before), f"{told}, rehedged at every row; {financed}")


def _made(sample: Sample, rows: NDArray[np.intp], before: NDArray[np.intp]) -> tuple[Array, str]:
    if "pnl" in sample.columns:
        return numbers(sample, "pnl")[rows], "the declared profit and loss"
    return sample.target[rows] - sample.target[before], "the market's price"


def _carry(subject: Subject, sample: Sample, rows: NDArray[np.intp], before: NDArray[np.intp], held: Array) -> tuple[Array, str]:
    years = elapsed_years(subject, sample, rows, before)
    if "rate" not in sample.columns or isinstance(years, str):
        return np.zeros(len(rows)), "financing not charged"
    return numbers(sample, "rate")[before] * held[before] * years, "financed at the declared rate"


def _groups(sample: Sample, before: NDArray[np.intp]) -> dict[str, NDArray[np.bool_]]:
    found: dict[str, NDArray[np.bool_]] = {}
    if "strike" in sample.columns:
        moneyness = (numbers(sample, "spot") / numbers(sample, "strike"))[before]
        edges = np.nanquantile(moneyness, [1 / 3, 2 / 3])
        third = np.where(np.isfinite(moneyness), np.searchsorted(edges, moneyness), -1)
        found |= {f"moneyness: {name} third": third == place for place, name in enumerate(THIRDS)}
    if "side" in sample.columns:
        side = sample.columns["side"].astype(str).to_numpy()[before]
        found |= {f"side: {name}": side == name for name in sorted(pd.unique(side))}
    return found
