"""Paths through the history, each made of refits that learned from all the rest of it."""

from math import comb

import numpy as np
from numpy.typing import NDArray

from governance.statistics.splitting import backtest_paths, combinatorial_purged_splits
from governance.subject.model.interface import Failure
from governance.subject.refits import History
from governance.subject.replaying import Run, replay
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def plan(refits: int) -> tuple[int, int]:
    """Groups and how many of them are held out: pairs of the most groups that ``refits`` allow, or single ones below six refits."""
    if refits < comb(4, 2):
        return refits, 1
    return max(groups for groups in range(4, refits + 1) if comb(groups, 2) <= refits), 2


def replayed(
    subject: Subject, past: History, refits: int, embargo: int, chosen: str, most: int
) -> list[dict[int, Run]] | Failure:
    """`replay` of every choice of groups in the `plan` for so many ``refits``, purged, with an ``embargo`` of so many steps."""
    parts = plan(refits)
    splits = combinatorial_purged_splits(past.length, *parts, past.horizon, embargo)
    return replay(subject, past, splits, np.array_split(np.arange(past.length), parts[0]), chosen, most)


def paths_through(found: list[dict[int, Run]], groups: int, held_out: int) -> list[list[Array]]:
    """(paths, groups) losses on the rows of each group that can be compared on every path."""
    order = backtest_paths(groups, held_out)
    runs = [[found[split][group].values for group, split in enumerate(path)] for path in order]
    known = [np.all([np.isfinite(path[group][:, 1]) for path in runs], axis=0) for group in range(groups)]
    return [[path[group][known[group]] for group in range(groups)] for path in runs]
