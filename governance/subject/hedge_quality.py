"""How well the declared delta hedges, with intervals: the variance it leaves, the ratio that were best, and the bias."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.hedging import Hedged
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def hedge_quality(subject: Subject, found: Hedged, parameters: BootstrapParameters) -> dict[str, Estimate]:
    """``variance_left``, ``hedge_ratio`` and ``hedged_bias`` of all rows; steps are resampled with all their rows."""
    whole = {"variance_left": _variance_left, "hedge_ratio": _hedge_ratio, "hedged_bias": _bias}
    columns = _by_step(found, np.ones(len(found.steps), dtype=bool))
    return {name: estimate(subject, columns, recipe, parameters) for name, recipe in whole.items()}


def bias_by_group(subject: Subject, found: Hedged, parameters: BootstrapParameters) -> dict[str, Estimate]:
    """The bias of each group that has rows enough; the intervals hold together (Bonferroni)."""
    kept = {name: inside for name, inside in found.groups.items() if int(inside.sum()) >= parameters.smallest_n}
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / max(len(kept), 1))
    return {name: estimate(subject, _by_step(found, inside), _bias, stricter) for name, inside in kept.items()}


def _by_step(found: Hedged, inside: NDArray[np.bool_]) -> Array:
    """(t, 9) sums by step: rows and hedged profit of those ``inside``; and of all rows the seven that follow.

    Hedged squared, unhedged, its square and absolute value, financed change times hedge, hedge squared, and the count.
    """
    left, made = found.hedged, found.unhedged
    columns = (
        inside, left * inside, left**2, made, made**2, np.abs(made), (made - found.carry) * found.hedge, found.hedge**2,
        np.ones(len(made)),
    )  # fmt: skip
    return np.column_stack([np.bincount(found.steps, column) for column in columns])


def _variance_left(means: Array) -> Array:
    count, left, left_squared, made, made_squared = means[:, :5].T
    return np.asarray((left_squared / count - (left / count) ** 2) / (made_squared / count - (made / count) ** 2))


def _hedge_ratio(means: Array) -> Array:
    return np.asarray(means[:, 6] / means[:, 7])


def _bias(means: Array) -> Array:
    return np.asarray((means[:, 1] / means[:, 0]) / (means[:, 5] / means[:, 8]))
