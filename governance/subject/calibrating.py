"""What was stated beside what came about: the line, where one can be drawn, its errors, and groups of rows for display."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.record.evidence import Measurement
from governance.statistics.calibration import calibration_line
from governance.statistics.forecasts import mincer_zarnowitz
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.outcomes import dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Ends = tuple[float, float, float]
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


def lines(subject: Subject, stated: Array, target: Array, confidence: float) -> list[Measurement]:
    """`line` through the validation rows as measurements."""
    n, lags = len(target), hac_lags(subject, len(target))
    how = "logistic regression on the log odds" if subject.task is Task.BINARY else "least squares"
    errors = f"Newey-West errors with {lags} lags" if lags else "classical errors, rows without order"
    return [
        Measurement(name, *ends, n, float(n), Role.VALIDATION, confidence, convention=f"{how}; {errors}")
        for name, ends in line(subject, stated, target, confidence).items()
    ]


def line(subject: Subject, stated: Array, target: Array, confidence: float) -> dict[str, Ends]:
    """The ``slope`` of the ``target`` (n,) on what was ``stated`` (n,), and of probabilities the ``intercept`` too, with bounds.

    Cox's line where the task has two classes, else that of Mincer and Zarnowitz; errors by `hac_lags`.
    """
    lags = hac_lags(subject, len(target))
    if subject.task is Task.BINARY:
        cox = calibration_line(stated, target, confidence, lags or None)
        return {"slope": (cox.slope, *cox.slope_interval), "intercept": (cox.intercept, *cox.intercept_interval)}
    least = mincer_zarnowitz(target, stated, "HAC" if lags else "classical", lags, confidence)
    return {"slope": (least.beta, *least.beta_interval)}


def bias(subject: Subject, stated: Array, target: Array, parameters: BootstrapParameters) -> Estimate:
    """The mean error of ``stated`` (n,) over the standard deviation of the ``target`` (n,)."""
    return estimate(subject, np.column_stack([stated - target, target, target**2]), _over_deviation, parameters)


def reliability(stated: Array, target: Array, groups: int) -> tuple[tuple[float, float, float, float], ...]:
    """Mean stated, mean outcome and its 95 % band by groups of equally many rows, in order of what was stated."""
    order = np.argsort(stated, kind="stable")
    parts = np.array_split(order, min(groups, max(1, len(order) // FEWEST_IN_GROUP)))
    means = [
        (float(stated[part].mean()), float(target[part].mean()), float(target[part].std() / np.sqrt(len(part)))) for part in parts
    ]
    return tuple((said, seen, seen - 1.96 * error, seen + 1.96 * error) for said, seen, error in means)


def _over_deviation(means: Array) -> Array:
    return np.asarray(means[:, 0] / np.sqrt(means[:, 2] - means[:, 1] ** 2))
