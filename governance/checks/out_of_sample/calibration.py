"""Whether what the model states comes true."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.subject.calibrating import bias, lines, no_line
from governance.subject.calibration_tables import reliability_table
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.miscalibration import miscalibration, p_values
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

Array = NDArray[np.float64]
VALUES = (Task.REGRESSION, Task.PRICING)
CLASSES = (Task.BINARY,)
TEXTS = {
    "miscalibration": "recalibrated by isotonic regression, held fixed",
    "excess_brier": "p-value of Spiegelhalter (1986)",
    "ece": "bins of equal width, by absolute distance",
}


@dataclass(frozen=True)
class CalibrationParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``bins`` of the display, and the ``draws`` of outcomes from the forecasts."""

    bins: int = field(default=15, metadata={"least": 2, "most": 100})
    draws: int = field(default=500, metadata={"stricter": "larger", "least": 100})


@check(
    title="Calibration",
    asks="Do the probabilities or values that the model states come true?",
    needs=(Role.VALIDATION,),
    reads=Reads.ACCUMULATORS,
    tasks=(*CLASSES, *VALUES),
    metrics=(
        Metric("slope", "Slope of the outcome on what was stated; below 1: too extreme", "neither", (*CLASSES, *VALUES), sound=1.0),
        Metric("intercept", "Log odds to be added to what was stated", "neither", CLASSES, sound=0.0),
        Metric("bias", "Mean error, over the standard deviation of the outcome", "neither", VALUES, sound=0.0),
        Metric("miscalibration", "Brier score that recalibration would remove, over its uncertainty", "lower", CLASSES, "share"),
        Metric("excess_brier", "Brier score less what calibrated forecasts would score", "neither", CLASSES, sound=0.0),
        Metric("ece", "Expected calibration error", "lower", CLASSES),
    ),
    references=(
        "Cox (1958), Two further applications of a model for binary regression, Biometrika 45(3/4)",
        "Dimitriadis, Gneiting & Jordan (2021), Stable reliability diagrams for probabilistic classifiers, PNAS 118(8)",
        "Spiegelhalter (1986), Probabilistic prediction in patient management, Statistics in Medicine 5",
        "Mincer & Zarnowitz (1969), The evaluation of economic forecasts, NBER",
        "Bröcker & Smith (2007), Increasing the reliability of reliability diagrams, Weather and Forecasting 22(3)",
    ),
)  # fmt: skip
def calibration(subject: Subject, parameters: CalibrationParameters) -> Evidence:
    """Hold what was stated for the validation rows against what came about.

    Method: For probabilities Cox's line, a logistic regression of the outcome on the stated log odds, gives the slope; the
    intercept is fitted with the slope held at 1. For values the slope is that of the outcome on the forecast, and the bias the
    mean error. Both slopes have Newey-West errors unless the rows are declared to have no order. The miscalibration is CORP's
    share of the Brier score, by isotonic regression; its interval resamples rows with the recalibration held fixed, and its
    p-value draws outcomes from the forecasts. The excess Brier score is the numerator of Spiegelhalter's test, whose p-value it
    carries; both p-values take outcomes as independent given their forecasts. The expected calibration error over bins of equal
    width is shown because it is often quoted.

    Reads as risk: A slope well below 1 is the mark of overfitting: the boldest answers, on which most is staked, are the most
    exaggerated. An intercept or bias away from 0 is a cost on every decision.

    Limitations: Miscalibration and the expected calibration error are above 0 even for calibrated forecasts and shrink with the
    sample; their lower bounds prove nothing by themselves. A calibrated model may still know nothing: the base rate is
    calibrated.
    """
    sample, stated = subject.samples[Role.VALIDATION], subject.prediction(Role.VALIDATION)
    if sample.rows < parameters.smallest_n:
        return Evidence.inconclusive(
            f"the validation sample has {sample.rows} rows; fewer than {parameters.smallest_n} are not measured"
        )
    reason = no_line(subject.task, stated, sample.target)
    if reason is not None:
        return Evidence.inconclusive(reason)
    slopes = lines(subject, stated, sample.target, parameters.confidence)
    found = (_of_values if subject.task in VALUES else _of_probabilities)(subject, stated, sample.target, parameters)
    return Evidence.measured((*slopes, *found), (reliability_table(stated, sample.target, parameters.bins),))


def _of_values(subject: Subject, stated: Array, target: Array, parameters: CalibrationParameters) -> list[Measurement]:
    found = bias(subject, stated, target, parameters)
    return [measured("bias", found, convention(subject, "forecast less outcome"))]


def _of_probabilities(subject: Subject, p: Array, y: Array, parameters: CalibrationParameters) -> list[Measurement]:
    tested, found = p_values(subject, p, y, parameters.draws), miscalibration(subject, p, y, parameters, parameters.bins)
    return [measured(name, item, convention(subject, TEXTS[name]), tested.get(name)) for name, item in found.items()]
