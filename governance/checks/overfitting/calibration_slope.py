"""Whether the answers spread too far: the slope of the outcome on the prediction in validation."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.calibration import calibration_line
from governance.statistics.forecasts import mincer_zarnowitz
from governance.subject.estimating import BootstrapParameters
from governance.subject.outcomes import dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]
TASKS = (Task.BINARY, Task.REGRESSION, Task.PRICING)


@check(
    title="Calibration slope",
    asks="Do the model's answers differ more from one another than the outcomes bear out?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=TASKS,
    metrics=(Metric("slope", "Slope of the outcome on the prediction", "neither", TASKS, sound=1.0),),
    references=(
        "Cox (1958), Two further applications of a model for binary regression, Biometrika 45(3/4)",
        "Mincer & Zarnowitz (1969), The evaluation of economic forecasts, NBER",
        "Copas (1983), Regression, prediction and shrinkage, Journal of the Royal Statistical Society B 45(3)",
        "Newey & West (1987), A simple, positive semi-definite covariance matrix, Econometrica 55(3)",
    ),
)
def calibration_slope(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Regress the validation outcome on the model's answer.

    Method: For two classes a logistic regression of the outcome on the log odds of the stated probability (Cox), which is moved into
    one millionth and its complement; else least squares of the outcome on the prediction. Errors are Newey and West's, with
    4 (n / 100)^(2/9) lags and never fewer than the labels overlap; rows declared to have no order in time are taken as independent.

    Reads as risk: A slope below one says that high answers are too high and low ones too low: the model took accidents of its training
    sample for differences between cases. A slope near zero says that the differences mean nothing. Positions that are sized by the
    answer are sized too large by the reciprocal of the slope.

    Limitations: A relation that weakened after training lowers the slope without any overfitting. A persistent level has a slope near one
    for any forecast that repeats it. The slope is blind to an error that is the same for all cases. Row weights are not used. Intervals of
    95 % cover 95 % where the answers do not depend on each other and 92 to 94 % where they do (first autocorrelation 0.5 to 0.9, 500 rows).
    """
    target, answer = subject.samples[Role.VALIDATION].target, subject.prediction(Role.VALIDATION)
    n = len(target)
    reason = _unfit(subject, target, answer, parameters.smallest_n)
    if reason:
        return Evidence.inconclusive(reason)
    lags = max(int(4 * (n / 100) ** (2 / 9)), subject.identity.horizon - 1) if dependent(subject) else 0
    if subject.task is Task.BINARY:
        line = calibration_line(answer, target, parameters.confidence, lags or None)
        slope, (low, high), how = line.slope, line.slope_interval, f"on the log odds; {line.clipped} probabilities moved"
    else:
        fit = mincer_zarnowitz(target, answer, "HAC", lags, parameters.confidence)
        slope, (low, high), how = fit.beta, fit.beta_interval, "least squares"
    text = f"{how}; {f'Newey-West with {lags} lags' if lags else 'independent rows'}; unweighted"
    return Evidence.measured(
        (Measurement("slope", slope, low, high, n, float(n), Role.VALIDATION, parameters.confidence, convention=text),)
    )


def _unfit(subject: Subject, target: Array, answer: Array, smallest_n: int) -> str:
    """Why no line can be fitted; empty where one can."""
    if len(target) < smallest_n:
        return f"the validation sample has fewer than {smallest_n} rows"
    if not np.isfinite(answer).all():
        return "some validation rows have no finite answer"
    if float(np.ptp(answer)) <= 1e-9 * float(np.abs(answer).max()):
        return "the model gives every row the same answer, which has no slope"
    if subject.task is not Task.BINARY:
        return "the outcomes lie on a line of the predictions" if abs(np.corrcoef(target, answer)[0, 1]) > 1 - 1e-12 else ""
    ones, zeros = answer[target == 1], answer[target == 0]
    if not len(ones) or not len(zeros):
        return "the validation sample holds one class only"
    apart = zeros.max() <= ones.min() or ones.max() <= zeros.min()
    return "the probabilities separate the classes, so that no finite line fits" if apart else ""
