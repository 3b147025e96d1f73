"""From the sums that a native method found to contributions that say on what scale they stand and how they lead to the score."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.links import INVERSES, Inverse, link

Array = NDArray[np.float64]
# Single-precision trees add up to about one part in a million; a method that misreads the model is off by far more.
ADDS_UP = 1e-4
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sums:
    """``values`` (n, columns, outputs) and ``base`` (outputs,), and what they should sum to, which the model was asked apart.

    ``positions`` are the rows explained, where it was not all of them.
    """

    values: Array
    base: Array
    explained: Array
    kind: str
    method: str
    positions: NDArray[np.int_] | None = None

    @property
    def add_up(self) -> bool:
        """Whether they explain this model at all: a method that reads the model wrongly (linear leaves, say) does not sum."""
        distance = np.abs(self.values.sum(axis=1) + self.base - self.explained).max(initial=0.0)
        return bool(distance <= ADDS_UP * (float(np.ptp(self.explained)) or 1.0))


def contributions(
    sums: Sums, names: pd.Index, scores: Array, inverses: Mapping[str, Inverse] = INVERSES, background_rows: int = 0
) -> Contributions | Failure:
    """``sums`` as `Contributions` of the columns ``names``; the link to ``scores`` (n, k) is found by trying.

    Where no known link leads from the margin to the score, ``link`` is *unknown* and ``as_scores`` None.
    """
    if not sums.add_up:
        return Failure(f"the contributions of {sums.method} do not sum to what the model says")
    found = link(sums.explained, scores if sums.positions is None else scores[sums.positions], inverses)
    return Contributions(
        values=sums.values,
        base=sums.base,
        explained=sums.explained,
        features=tuple(map(str, names)),
        scale="prediction" if found == "identity" else "margin",
        kind=sums.kind,
        method=sums.method,
        background_rows=background_rows,
        link=found or UNKNOWN,
        as_scores=None if found is None else inverses[found](sums.explained),
        positions=sums.positions,
    )


def spread(rows: int, wanted: int) -> NDArray[np.int_]:
    """At most ``wanted`` positions, evenly spread from the first row to the last."""
    return np.unique(np.linspace(0, rows - 1, min(rows, wanted)).astype(int))


def per_output(contributed: Any, outputs: int) -> tuple[Array, Array]:
    """Boosters' (n, columns + 1) or (n, outputs, columns + 1), the last one the base -> (n, columns, outputs), (outputs,)."""
    cube = np.asarray(contributed, dtype=np.float64)
    cube = cube.reshape(len(cube), outputs, -1).transpose(0, 2, 1)
    return cube[:, :-1], cube[0, -1]
