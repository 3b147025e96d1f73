"""Rows as things that can be recognised again: values as codes, rows as keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.subject import Subject

Codes = NDArray[np.uint64]
# Folds the codes of a row into its key: an odd constant near 2^64 over the golden ratio (Knuth, volume 3, section 6.4).
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
# Samples of which the first should hold no row of the second.
PAIRS = ((Role.VALIDATION, Role.TRAINING), (Role.VALIDATION, Role.TUNING), (Role.TUNING, Role.TRAINING))


@dataclass(frozen=True)
class Rows:
    """``codes``, p columns (n,), have one number a value, ``keys`` (n,) one a row; equal values have equal codes in every sample."""

    codes: tuple[Codes, ...]
    keys: Codes

    def beside(self, *columns: Codes) -> "Rows":
        """The same rows with more columns, of which ``columns`` (n,) are the codes."""
        keys = self.keys
        for column in columns:
            keys = _folded(keys, column)
        return Rows((*self.codes, *columns), keys)


@dataclass(frozen=True)
class Overlap:
    """The ``share`` of the ``rows`` of sample ``one`` that also stand in the ``other``."""

    one: Role
    other: Role
    rows: int
    share: float


def overlaps(samples: Mapping[Role, Rows]) -> list[Overlap]:
    """The overlap of each of `PAIRS` that is there."""
    return [
        Overlap(one, other, len(samples[one].keys), float(pd.Index(samples[one].keys).isin(samples[other].keys).mean()))
        for one, other in PAIRS
        if one in samples and other in samples
    ]


def recognised(subject: Subject, role: Role) -> Rows:
    """The features of a whole sample as `recognisable` rows, coded once a subject."""
    return subject.once(("recognised", role), lambda: recognisable(subject.samples[role].features))


def recognisable(features: pd.DataFrame) -> Rows:
    """The rows of ``features`` (n, p).

    Numbers count in single precision, so that a copy that went through 32-bit storage is the same row; whole numbers stay exact,
    a missing value equals a missing value, and everything that is not a number counts as text.
    """
    nothing = Rows((), np.zeros(len(features), dtype=np.uint64))
    return nothing.beside(*(value_codes(features[name]) for name in features.columns))


def moment_codes(times: NDArray[Any]) -> Codes:
    """(n,) codes of ``times`` (n,), which count to their last digit; the same in every sample whose times are of the same type."""
    from pandas.util import hash_array

    return np.asarray(hash_array(times))


def value_codes(column: "pd.Series[Any]") -> Codes:
    """(n,) codes of the values of ``column`` (n,), as `recognisable` counts them."""
    from pandas.util import hash_array

    if not pd.api.types.is_numeric_dtype(column.dtype):
        return np.asarray(hash_array(column.astype("string").fillna("").to_numpy(dtype=object)))
    values = column.to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(hash_array(_single(values)))


def _folded(keys: Codes, column: Codes) -> Codes:
    mixed = (keys ^ column) * MULTIPLIER
    return mixed ^ (mixed >> np.uint64(32))


def _single(values: NDArray[np.float64]) -> NDArray[np.float64]:
    whole = values == np.rint(values)
    largest = float(np.finfo(np.float32).max)
    rounded = np.where(np.abs(values) <= largest, values, np.nan).astype(np.float32).astype(np.float64)
    exact = whole | (np.abs(values) > largest)
    return np.where(np.isnan(values), np.nan, np.where(exact, values, rounded) + 0.0)


def coded(known: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` (n, p) with numbers as they are and everything else as the place of its text among those of ``known``; NaN for others."""
    return pd.DataFrame({name: _places(known[name], frame[name]) for name in frame.columns}, index=frame.index)


def _places(known: "pd.Series[Any]", column: "pd.Series[Any]") -> NDArray[np.float64]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))
    places = pd.Index(sorted(known.dropna().astype(str).unique())).get_indexer(column.astype(str))
    return np.where(places < 0, np.nan, places.astype(float))
