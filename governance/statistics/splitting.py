"""Splits of time-ordered rows whose labels overlap: walking forward, and combinatorial purged cross-validation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Rows to learn from and rows held out, both in time order; ``groups`` are the numbers of the groups held out."""

    train: Rows
    test: Rows
    groups: tuple[int, ...]


def walk_forward_splits(n: int, blocks: int, first: int, horizon: int = 0) -> Iterator[Split]:
    """The rows from ``first`` on in ``blocks`` equal runs, each held out after learning from all rows whose label was known by then.

    The label of row i is known ``horizon`` rows later (Pesaran & Timmermann 1995 refit so, on a window that grows). Raises ``ValueError``
    where the first split would leave nothing to learn from.
    """
    if not 1 <= blocks <= n - first:
        raise ValueError(f"{n - first} rows can be cut into 1 to {n - first} blocks, not {blocks}")
    if horizon < 0 or first - horizon < 1:
        raise ValueError(f"horizon {horizon} leaves no row of the first {first} to learn from")
    for number, run in enumerate(np.array_split(np.arange(first, n), blocks)):
        yield Split(np.arange(int(run[0]) - horizon), run, (number,))


def combinatorial_purged_splits(n: int, groups: int, held_out: int, horizon: int = 0, embargo: int = 0) -> Iterator[Split]:
    """Every way of holding out ``held_out`` of ``groups`` runs of rows: López de Prado (2018, section 12.4).

    The label of row i is known ``horizon`` rows later. Training rows whose label interval meets that of a held-out row are purged, and
    ``embargo`` more rows after each held-out run (section 7.4). ``held_out = 1`` is purged cross-validation. Raises ``ValueError``
    where a split would leave nothing to learn from.
    """
    _refuse(n, groups, held_out)
    if horizon < 0 or embargo < 0:
        raise ValueError("horizon and embargo must not be negative")
    runs = np.array_split(np.arange(n), groups)
    for chosen in combinations(range(groups), held_out):
        kept = np.ones(n, dtype=bool)
        for group in chosen:
            first, last = int(runs[group][0]), int(runs[group][-1])
            kept[max(0, first - horizon) : last + horizon + embargo + 1] = False
        if not kept.any():
            raise ValueError(f"horizon {horizon} and embargo {embargo} leave no row to learn from")
        yield Split(np.flatnonzero(kept), np.concatenate([runs[group] for group in chosen]), chosen)


def backtest_paths(groups: int, held_out: int) -> Rows:
    """(paths, groups): which split of `combinatorial_purged_splits` supplies each group of each path through all rows.

    There are held_out / groups times C(groups, held_out) paths, and each held-out run serves in exactly one.
    """
    _refuse(groups, groups, held_out)
    found = np.zeros((comb(groups, held_out) * held_out // groups, groups), dtype=np.int64)
    used = np.zeros(groups, dtype=int)
    for number, chosen in enumerate(combinations(range(groups), held_out)):
        for group in chosen:
            found[used[group], group] = number
            used[group] += 1
    return found


def _refuse(n: int, groups: int, held_out: int) -> None:
    if not 2 <= groups <= n:
        raise ValueError(f"{n} rows can be cut into 2 to {n} groups, not {groups}")
    if not 1 <= held_out < groups:
        raise ValueError(f"of {groups} groups 1 to {groups - 1} can be held out, not {held_out}")
