"""Which of all forecasts may be the best, and whether the model is among them."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.resampling import wilson
from governance.statistics.superiority import confidence_set
from governance.subject.outcomes import convention, dependent, describe_loss
from governance.subject.rivals import Rivals, rivals
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SetParameters:
    """``resamples`` of the bootstrap, the ``confidence`` of the set, and the fewest rows that are measured at all."""

    resamples: int = field(default=1000, metadata={"stricter": "larger", "least": 100})
    confidence: float = field(default=0.90, metadata={"stricter": "unclear", "least": 0.5, "most": 0.99})
    smallest_n: int = field(default=30, metadata={"stricter": "larger", "least": 10})


@check(
    title="Model confidence set",
    asks="Which of all the forecasts may be the best, as far as this sample tells, and is the model among them?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    metrics=(
        Metric("membership", "P-value of the model's being among the best", "higher", FORECASTS, shrinks=False),
        Metric("members", "Share of the forecasts that are in the set", "neither", FORECASTS, "share", shrinks=False),
    ),
    references=("Hansen, Lunde & Nason (2011), The model confidence set, Econometrica 79(2)",),
)
def model_confidence_set(subject: Subject, parameters: SetParameters) -> Evidence:
    """Form the set of forecasts that holds the best one with the stated confidence.

    Method: The model and the rivals of benchmark.superior-predictive-ability are compared in pairs, on the same rows. The worst by its
    largest difference over its error leaves the set, as long as that difference is larger than the stationary bootstrap explains;
    a forecast's p-value is the largest of all steps up to its own. The set holds those whose p-value exceeds one less the
    confidence; the interval of the model's p-value is the error of a finite number of resamples. Long samples are first added
    up into a thousand groups of consecutive rows.

    Reads as risk: A model outside the set is worse than another forecast beyond doubt. A set that holds nearly all says that the sample
    does not tell them apart, and that the choice between them rests on something else.

    Limitations: For display: a model outside the set may be worse by very little, which the test of superior predictive ability
    measures. Membership is no proof of being best; small samples leave everything in the set.
    """
    found = rivals(subject, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    p_values = confidence_set(
        np.column_stack([found.model, found.losses]), resamples=parameters.resamples, dependent=dependent(subject),
        generator=subject.generator(),
    )  # fmt: skip
    n, own = len(found.model), float(p_values[0])
    low, high = wilson(own * parameters.resamples, parameters.resamples, parameters.confidence)
    told = convention(subject, describe_loss(subject), f"{len(found.names)} rivals", "range statistic")
    share = float(np.mean(p_values > 1 - parameters.confidence))
    membership = Measurement(
        "membership", own, min(low, own), max(high, own), n, float(n), Role.VALIDATION, parameters.confidence, own, convention=told
    )  # fmt: skip
    members = Measurement("members", share, share, share, n, float(n), Role.VALIDATION, convention=f"{told}; an exact count")
    return Evidence.measured((membership, members), (_table(found, p_values, parameters.confidence),))


def _table(found: Rivals, p_values: Array, confidence: float) -> Table:
    means = [float(found.model.mean()), *map(float, found.losses.mean(axis=0))]
    listed = zip(("the model", *found.names), map(float, p_values), means, strict=True)
    rows = tuple((name, p_value, mean) for name, p_value, mean in sorted(listed, key=lambda row: (-row[1], row[2])))
    note = f"Those with a p-value above {1 - confidence:.2g} are in the set of confidence {confidence:.2g}."
    return Table("set", "P-value of being among the best", Shape.BARS, ("forecast", "p-value", "mean loss"), rows, note=note)
