"""Skill of the procedure, refitted as time went on."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.resampling import Estimate, wilson
from governance.statistics.splitting import walk_forward_splits
from governance.subject.estimating import equal_accuracy, estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive, paired, skill, strongest
from governance.subject.outcomes import convention, describe_loss, per_row_loss, weights
from governance.subject.refits import history, refitted
from governance.subject.relearning import RefitParameters
from governance.subject.replaying import Run, replay
from governance.subject.subject import Subject

Array = NDArray[np.float64]


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
    past, chosen = history(subject), strongest(subject)
    if isinstance(past, Failure):
        return Evidence.inconclusive(past.reason)
    first = round(parameters.first_share * past.length)
    if past.length - first < parameters.refits * parameters.smallest_n or first - past.horizon < parameters.smallest_n:
        return Evidence.inconclusive(f"{past.length} steps of time are too few for {parameters.refits} refits")
    groups = np.array_split(np.arange(first, past.length), parameters.refits)
    splits = walk_forward_splits(past.length, parameters.refits, first, past.horizon)
    found = replay(subject, past, splits, groups, chosen, parameters.rows)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    runs = [run for fold in found for run in fold.values()]
    if min(len(run.known) for run in runs) < parameters.smallest_n:
        return Evidence.inconclusive(f"a stretch has fewer than {parameters.smallest_n} rows with a naive forecast ({chosen})")
    departure = _departure(subject, chosen, parameters)
    absent = {"departure": departure.reason} if isinstance(departure, Failure) else {}
    more = () if isinstance(departure, Failure) else (_skill(subject, "departure", departure, chosen),)
    return Evidence.measured((*_walked(subject, runs, chosen, parameters), *more), (_table(subject, runs, parameters),), absent)


def _walked(subject: Subject, runs: list[Run], chosen: str, parameters: WalkForwardParameters) -> list[Measurement]:
    together = np.concatenate([run.known for run in runs])
    whole = _skill(subject, "skill", estimate(subject, together, skill, parameters), chosen)
    p_value = equal_accuracy(subject, *together.T)
    won, k = sum(run.known[:, 0].mean() < run.known[:, 1].mean() for run in runs), len(runs)
    share = Measurement(
        "stretches_won", won / k, *wilson(won, k, parameters.confidence), n=k, n_effective=float(k), role=Role.VALIDATION,
        confidence=parameters.confidence, convention="Wilson interval over the stretches",
    )  # fmt: skip
    each = [_skill(subject, "fold_skill", item, chosen, name) for name, item in _folds(subject, runs, parameters).items()]
    return [replace(whole, p_value=p_value), share, *each]


def _folds(subject: Subject, runs: list[Run], parameters: WalkForwardParameters) -> dict[str, Estimate]:
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(runs))
    return {f"stretch {number}": estimate(subject, run.known, skill, stricter) for number, run in enumerate(runs, start=1)}


def _skill(subject: Subject, metric: str, item: Estimate, chosen: str, segment: str | None = None) -> Measurement:
    text = convention(subject, f"{describe_loss(subject)}; against {describe_naive(subject, chosen)}; refitted")
    return measured(metric, item, text, segment=segment, unit="share")


def _departure(subject: Subject, chosen: str, parameters: WalkForwardParameters) -> Estimate | Failure:
    if subject.samples[Role.TRAINING].rows > parameters.rows:
        return Failure(f"the training sample has more rows than the {parameters.rows} that a refit may learn from")
    fresh, validation = refitted(subject, subject.samples[Role.TRAINING]), subject.samples[Role.VALIDATION]
    scores = fresh if isinstance(fresh, Failure) else fresh.score(validation.features)
    if isinstance(scores, Failure):
        return scores
    again = per_row_loss(subject, validation.target, scores) * weights(subject, Role.VALIDATION)
    values = np.column_stack([again, paired(subject, Role.VALIDATION)[chosen]])
    if not np.isfinite(values[:, :2]).all():
        return Failure("the model or its refit loses infinitely on a validation row")
    if np.allclose(values[:, 0], values[:, 1], rtol=1e-6, atol=0.0):  # the same model but for the rounding of its sums
        values[:, 0] = values[:, 1]
    known = values[np.isfinite(values[:, 2])]
    return estimate(subject, known, lambda means: (means[:, 0] - means[:, 1]) / means[:, 2], parameters)


def _table(subject: Subject, runs: list[Run], parameters: WalkForwardParameters) -> Table:
    folds = _folds(subject, runs, parameters)
    rows = tuple((f"{str(run.first)[:10]} to {str(run.last)[:10]}", item.value, item.low, item.high)
                 for run, item in zip(runs, folds.values(), strict=True))  # fmt: skip
    note = "Each stretch was forecast by a model fitted to what was known before it; below zero the naive forecast was better."
    return Table("stretches", "Skill as time went on", Shape.INTERVALS, ("stretch", "skill", "low", "high"), rows, note=note)
