"""What was stated beside what came about: whether a line can be drawn, its errors, and groups of rows for display."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.calibration import corp, pooled
from governance.subject.outcomes import dependent
from governance.subject.performance import Recipe
from governance.subject.subject import Subject

Array = NDArray[np.float64]
FEWEST_IN_GROUP = 20


def no_line(task: Task, stated: Array, target: Array, role: Role = Role.VALIDATION) -> str | None:
    """Why no calibration line can be drawn through ``stated`` (n,) and ``target`` (n,) of a sample, if so."""
    if float(np.ptp(stated)) <= 1e-9 * max(1.0, float(np.abs(stated).max())):
        return f"the model states the same for every {role.value} row, which has no calibration slope"
    if task is not Task.BINARY:
        return f"the {role.value} outcomes are all the same" if float(np.ptp(target)) == 0 else None
    ones, zeros = stated[target == 1], stated[target == 0]
    if min(len(ones), len(zeros)) == 0:
        return f"the {role.value} sample holds one class only"
    if zeros.max() <= ones.min() or ones.max() <= zeros.min():
        return "the probabilities separate the classes without error, so that no finite line fits"
    return None


def hac_lags(subject: Subject, n: int) -> int:
    """Lags of Newey-West errors: the usual 4 (n/100)^(2/9), at least the overlap of labels; 0 where rows have no order."""
    if not dependent(subject):
        return 0
    return max(subject.identity.horizon - 1, int(4 * (n / 100) ** (2 / 9)), 1)


def of_probabilities(p: Array, y: Array, bins: int) -> dict[str, Recipe]:
    """What of the Brier score calibration explains, and the expected calibration error, as functions of means over rows.

    ``miscalibration``: what isotonic recalibration, held fixed, would remove, over the uncertainty of the outcome. ``excess_brier``: the
    Brier score less its expectation, were ``p`` true. ``ece`` adds up the absolute gaps of ``bins`` of equal width.
    """
    removed = (p - y) ** 2 - (corp(pooled(p), y).recalibrated - y) ** 2
    return {
        "miscalibration": Recipe(np.column_stack([removed, y]), lambda means: means[:, 0] / (means[:, 1] * (1 - means[:, 1]))),
        "excess_brier": Recipe(((y - p) * (1 - 2 * p))[:, None], lambda means: means[:, 0]),
        "ece": Recipe(_gaps(p, y, bins), lambda means: np.abs(means).sum(axis=1)),
    }


def reliability(stated: Array, target: Array, groups: int) -> tuple[tuple[float, float, float, float], ...]:
    """Mean stated, mean outcome and its 95 % band by groups of equally many rows, in order of what was stated."""
    order = np.argsort(stated, kind="stable")
    parts = np.array_split(order, min(groups, max(1, len(order) // FEWEST_IN_GROUP)))
    means = [
        (float(stated[part].mean()), float(target[part].mean()), float(target[part].std() / np.sqrt(len(part)))) for part in parts
    ]
    return tuple((said, seen, seen - 1.96 * error, seen + 1.96 * error) for said, seen, error in means)


def _gaps(p: Array, y: Array, bins: int) -> Array:
    """(n, bins) outcome less probability in the column of the row's bin, else 0."""
    bin_of = np.clip(np.searchsorted(np.arange(bins + 1) / bins, p, side="right") - 1, 0, bins - 1)
    found = np.zeros((len(p), bins))
    found[np.arange(len(p)), bin_of] = y - p
    return found
