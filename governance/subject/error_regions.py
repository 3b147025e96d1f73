"""Under which conditions errors are large: regions found on one half of the validation rows, to be measured on the other."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.event_losses import against_naive
from governance.subject.events import events
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive
from governance.subject.outcomes import describe_loss
from governance.subject.subject import Subject
from governance.subject.weak_spots import described, every_other_block, single_precision

Array = NDArray[np.float64]
IN_EVENT, TURBULENCE = "in an event", "volatility of the last 22 moves"


@dataclass(frozen=True)
class Regions:
    """Losses ``values`` (n, 2) of model and naive forecast, and the region ``leaves`` (n,) of each row.

    ``measured`` (n,) marks the half that took no part in finding the regions; ``where`` describes them, the one with the largest loss
    where they were found first.
    """

    values: Array
    leaves: NDArray[np.int64]
    measured: NDArray[np.bool_]
    where: Mapping[int, str]
    told: str

    def worst(self, smallest: int) -> int | None:
        """The region with the largest loss where it was found, of those with ``smallest`` measured rows inside and outside."""
        counts = {leaf: int((self.measured & (self.leaves == leaf)).sum()) for leaf in self.where}
        total = int(self.measured.sum())
        return next((leaf for leaf, rows in counts.items() if smallest <= rows <= total - smallest), None)


def regions(subject: Subject, depth: int, share: float, smallest: int) -> Regions | Failure:
    """The leaves of a tree of ``depth`` that learned the loss from the numeric features, the known volatility and the events.

    It learns on every second of ten blocks of rows; a leaf holds at least ``share`` of them, and twice ``smallest`` rows.
    """
    from sklearn.tree import DecisionTreeRegressor

    chosen, values = against_naive(subject)
    known = np.isfinite(values[:, 1])
    if not np.isfinite(values[:, 0]).all():
        return Failure("the model's loss is infinite on rows of the validation sample")
    conditions = _conditions(subject)
    if conditions.shape[1] == 0:
        return Failure("no feature is numeric, so that no region can be described")
    first = known & every_other_block(len(values))
    if int(known.sum()) < 4 * smallest:
        return Failure(f"{int(known.sum())} rows with a naive forecast are too few to be halved and searched")
    frame = single_precision(conditions)
    least = max(2 * smallest, round(share * int(first.sum())))
    tree = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=least, random_state=0).fit(frame[first], values[first, 0])
    leaves = np.asarray(tree.apply(frame), dtype=np.int64)
    order = sorted(np.unique(leaves[first]), key=lambda leaf: -float(values[first & (leaves == leaf), 0].mean()))
    names = list(map(str, conditions))
    where = {int(leaf): described(tree.tree_, int(leaf), names) for leaf in order}
    told = f"{describe_loss(subject)}; naive: {describe_naive(subject, chosen)}; a tree of depth {depth}"
    return Regions(values, leaves, known & ~first, where, told)


def _conditions(subject: Subject) -> pd.DataFrame:
    numbers = subject.samples[Role.VALIDATION].features.select_dtypes(include=["number", "bool"])
    found = events(subject)
    if isinstance(found, str):
        return numbers
    more = {IN_EVENT: found.inside.astype(float)}
    if found.turbulence is not None:
        more[TURBULENCE] = found.turbulence
    return numbers.assign(**more)
