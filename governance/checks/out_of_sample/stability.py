"""Whether skill lasts through the validation period."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.naive import by_stamp, describe_naive, paired, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.skill_course import trend, windows
from governance.subject.skill_tables import over_windows
from governance.subject.subject import Subject

# Fewer steps have no windows whose sums could be near normal.
FEWEST_STEPS = 100


@dataclass(frozen=True)
class StabilityParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``window`` as a share of the sample, and the most ``points`` of the curve."""

    window: float = field(default=0.3, metadata={"stricter": "unclear", "least": 0.1, "most": 0.9})
    points: int = 60


@check(
    title="Stability of performance",
    asks="Does the model keep its skill through the validation period, or lose it on the way?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    tasks=FORECASTS,
    columns=("time",),
    metrics=(
        Metric("trend", "Skill at the end of the validation period less that at its start, along a line", "higher", FORECASTS, sound=0.0),
        Metric("worst_window_skill", "Skill in the worst stretch of the validation period", "higher", FORECASTS, "share"),
    ),
    references=(
        "Giacomini & Rossi (2010), Forecast comparisons in unstable environments, Journal of Applied Econometrics 25(4)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)  # fmt: skip
def stability(subject: Subject, parameters: StabilityParameters) -> Evidence:
    """Follow the model's advantage over the naive forecast through the validation period.

    Method: The losses of the model and of the naive forecast that was strongest in training are averaged by time stamp. The trend
    is the change, over the whole period, of the share of the naive loss that is saved, along a line in time that each step enters
    by its naive loss, with a block bootstrap interval; wild and calm times do not pass for good and bad forecasts. For the worst
    window, the mean of the loss saved over a rolling window is taken at its lowest, in units of the mean naive loss of the period;
    its interval comes from the law of the fluctuation test, the largest increment of Brownian motion, and so holds over all windows
    at once. Autocovariances enter up to the horizon or the cube root of the number of steps, whichever is more.

    Reads as risk: A falling line says that the relation is ending, and that the average over the period is better than what is to
    be expected. A window that is shown to be worse than the naive forecast is a time when the model did harm.

    Limitations: The validation period is all it sees. The variance of the saved loss is taken as the same throughout; a crisis
    inside the period makes the interval of the worst window approximate. A change within less than a window is averaged away.
    """
    chosen = strongest(subject)
    times, values = by_stamp(paired(subject, Role.VALIDATION)[chosen], np.asarray(subject.samples[Role.VALIDATION].time))
    n = len(values)
    window, lags = round(parameters.window * n), max(subject.identity.horizon, round(n ** (1 / 3)))
    if n < FEWEST_STEPS or lags >= window:
        return Evidence.inconclusive(
            f"{n} steps of time with a naive forecast ({chosen}); fewer than {FEWEST_STEPS} are not followed"
        )
    if not np.isfinite(values).all():
        return Evidence.inconclusive("the model's loss is infinite on rows of the validation sample")
    saved, unit = values[:, 1] - values[:, 0], float(values[:, 1].mean())
    if float(np.ptp(saved)) <= 1e-9 * unit:
        return Evidence.inconclusive("model and naive forecast lose the same on every row")
    text = convention(subject, f"{describe_loss(subject)}; against {describe_naive(subject, chosen)}; means of each time stamp")
    line = measured("trend", trend(subject, values, parameters), text)
    found = windows(subject, values, window, lags, parameters.confidence)
    told = f"{describe_loss(subject)}; window of {window} steps; band of the fluctuation test over all windows"
    lowest = float(found.path.min())
    worst = Measurement(
        "worst_window_skill", lowest, lowest - found.half, lowest + found.half, n, n / window, Role.VALIDATION, parameters.confidence,
        unit="share", convention=f"{told}; against {describe_naive(subject, chosen)}",
    )  # fmt: skip
    return Evidence.measured((line, worst), (over_windows(found, times, parameters.points),))
