"""The same features, some rows late."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.resampling import Estimate, Statistic
from governance.subject.attribution.rows import how_drawn
from governance.subject.delays import late_losses
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, describe_loss
from governance.subject.past import has_past
from governance.subject.subject import Subject

DELAYS = (1, 2, 5, 10, 22)


@dataclass(frozen=True)
class LatencyParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the most ``rows`` that are asked at each delay."""

    rows: int = field(default=1000, metadata={"stricter": "larger", "least": 30})


@check(
    title="Latency",
    asks="How fast does the model's worth decay when its features come late?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric("skill_lost", "Skill over the training mean that is lost to the delay", "lower", FORECASTS, "share"),
        Metric("return_lost", "Mean return a period that is lost to the delay", "lower", (Task.STRATEGY,)),
    ),
    references=(
        "Hasbrouck & Saar (2013), Low-latency trading, Journal of Financial Markets 16(4)",
        "Moallemi & Saglam (2013), The cost of latency in high-frequency trading, Operations Research 61(5)",
    ),
)
def latency(subject: Subject, parameters: LatencyParameters) -> Evidence:
    """Score validation rows with the features of one and more rows before, against the outcomes of their own time.

    Method: For each delay all features are those that the same series had so many rows earlier. The rise of the mean loss over that with
    timely features is divided by the loss of the training mean; for a strategy it is the mean return a period that is lost. All
    delays are compared on the same rows, and each interval resamples the paired losses in blocks.

    Reads as risk: A pipeline that is one bar late is the most frequent fault in operation. What it costs tells how much it may cost to
    prevent it, and how soon the answers must be withdrawn.

    Limitations: The delay is that of all features at once, in rows of the sample. Slow features lose little by it, whatever the market does
    within a row.
    """
    if not has_past(subject):
        return Evidence.not_applicable("the rows are declared to have no order in time")
    found = late_losses(subject, rows=parameters.rows, delays=DELAYS)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    rows = min((len(values) for values in found.values()), default=0)
    if rows < parameters.smallest_n:
        return Evidence.inconclusive(
            f"{rows} rows have a past of {max(DELAYS)} rows; fewer than {parameters.smallest_n} are not measured"
        )
    metric = "return_lost" if subject.task is Task.STRATEGY else "skill_lost"
    lost = {bars: estimate(subject, values, _statistic(subject), parameters) for bars, values in found.items()}
    text = convention(subject, describe_loss(subject), how_drawn(subject, rows))
    measurements = tuple(
        Measurement(
            metric, item.value, item.low, item.high, item.n, item.n_effective, Role.VALIDATION, item.confidence,
            segment=f"{bars} {'row' if bars == 1 else 'rows'} late", convention=text,
        )
        for bars, item in lost.items()
    )  # fmt: skip
    return Evidence.measured(measurements, (_table(lost, metric),))


def _statistic(subject: Subject) -> Statistic:
    if subject.task is Task.STRATEGY:
        return lambda means: means[:, 0] - means[:, 1]
    return lambda means: (means[:, 0] - means[:, 1]) / means[:, 2]


def _table(lost: Mapping[int, Estimate], metric: str) -> Table:
    rows = tuple((bars, item.value, item.low, item.high) for bars, item in lost.items())
    what = metric.replace("_", " ")
    return Table(
        "delays", f"{what.capitalize()}, by delay in rows", Shape.CURVE, ("rows late", what, f"{what}:low", f"{what}:high"), rows
    )
