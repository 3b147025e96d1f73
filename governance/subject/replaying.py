"""What the subject would have lost, had it been refitted on other rows: losses beside those of the naive forecast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.splitting import Split
from governance.subject.model.interface import Failure
from governance.subject.naive import paired
from governance.subject.refits import History, Rows, learned, part
from governance.subject.scoring import Scoring
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """``values`` (n, 2): weighted losses of the refitted model and of the naive forecast on consecutive rows it had not seen.

    The second is NaN where the naive forecast has no past. ``first`` and ``last`` are the times of the rows.
    """

    values: Array
    first: Any
    last: Any

    @property
    def known(self) -> Array:
        """The rows that can be compared."""
        return self.values[np.isfinite(self.values[:, 1])]


def replay(
    subject: Subject, past: History, splits: Iterable[Split], groups: Sequence[Rows], naive: str, most: int
) -> list[dict[int, Run]] | Failure:
    """For each split the runs it held out, by the number of their group; ``groups`` holds the steps of each.

    A refit learns from at most ``most`` rows. One that fails, or loses infinitely on any row, is a `Failure` of the whole: what is left
    of a history proves nothing of it.
    """
    found, planned = [], list(splits)
    for split, one in zip(planned, learned(subject, past, planned, most), strict=False):
        if isinstance(one, Failure):
            return one
        runs = {group: _run(one, past, groups[group], naive) for group in split.groups}
        broken = sum(int((~np.isfinite(run.values[:, 0])).sum()) for run in runs.values())
        if broken:
            return Failure(f"a refitted model loses infinitely on {broken} rows")
        found.append(runs)
    return found


def _run(one: Subject, past: History, steps: Rows, naive: str) -> Run:
    held_out = part(past.sample, past.rows(steps))
    held_out = replace(held_out, identity=replace(held_out.identity, role=Role.VALIDATION))
    samples = {Role.TRAINING: one.samples[Role.TRAINING], Role.VALIDATION: held_out}
    values = paired(replace(one, samples=samples, scoring=Scoring(one.scoring.model)), Role.VALIDATION)[naive]
    times: Any = held_out.time
    return Run(values, times[0], times[-1])
