"""Whether what the model states comes true in use as it did in validation."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import difference
from governance.subject.calibrating import Ends, hac_lags, line, no_line
from governance.subject.drift_tables import production_reliability
from governance.subject.estimating import BootstrapParameters, mean
from governance.subject.monitored import NOT_IN_USE, in_use, too_few
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

Array = NDArray[np.float64]
VALUES = (Task.REGRESSION, Task.PRICING)
CLASSES = (Task.BINARY,)
WHERE = (Role.VALIDATION, Role.PRODUCTION)


@check(
    title="Calibration in use",
    asks="Do the values or probabilities that the model states come true in use as they did in validation?",
    needs=(Role.VALIDATION,),
    reads=Reads.ACCUMULATORS,
    tasks=(*CLASSES, *VALUES),
    metrics=(
        Metric("slope_change", "Calibration slope in production less that in validation", "neither", (*CLASSES, *VALUES), sound=0.0),
        Metric("intercept_change", "The same of the log odds to be added to what was stated", "neither", CLASSES, sound=0.0),
        Metric("bias_change", "The same of the mean error, over the standard deviation of the outcome", "neither", VALUES, sound=0.0),
        Metric("slope", "Calibration slope in production; below 1: too extreme", "neither", (*CLASSES, *VALUES), sound=1.0),
    ),
    references=(
        "Cox (1958), Two further applications of a model for binary regression, Biometrika 45(3/4)",
        "Mincer & Zarnowitz (1969), The evaluation of economic forecasts, NBER",
        "Zou & Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27(10)",
    ),
)  # fmt: skip
def calibration(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Draw the calibration line through the production rows and through those of validation, and compare.

    Method: For probabilities the line is the logistic regression of the outcome on the stated log odds; the intercept is fitted
    with the slope held at 1. For values it is the regression of the outcome on the forecast. Lines have Newey-West errors unless
    the rows are declared to have no order in time. The bias is the mean error, resampled in blocks, over the standard deviation of
    the outcome in validation. Intervals of the differences are put together from those of the two samples, which are taken as
    independent.

    Reads as risk: A slope that falls says that the boldest answers have become the most exaggerated. A bias that appears is paid
    on every decision, and is the commonest mark of a level that moved since training.

    Limitations: The slope of a forecast that hardly varies in production is uncertain, whatever its skill. Calibration says
    nothing of skill: a model that has lost all of it and answers with the base rate is calibrated.
    """
    if not in_use(subject):
        return Evidence.not_applicable(NOT_IN_USE)
    reason = too_few(subject, parameters.smallest_n) or next(filter(None, (_no_line(subject, role) for role in WHERE)), None)
    if reason is not None:
        return Evidence.inconclusive(reason)
    lines = [_lines(subject, role, parameters) for role in WHERE]
    before, after = lines
    found = {f"{name}_change": difference(after[name], before[name]) for name in before} | {"slope": after["slope"]}
    rows = {role: subject.samples[role].rows for role in WHERE}
    lags = [hac_lags(subject, count) for count in rows.values()]
    text = f"Newey-West errors with {lags[0]} and {lags[1]} lags" if lags[0] else "classical errors, rows without order"
    measurements = tuple(
        Measurement(
            name, *ends, rows[Role.PRODUCTION], float(min(rows.values())), Role.PRODUCTION, parameters.confidence,
            convention=convention(subject, "forecast less outcome") if name == "bias_change" else text,
        )
        for name, ends in found.items()
    )  # fmt: skip
    return Evidence.measured(measurements, (production_reliability(subject),))


def _no_line(subject: Subject, role: Role) -> str | None:
    stated, target = subject.prediction(role), subject.samples[role].target
    broken = int((~np.isfinite(stated)).sum())
    return f"{broken} {role.value} rows have no finite answer" if broken else no_line(subject.task, stated, target, role)


def _lines(subject: Subject, role: Role, parameters: BootstrapParameters) -> dict[str, Ends]:
    stated, target = subject.prediction(role), subject.samples[role].target
    found = line(subject, stated, target, parameters.confidence)
    if subject.task is Task.BINARY:
        return found
    error = mean(subject, stated - target, parameters)
    bias = error.scaled(1 / float(subject.samples[Role.VALIDATION].target.std()))
    return found | {"bias": (bias.value, bias.low, bias.high)}
