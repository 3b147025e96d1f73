"""Skill over forecasts that cost nothing."""

from dataclasses import dataclass

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, equal_accuracy, estimate, measured
from governance.subject.naive import describe_naive, paired, skill, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.performance import level_and_change
from governance.subject.skill_tables import over_each_naive, saved_over_time
from governance.subject.subject import Subject

LEVELS = (Task.REGRESSION, Task.PRICING, Task.VOLATILITY)


@dataclass(frozen=True)
class NaiveParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the ``bins`` of the curve of saved loss."""

    bins: int = 60


@check(
    title="Skill over naive forecasts",
    asks="Is the model better than repeating the last value, the average or the last season?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    tasks=FORECASTS,
    metrics=(
        Metric("skill", "Share of the strongest naive forecast's loss that the model removes", "higher", FORECASTS, "share"),
        Metric("skill_over_each", "Share of each naive forecast's loss that the model removes", "higher", FORECASTS, "share"),
        Metric("level_r_squared", "R squared on the level of the target", "higher", LEVELS),
        Metric("change_r_squared", "R squared on the change of the target", "higher", LEVELS),
    ),
    references=(
        "Diebold & Mariano (1995), Comparing predictive accuracy, Journal of Business & Economic Statistics 13(3)",
        "Harvey, Leybourne & Newbold (1997), Testing the equality of prediction mean squared errors, Int. J. of Forecasting 13(2)",
        "Lazarus, Lewis, Stock & Watson (2018), HAR inference, Journal of Business & Economic Statistics 36(4)",
        "Hyndman & Koehler (2006), Another look at measures of forecast accuracy, International Journal of Forecasting 22(4)",
    ),
)
def naive(subject: Subject, parameters: NaiveParameters) -> Evidence:
    """Measure the loss that the model saves against naive forecasts on the validation sample.

    Method: Each naive forecast uses only what was known when the model forecast: the training mean (or class frequencies), the last
    known outcome, the outcome of the last known season, and a declared benchmark. Where rows share a time stamp, the last known
    outcome is the mean of the last known stamp, over all rows and within each declared segment; where the time is unknown, rows
    are taken in file order. Each is compared on the rows where it has a past; a variance forecast of zero is read as the loss reads a
    realised zero. Skill is one minus the ratio of mean losses; its interval resamples model and naive losses together, and
    the Diebold-Mariano test with Harvey's correction gives the p-value. The decisive comparison is with the naive forecast that was
    strongest in training. R squared on the level is what is usually quoted; R squared on the change asks the same of the move
    since the last known value, where a persistent series flatters no one.

    Reads as risk: No skill means that the model's complexity, cost and operational risk buy nothing. A high R squared on the level
    beside none on the change is the mark of a model that repeats yesterday.

    Limitations: A naive forecast is not the best simple model; skill over it is necessary, not sufficient. In a panel without a declared
    segment that tells its series apart, persistence is that of the cross-section, which is weaker than that of each series.
    Intervals of 95 % miss by about 3 to 4 % on each side under moderate dependence of the losses (first autocorrelation 0.5, 250
    rows), by about 4 to 6 % under strong (0.9, 500 rows) and by more in shorter samples.
    """
    chosen, pairs = strongest(subject), paired(subject, Role.VALIDATION)
    broken, n = int((~np.isfinite(pairs["mean"][:, 0])).sum()), len(pairs["mean"])
    if broken:
        return Evidence.inconclusive(f"{broken} of {n} forecasts have an infinite loss ({describe_loss(subject)})")
    known = {name: np.isfinite(values[:, 1]) for name, values in pairs.items()}
    enough = [name for name in pairs if int(known[name].sum()) >= parameters.smallest_n]
    if chosen not in enough:
        rows = int(known[chosen].sum())
        return Evidence.inconclusive(f"only {rows} validation rows have a naive forecast ({chosen}) to compare with")
    each = {name: estimate(subject, pairs[name][known[name]], skill, parameters) for name in enough}
    decided = pairs[chosen][known[chosen]]
    measurements = [_measurement(subject, "skill", each[chosen], chosen, p_value=equal_accuracy(subject, *decided.T))]
    measurements += [_measurement(subject, "skill_over_each", item, name, segment=name) for name, item in each.items()]
    changes, absent = level_and_change(subject, parameters) if subject.task in LEVELS else ({}, {})
    own_variance = convention(subject, "against the sample's own variance")
    measurements += [measured(name, item, own_variance) for name, item in changes.items()]
    curve = saved_over_time(subject, decided[:, 1] - decided[:, 0], known[chosen], chosen, parameters.bins)
    few = [name for name in pairs if name not in each]
    return Evidence.measured(tuple(measurements), (over_each_naive(each, few), *curve), absent)


def _measurement(
    subject: Subject, metric: str, item: Estimate, against: str, *, segment: str | None = None, p_value: float | None = None
) -> Measurement:
    compared = f"{describe_loss(subject)}; against {describe_naive(subject, against)}"
    return measured(metric, item, convention(subject, compared), p_value, segment=segment)
