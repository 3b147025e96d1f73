"""The share of its training skill that a model loses on unseen rows."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ALL_TASKS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.resampling import Estimate, interval
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import naive_losses, strongest
from governance.subject.outcomes import convention, describe_loss, losses, weights
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
        Metric("relative_gap", "Share of the training skill that is lost in validation", "lower", FORECASTS, sound=0.0),
        Metric("gap_without_skill", "The same where validation shows no skill, else 0", "lower", FORECASTS, sound=0.0),
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
    skills over the training skill. Both samples are resampled independently, in blocks where rows are ordered in time. The gap
    without skill is, in each resample, the gap where validation shows no skill over the naive forecast and 0 where it
    does: its interval lies wholly on the gap only where the absence of skill is itself shown.

    Reads as risk: A wide gap means that the model has learned the accidents of its training sample. What it promised in development
    will not be kept; where no skill is left, it has nothing to keep.

    Limitations: A gap of a flexible model that keeps real skill is a cost, not a defect: forests fit their training rows closely by
    design. A change of regime between the samples widens the gap without any overfitting. The gap is undefined where even the
    training sample shows no skill.
    """
    chosen = strongest(subject)
    pairs = {role: _pairs(subject, role, chosen) for role in (Role.TRAINING, Role.VALIDATION)}
    few = [role.value for role, values in pairs.items() if len(values) < parameters.smallest_n]
    if few:
        return Evidence.inconclusive(f"the {few[0]} sample has fewer than {parameters.smallest_n} rows to compare")
    infinite = [role.value for role, values in pairs.items() if not np.isfinite(values).all()]
    if infinite:
        return Evidence.inconclusive(f"the model's loss is infinite on rows of the {infinite[0]} sample")
    generator = subject.generator()
    training, validation = (estimate(subject, values, _skill, parameters, generator) for values in pairs.values())
    if training.low <= 0.0:
        return Evidence.inconclusive(f"even the training sample shows no skill over {chosen}: there is no skill to lose")
    return Evidence.measured(_measurements(subject, training, validation, chosen), (_table(training, validation),))


def _pairs(subject: Subject, role: Role, chosen: str) -> Array:
    values = np.column_stack([losses(subject, role), naive_losses(subject, role)[chosen]])
    known = ~np.isnan(values[:, 1])
    return np.asarray((values * weights(subject, role)[:, None])[known])


def _skill(means: Array) -> Array:
    return np.asarray(1 - means[:, 0] / means[:, 1])


def _measurements(subject: Subject, training: Estimate, validation: Estimate, chosen: str) -> tuple[Measurement, ...]:
    gap = (training.value - validation.value) / abs(training.value)
    gaps = (training.draws - validation.draws) / np.abs(training.draws)
    found = {
        "relative_gap": (gap, gaps),
        "gap_without_skill": (gap if validation.value <= 0 else 0.0, np.where(validation.draws <= 0, gaps, 0.0)),
    }
    text = convention(subject, f"{describe_loss(subject)}; skill over {chosen}")
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
