"""Skill over forecasts that cost nothing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ALL_TASKS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.forecasts import diebold_mariano
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import is_series, last_known, naive_losses, strongest
from governance.subject.outcomes import convention, describe_loss, losses, weights
from governance.subject.subject import Subject

Array = NDArray[np.float64]
LEVELS = (Task.REGRESSION, Task.PRICING, Task.VOLATILITY)
FORECASTS = tuple(task for task in ALL_TASKS if task is not Task.STRATEGY)


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
        Metric("skill", "Share of the strongest naive forecast's loss that the model removes", "higher", FORECASTS),
        Metric("skill_over_each", "The same over each naive forecast", "higher", FORECASTS),
        Metric("level_r_squared", "R squared on the level of the target", "higher", LEVELS),
        Metric("change_r_squared", "R squared on the change of the target", "higher", LEVELS),
    ),
    references=(
        "Diebold & Mariano (1995), Comparing predictive accuracy, Journal of Business & Economic Statistics 13(3)",
        "Harvey, Leybourne & Newbold (1997), International Journal of Forecasting 13(2)",
        "Hyndman & Koehler (2006), Another look at measures of forecast accuracy, International Journal of Forecasting 22(4)",
    ),
)
def naive(subject: Subject, parameters: NaiveParameters) -> Evidence:
    """Measure the loss that the model saves against naive forecasts on the validation sample.

    Method: Each naive forecast uses only what was known when the model forecast: the training mean (or class frequencies), the last
    known outcome, the outcome of the last known season, and a declared benchmark. Skill is one minus the ratio of mean losses; its
    interval resamples model and naive losses together, and the Diebold-Mariano test with Harvey's correction gives the p-value. The
    decisive comparison is with the naive forecast that was strongest in training. R squared on the level is what is usually
    quoted; R squared on the change asks the same of the move since the last known value, where a persistent series flatters no one.

    Reads as risk: No skill means that the model's complexity, cost and operational risk buy nothing. A high R squared on the level
    beside none on the change is the mark of a model that repeats yesterday.

    Limitations: A naive forecast is not the best simple model; skill over it is necessary, not sufficient. Persistence and season
    need one row a time step; panels are compared with the mean and a declared benchmark.
    """
    model = losses(subject, Role.VALIDATION) * weights(subject, Role.VALIDATION)
    rivals = {name: loss * weights(subject, Role.VALIDATION) for name, loss in naive_losses(subject, Role.VALIDATION).items()}
    usable = np.logical_and.reduce([np.isfinite(loss) for loss in rivals.values()])
    if int(usable.sum()) < parameters.smallest_n:
        return Evidence.inconclusive(f"only {int(usable.sum())} validation rows have a naive forecast to compare with")
    if not np.isfinite(model[usable]).all():
        broken = int((~np.isfinite(model[usable])).sum())
        return Evidence.inconclusive(
            f"{broken} of {int(usable.sum())} forecasts have an infinite loss ({describe_loss(subject)})"
        )
    chosen = strongest(subject)
    each = {
        name: estimate(subject, np.column_stack([model, rival])[usable], _skill, parameters) for name, rival in rivals.items()
    }
    p_value = _p_value(subject, model[usable], rivals[chosen][usable])
    measurements = [_measurement(subject, "skill", each[chosen], chosen, p_value=p_value)]
    measurements += [_measurement(subject, "skill_over_each", item, name, segment=name) for name, item in each.items()]
    changes, absent = _levels_and_changes(subject, parameters)
    curve = _curve(subject, rivals[chosen] - model, usable, chosen, parameters.bins)
    return Evidence.measured((*measurements, *changes), (_table(each), *curve), absent)


def _skill(means: Array) -> Array:
    return np.asarray(1 - means[:, 0] / means[:, 1])


def _r_squared(means: Array) -> Array:
    return np.asarray(1 - means[:, 0] / (means[:, 1] - means[:, 2] ** 2))


def _p_value(subject: Subject, model: Array, rival: Array) -> float | None:
    if np.array_equal(model, rival):
        return None
    return diebold_mariano(model, rival, subject.identity.horizon).p_value


def _measurement(
    subject: Subject, metric: str, item: Estimate, against: str, *, segment: str | None = None, p_value: float | None = None
) -> Measurement:
    compared = f"{describe_loss(subject)}; against {against}" if against else "against the sample's own variance"
    return Measurement(
        metric, item.value, item.low, item.high, item.n, item.n_effective, Role.VALIDATION, item.confidence,
        p_value, segment, convention=convention(subject, compared),
    )  # fmt: skip


def _levels_and_changes(subject: Subject, parameters: NaiveParameters) -> tuple[list[Measurement], dict[str, str]]:
    if subject.task not in LEVELS:
        return [], {}
    if not is_series(subject, Role.VALIDATION):
        reason = "level and change need one row a time step"
        return [], {"level_r_squared": reason, "change_r_squared": reason}
    target, answer = subject.samples[Role.VALIDATION].target, subject.prediction(Role.VALIDATION)
    before = last_known(subject, Role.VALIDATION, subject.identity.horizon)
    known = np.isfinite(before)
    error, level, change = ((target - answer) ** 2)[known], target[known], (target - before)[known]
    columns = {
        "level_r_squared": np.column_stack([error, level**2, level]),
        "change_r_squared": np.column_stack([error, change**2, change]),
    }
    found = []
    for name, values in columns.items():
        found.append(_measurement(subject, name, estimate(subject, values, _r_squared, parameters), ""))
    return found, {}


def _table(each: dict[str, Estimate]) -> Table:
    rows = tuple((name, item.value, item.low, item.high) for name, item in each.items())
    note = "Above zero the model loses less than the naive forecast; an interval that touches zero shows no skill."
    return Table(
        "skill", "Skill over each naive forecast", Shape.INTERVALS, ("naive forecast", "skill", "low", "high"), rows, note=note
    )


def _curve(subject: Subject, saved: Array, usable: NDArray[np.bool_], chosen: str, bins: int) -> tuple[Table, ...]:
    time = subject.samples[Role.VALIDATION].time
    if time is None or int(usable.sum()) < 5 * bins:
        return ()
    total = np.cumsum(saved[usable])
    ends = np.linspace(0, len(total) - 1, bins + 1).astype(int)[1:]
    stamps = [str(stamp)[:10] for stamp in time[usable][ends]]
    note = "A rising line: the model saved loss in that period; a falling one: the naive forecast did better."
    title = f"Loss saved against {chosen}, added up over time"
    rows = tuple((stamp, float(value)) for stamp, value in zip(stamps, total[ends], strict=True))
    return (Table("saved", title, Shape.CURVE, ("date", "loss saved"), rows, note=note),)
