"""The share of its training skill that a model loses on unseen rows."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ALL_TASKS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.resampling import Estimate, interval
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import describe_naive, paired, skill, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.subject import Subject

Array = NDArray[np.float64]
FORECASTS = tuple(task for task in ALL_TASKS if task is not Task.STRATEGY)


@check(
    title="Generalization gap",
    asks="Does the model do materially worse on cases it has not seen than on those it learned from?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    tasks=FORECASTS,
    metrics=(
        Metric("relative_gap", "Share of the training skill that is lost in validation", "lower", FORECASTS, "share", sound=0.0),
        Metric(
            "gap_without_skill",
            "Share of the training skill that is lost where validation shows no skill, else 0",
            "lower",
            FORECASTS,
            "share",
            sound=0.0,
            shrinks=False,
        ),
    ),
    references=(
        "Hastie, Tibshirani & Friedman (2009), The elements of statistical learning, section 7.2",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def generalization_gap(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Compare the model's skill on its training rows with its skill on unseen rows.

    Method: Skill is one minus the ratio of the model's mean loss to that of the naive forecast which was strongest in training, on
    each sample by itself, so that a calmer or wilder period does not pass for a gap. The relative gap is the difference of the two
    skills over the training skill. Both samples are resampled independently, in blocks unless rows are declared to have no order in
    time. The gap without skill is the gap in each resample whose validation skill is not above zero, and 0 in every other. It is
    never between 0 and 1, since without skill in validation the whole training skill is lost, or more. Its interval lies on the gap
    where the absence of skill is shown, is 0 where skill is shown, and reaches from 0 to the gap where neither is: the limit that
    is put on it, anywhere between 0 and 1, asks whether there is skill and not how wide the gap is.

    Reads as risk: A wide gap means that the model has learned the accidents of its training sample. What it promised in development
    will not be kept; where no skill is left, it has nothing to keep.

    Limitations: A gap of a flexible model that keeps real skill is a cost, not a defect: forests fit their training rows closely by
    design. A change of regime between the samples widens the gap without any overfitting. The gap is undefined where even the
    training sample shows no skill. More rows do not shrink the interval of the gap without skill about its value: they move both bounds
    to 0 or to the gap once they settle the sign of the skill.
    """
    chosen = strongest(subject)
    pairs = {role: _known(paired(subject, role)[chosen]) for role in (Role.TRAINING, Role.VALIDATION)}
    few = [role.value for role, values in pairs.items() if len(values) < parameters.smallest_n]
    if few:
        return Evidence.inconclusive(f"the {few[0]} sample has fewer than {parameters.smallest_n} rows to compare")
    infinite = [role.value for role, values in pairs.items() if not np.isfinite(values[:, 0]).all()]
    if infinite:
        return Evidence.inconclusive(f"the model's loss is infinite on rows of the {infinite[0]} sample")
    generator = subject.generator()
    training, validation = (estimate(subject, values, skill, parameters, generator) for values in pairs.values())
    if training.low <= 0.0:
        return Evidence.inconclusive(f"even the training sample shows no skill over {chosen}: there is no skill to lose")
    return Evidence.measured(_measurements(subject, training, validation, chosen), (_table(training, validation),))


def _known(values: Array) -> Array:
    return values[np.isfinite(values[:, 1])]


def _measurements(subject: Subject, training: Estimate, validation: Estimate, chosen: str) -> tuple[Measurement, ...]:
    gap = (training.value - validation.value) / abs(training.value)
    gaps = (training.draws - validation.draws) / np.abs(training.draws)
    found = {
        "relative_gap": (gap, gaps),
        "gap_without_skill": (gap if validation.value <= 0 else 0.0, np.where(validation.draws <= 0, gaps, 0.0)),
    }
    text = convention(subject, f"{describe_loss(subject)}; skill over {describe_naive(subject, chosen)}")
    return tuple(
        Measurement(
            name,
            value,
            *interval(draws, training.confidence),
            n=validation.n,
            n_effective=min(training.n_effective, validation.n_effective),
            role=Role.VALIDATION,
            confidence=training.confidence,
            convention=text,
        )
        for name, (value, draws) in found.items()
    )


def _table(training: Estimate, validation: Estimate) -> Table:
    rows = tuple((name, item.value, item.low, item.high) for name, item in (("training", training), ("validation", validation)))
    note = "The distance between the two is the gap; skill below zero is worse than the naive forecast."
    return Table(
        "skills", "Skill in training and in validation", Shape.INTERVALS, ("sample", "skill", "low", "high"), rows, note=note
    )
