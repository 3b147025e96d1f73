"""The rows of the validation sample that were answered in the knowledge of a jump of the market."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.events import lee_mykland
from governance.subject.market import market
from governance.subject.subject import Subject


@dataclass(frozen=True)
class Jumping:
    """``inside`` and ``outside``, places of validation rows, ascending; ``jumps`` counts the steps on which the market jumped."""

    inside: NDArray[np.int_]
    outside: NDArray[np.int_]
    jumps: int
    told: str

    def drawn(self, wanted: int) -> list[NDArray[np.int_]]:
        """At most ``wanted`` rows of each side, evenly spread: inside first."""
        return [rows[np.unique(np.linspace(0, len(rows) - 1, wanted).astype(int))] for rows in (self.inside, self.outside)]


def jumping(subject: Subject, window: int, significance: float, after: int) -> Jumping | str:
    """The rows at a jump and at the ``after`` steps that follow, by Lee & Mykland (2008); or why jumps cannot be told.

    Moves are those known at the row: a return that the row is to forecast counts ``horizon`` steps later.
    """
    seen = market(subject)
    if isinstance(seen, str):
        return seen
    if seen.moves is None or not seen.signed or seen.overlapping:
        return "no returns over single steps are known: declare them as returns, or a price as close, in governance.columns"
    known = np.flatnonzero(np.isfinite(seen.moves))
    if len(known) < window + 3:
        return f"{len(known)} moves are known, too few for a window of {window}"
    flags = np.zeros(len(seen.times), dtype=bool)
    flags[known] = lee_mykland(seen.moves[known], window, significance).flags
    lasting = np.convolve(flags, np.ones(after + 1))[: len(flags)] > 0
    steps = np.searchsorted(seen.times, np.asarray(subject.samples[Role.VALIDATION].time))
    inside = lasting[steps]
    jumps = int(flags[np.unique(steps)].sum())
    return Jumping(np.flatnonzero(inside), np.flatnonzero(~inside), jumps, f"{seen.told}; Lee-Mykland window {window}")
