"""Rows that stand in two samples, or twice in one: which of them chance explains, and which it does not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Columns = Sequence[Codes]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Coincidence:
    """Counts of the second sample's rows: ``shared`` with the first, and ``beyond_chance`` of those (rows above expectation).

    ``by_chance`` is the rest: shared rows whose values are so common that nothing else is to be expected.
    """

    shared: int
    beyond_chance: int

    @property
    def by_chance(self) -> int:
        """Shared rows that chance explains."""
        return self.shared - self.beyond_chance


def coincidence(first: tuple[Columns, Codes], second: tuple[Columns, Codes], chance: float) -> Coincidence:
    """Rows of ``second`` that also stand in ``first``; each is p columns of codes (n,) and keys (n,), equal rows having equal keys.

    A shared row with a value that no other distinct row holds is recognised by it, and counts unless independent columns would let
    as many pairs coincide. A shared row of common values counts only where the first sample holds it once, and only as far as
    there are more of them than the first sample's own pairs foretell: the mass of values seen r times is that of those seen r + 1
    times (Good 1953, eq. 15). Either number is above expectation where chance exceeds it with probability below ``chance``: as a Poisson
    count under independence, and as a negative binomial one given the pairs seen (their mean under Jeffreys' prior).
    Columns that depend on one another and have rare values can let a few more coincide than is reckoned here.
    """
    from scipy.stats import nbinom, poisson

    n, m = len(first[1]), len(second[1])
    distinct, place = np.unique(np.concatenate([first[1], second[1]]), return_inverse=True)
    times = np.bincount(place[:n], minlength=len(distinct))
    found = times[place[n:]]
    if not found.any():
        return Coincidence(0, 0)
    representative = np.empty(len(distinct), dtype=np.intp)
    representative[place] = np.arange(len(place))
    columns = [np.concatenate(pair)[representative] for pair in zip(first[0], second[0], strict=True)]
    peculiar = _peculiar(columns, len(distinct))
    independent = n * m * _agreement([column[times > 0] for column in columns])
    pairs = int((~peculiar & (times == 2)).sum())
    of_shared = peculiar[place[n:]]
    likely = poisson.ppf(1 - chance, independent)
    beyond = _beyond(int((of_shared & (found > 0)).sum()), independent, likely)
    foretold = nbinom.ppf(1 - chance, pairs + 0.5, 1 / (1 + 2 * m / n))
    beyond += _beyond(int((~of_shared & (found == 1)).sum()), max(independent, pairs * 2 * m / n), max(likely, foretold))
    return Coincidence(int((found > 0).sum()), beyond)


@dataclass(frozen=True)
class Repeats:
    """Rows of one sample that stand in it already: all that are ``repeated``, and those ``beyond_chance``."""

    repeated: int
    beyond_chance: int


def repeats(codes: Columns, keys: Codes, chance: float) -> Repeats:
    """Rows that repeat an earlier one of the same sample; p columns of codes (n,) and keys (n,), equal rows having equal keys.

    A repeated row counts beyond chance where it holds a value that no other distinct row has, and only where there are more such rows
    than independent columns let coincide, as a Poisson count exceeded with probability ``chance``.
    """
    from scipy.stats import poisson

    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    again = np.ones(len(keys), dtype=bool)
    again[first] = False
    if not again.any():
        return Repeats(0, 0)
    columns = [column[first] for column in codes]
    expected = len(keys) * (len(keys) - 1) / 2 * _agreement(columns)
    recognised = int((again & _peculiar(columns, len(first))[place]).sum())
    return Repeats(int(again.sum()), _beyond(recognised, expected, poisson.ppf(1 - chance, expected)))


def _peculiar(columns: Columns, d: int) -> Mask:
    """(d,) whether a distinct row holds a value that no other one has."""
    found = np.zeros(d, dtype=bool)
    for column in columns:
        _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
        found |= counts[place] == 1
    return found


def _agreement(columns: Columns) -> float:
    """Probability that two distinct rows agree in every one of ``columns`` (d,), were they independent."""
    if not columns or len(columns[0]) < 2:
        return 1.0
    pairs = len(columns[0]) * (len(columns[0]) - 1.0)
    counts = [np.unique(column, return_counts=True)[1] for column in columns]
    return float(np.prod([float((count * (count - 1.0)).sum()) / pairs for count in counts]))


def _beyond(seen: int, expected: float, likely: float) -> int:
    return seen - math.floor(expected) if seen > likely else 0
