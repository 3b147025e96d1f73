"""Skill of the procedure, refitted as time went on."""

from dataclasses import dataclass, field, replace

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.estimating import counted, measured
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.relearning import RefitParameters, from_own_refit
from governance.subject.replaying import Run
from governance.subject.skill_tables import along_the_walk
from governance.subject.subject import Subject
from governance.subject.walking import by_stretch, over_all_stretches, walk


@dataclass(frozen=True)
class WalkForwardParameters(RefitParameters):
    """What all refitting checks have, the number of ``refits``, and the share of the history that the first one learns from."""

    refits: int = field(default=5, metadata={"stricter": "larger", "least": 2, "most": 200})
    first_share: float = field(default=0.5, metadata={"stricter": "unclear", "least": 0.1, "most": 0.9})


@check(
    title="Walking forward",
    asks="Would the model, refitted as time went on, have kept its skill from one stretch of the history to the next?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    columns=("time",),
    capabilities=(Capability.REFIT,),
    metrics=(
        Metric("skill", "Share of the naive forecast's loss that the refitted models remove", "higher", FORECASTS, "share"),
        Metric("fold_skill", "The same in each stretch of the history", "higher", FORECASTS, "share"),
        Metric(
            "stretches_won", "Share of the stretches in which the refitted model beats the naive forecast", "higher", FORECASTS
        ),
        Metric("departure", "Skill of the audited model less that of its own refit", "neither", FORECASTS, "share", sound=0.0),
    ),
    references=(
        "Pesaran & Timmermann (1995), Predictability of stock returns, Journal of Finance 50(4)",
        "Diebold & Mariano (1995), Comparing predictive accuracy, Journal of Business & Economic Statistics 13(3)",
        "Tashman (2000), Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16(4)",
    ),
)
def walk_forward(subject: Subject, parameters: WalkForwardParameters) -> Evidence:
    """Refit the model on a growing window and hold each refit against the stretch that followed.

    Method: Training, tuning and validation rows are put together in time order. After the first share of the time steps the rest is cut
    into as many stretches as there are refits. Before each stretch the same estimator with the same settings learns from all rows whose
    label was known by then, or as many evenly spaced ones of them as are stated. Losses on all stretches together are held against the
    naive forecast that was strongest in training: skill with a block bootstrap interval, the Diebold-Mariano test for its p-value. The
    skill of single stretches has intervals that hold together (Bonferroni). The departure holds the audited model against its own refit
    on the training sample, on the validation rows, paired: far from 0 the refits are of another model and this check says little of the
    audited one.

    Reads as risk: Skill that one split shows and the walk does not was the luck of the split. Skill in the early stretches alone
    is a relation that has ended.

    Limitations: The settings were chosen with the training period in sight, which flatters its stretches. A parameter search is
    not repeated, row weights and early stopping on a second sample are not passed to the refit. The budget is a number of refits
    and of rows and no time, so that equal audits are equal. Few stretches say little of how often the model wins.
    """
    chosen = strongest(subject)
    runs = walk(subject, chosen, parameters, parameters.refits, parameters.first_share)
    if isinstance(runs, Failure):
        return Evidence.inconclusive(runs.reason)
    departure = from_own_refit(subject, chosen, parameters)
    each = by_stretch(subject, runs, parameters)
    absent = {"departure": departure.reason} if isinstance(departure, Failure) else {}
    more = () if isinstance(departure, Failure) else (_skill(subject, "departure", departure, chosen),)
    return Evidence.measured((*_walked(subject, runs, each, chosen, parameters), *more), (along_the_walk(runs, each),), absent)


def _walked(
    subject: Subject, runs: list[Run], each: list[Estimate], chosen: str, parameters: WalkForwardParameters
) -> list[Measurement]:
    whole, p_value = over_all_stretches(subject, runs, parameters)
    won, k = sum(run.known[:, 0].mean() < run.known[:, 1].mean() for run in runs), len(runs)
    share = counted("stretches_won", won, k, parameters, "Wilson interval over the stretches")
    stretches = [_skill(subject, "fold_skill", item, chosen, f"stretch {number}") for number, item in enumerate(each, start=1)]
    return [replace(_skill(subject, "skill", whole, chosen), p_value=p_value), share, *stretches]


def _skill(subject: Subject, metric: str, item: Estimate, chosen: str, segment: str | None = None) -> Measurement:
    text = convention(subject, f"{describe_loss(subject)}; against {describe_naive(subject, chosen)}; refitted")
    return measured(metric, item, text, segment=segment, unit="share")
