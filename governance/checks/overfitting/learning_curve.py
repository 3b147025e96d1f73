"""What more training rows would bring: skill of refits to growing parts of the training sample."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.estimating import estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.naive import skill
from governance.subject.outcomes import convention, dependent, describe_loss
from governance.subject.refits import Rows, part
from governance.subject.relearning import RefitParameters, lost, lost_by_mean, to_learn
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CurveParameters(RefitParameters):
    """What all refitting checks have, and how often the training sample is halved: ``halvings`` plus one refits."""

    halvings: int = field(default=4, metadata={"stricter": "larger", "least": 1, "most": 10})


@check(
    title="Learning curve",
    asks="Has the model seen enough rows, or would it still learn from more of them?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    capabilities=(Capability.REFIT,),
    metrics=(
        Metric(
            "last_doubling", "Skill that the last doubling of the training rows added", "neither", FORECASTS, "share", sound=0.0
        ),
        Metric("skill_at", "Skill of the refit to each part of the training sample", "higher", FORECASTS, "share"),
    ),
    references=(
        "Viering & Loog (2023), The shape of learning curves: a review, IEEE Trans. on Pattern Analysis and Machine Intelligence 45(6)",
        "Riley et al. (2020), Calculating the sample size required for developing a clinical prediction model, BMJ 368",
    ),
)
def learning_curve(subject: Subject, parameters: CurveParameters) -> Evidence:
    """Refit to a half, a quarter, an eighth... of the training rows, and hold each refit against the same validation rows.

    Method: Where rows have an order in time a part is the last rows of the training sample, so that every refit ends where the model ended
    and only the length of its memory grows; else it is a random part that contains the smaller ones. The same estimator is refitted
    to each. Skill is one minus the ratio of the mean loss to that of the training mean, on the validation rows. The skill of all
    refits has intervals by itself; the last doubling is the difference of the last two, paired row by row. Block bootstrap.

    Reads as risk: Where the last doubling still added much, the model is short of data: it will change with every new year of rows, and
    its figures are those of a model that is not finished. Where it took skill away, old rows teach what no longer holds.

    Limitations: The settings were chosen for the whole sample, and may be wrong for an eighth of it. More history is not more of the same:
    a curve over time mixes the number of rows with their age. One refit is made of each part, so that the luck of an estimator that draws
    lots is in the curve. Training samples above the bound on rows are thinned first, and the curve ends there.
    """
    sample, validation = to_learn(subject, parameters.rows), subject.samples[Role.VALIDATION]
    sizes = [sample.rows >> halving for halving in range(parameters.halvings, -1, -1)]
    if sizes[0] < parameters.smallest_n or validation.rows < parameters.smallest_n:
        return Evidence.inconclusive(f"{sample.rows} training rows cannot be halved {parameters.halvings} times")
    order, losses = _order(subject, sample.rows), []
    for size in sizes:
        found = lost(subject, part(sample, np.sort(order[:size])), validation)
        if isinstance(found, Failure):
            return Evidence.inconclusive(f"refitted to {size} rows: {found.reason}")
        losses.append(found)
    naive = lost_by_mean(subject)
    doubling = estimate(subject, np.column_stack([*losses[-2:], naive]), _gained, parameters)
    curve = [estimate(subject, np.column_stack([item, naive]), skill, parameters) for item in losses]
    text = convention(subject, f"{describe_loss(subject)}; against the training mean; {sizes[-2]} to {sizes[-1]} rows")
    parts = [measured("skill_at", item, text, segment=f"{size} rows") for size, item in zip(sizes, curve, strict=True)]
    return Evidence.measured((measured("last_doubling", doubling, text), *parts), (_table(sizes, curve),))


def _order(subject: Subject, n: int) -> Rows:
    """Rows in the order in which parts take them up: the latest first, or at random where there is no order in time."""
    return np.arange(n)[::-1] if dependent(subject) else subject.generator().permutation(n)


def _gained(means: Array) -> Array:
    return np.asarray((means[:, 0] - means[:, 1]) / means[:, 2])


def _table(sizes: list[int], curve: list[Estimate]) -> Table:
    rows = tuple((size, item.value, item.low, item.high) for size, item in zip(sizes, curve, strict=True))
    note = "A curve that still rises at its end asks for more rows; one that falls asks whether the old ones still hold."
    columns = ("training rows", "skill", "skill:low", "skill:high")
    return Table("curve", "Skill by length of the training sample", Shape.CURVE, columns, rows, note=note)
