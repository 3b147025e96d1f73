"""Forecasts that are too low when volatility is known to be high."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Statistic
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.outcomes import convention
from governance.subject.subject import Subject
from governance.subject.variance_ratios import beyond_rival, ratios_by_known_volatility, rival_under_forecast, under_forecast
from governance.subject.volatility_tables import ratios_by_group

Array = NDArray[np.float64]
TASKS = (Task.VOLATILITY,)
STATISTICS: dict[str, Statistic] = {
    "under_forecast": under_forecast,
    "beyond_challenger": beyond_rival,
    "challenger_under_forecast": rival_under_forecast,
}


@dataclass(frozen=True)
class StressParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``share`` of rows that count as stress, and the ``groups`` of the table."""

    share: float = field(default=0.10, metadata={"stricter": "unclear", "least": 0.01, "most": 0.5})
    groups: int = field(default=10, metadata={"stricter": "unclear", "least": 2, "most": 20})


@check(
    title="Bias under stress",
    asks="Are forecasts too low on the days that were known beforehand to be wild?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=TASKS,
    columns=("time",),
    metrics=(
        Metric("under_forecast", "Mean of realised over forecast variance under stress, less 1", "lower", TASKS, "share", 0.0),
        Metric(
            "beyond_challenger", "The part of it that a HAR model does not share on the same rows", "lower", TASKS, "share", 0.0
        ),
        Metric("challenger_under_forecast", "The same for the HAR model", "lower", TASKS, "share", 0.0),
    ),
    references=(
        "Patton (2011), Volatility forecast comparison using imperfect volatility proxies, Journal of Econometrics 160(1)",
        "Lerch, Thorarinsdottir, Ravazzolo & Gneiting (2017), Forecaster's dilemma, Statistical Science 32(1)",
        "Corsi (2009), A simple approximate long-memory model of realized volatility, Journal of Financial Econometrics 7(2)",
    ),
)
def stress_bias(subject: Subject, parameters: StressParameters) -> Evidence:
    """Compare realised with forecast variance on the rows before which volatility had been highest.

    Method: Stress is the tenth (``share``) of validation rows with the highest mean of the five last outcomes known when the forecast
    was made. Rows are not chosen by the outcome that is being forecast: every sound forecast is too low on days that turn out wild,
    because it is a mean and they were picked for lying above it (the forecaster's dilemma). On rows picked by what was known, the mean
    of realised over forecast variance is 1 for a forecast that is right, however noisy the realised variance is. The same
    is measured for the HAR model of ``volatility.loss``, estimated on the training sample. What lies beyond the challenger is the ratio
    of the two means less 1; where the challenger's own is below 1, which makes it no yardstick, it is the model's mean less 1. The
    stress rows are resampled in blocks, model and challenger together.

    Reads as risk: Limits, margins and hedges are sized by the forecast, and they are needed when volatility is high. A forecast that is
    right on average and low under stress fails on the only days that matter.

    Limitations: The day on which a calm ends is known to no forecast and is not counted against any. A validation period calmer than the
    training crisis has mild stress only, and says nothing of worse; a period wilder than training makes sound models low too, which
    the challenger shows. Rows are picked by a quantile of the validation sample, so that one decile holds few episodes.
    """
    found = ratios_by_known_volatility(subject)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    ratios, order = found
    stress = ratios[np.sort(order[: round(parameters.share * len(order))])]
    if len(stress) < parameters.smallest_n:
        return Evidence.inconclusive(f"only {len(stress)} rows under stress; fewer than {parameters.smallest_n} are not measured")
    table = ratios_by_group(ratios[order[::-1]], parameters.groups)
    return Evidence.measured(_measurements(subject, stress, parameters), (table,))


def _measurements(subject: Subject, stress: Array, parameters: StressParameters) -> tuple[Measurement, ...]:
    text = f"the {parameters.share:.0%} of rows with the highest mean of the five last known outcomes"
    found = {name: estimate(subject, stress, statistic, parameters) for name, statistic in STATISTICS.items()}
    return tuple(measured(name, item, convention(subject, text), unit="share") for name, item in found.items())
