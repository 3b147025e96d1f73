"""The share of its training skill that a model loses on unseen rows."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.statistics.skill_gap import gap_without_skill, relative_gap
from governance.subject.challenger import challengers, describe_challenger
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.forgone import compared, forgone
from governance.subject.naive import describe_naive, paired, skill, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.skill_tables import in_training_and_validation
from governance.subject.subject import Subject

Array = NDArray[np.float64]


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
            "Share of the training skill that is lost where a naive forecast or a simple challenger does as well, else 0",
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
    time. The gap without skill is the larger of two parts. Against the naive forecast it is the gap in each resample whose validation
    skill is not above zero, and 0 in every other: never between 0 and 1, since without skill the whole training skill is lost, or
    more. Against the simple challenger it is the smaller of the gap and of the share of the challenger's gain that the model
    forgoes, and never below 0; its bounds are the smaller ones of theirs. Both parts are taken at half the error rate (Bonferroni).

    Reads as risk: A wide gap means that the model has learned the accidents of its training sample. What it promised in development
    will not be kept; where no skill is left, or a simple model keeps more, the gap has bought nothing.

    Limitations: A gap of a flexible model that keeps real skill is a cost, not a defect: forests fit their training rows closely by
    design. A change of regime between the samples widens the gap without any overfitting. The gap is undefined where even the
    training sample shows no skill. More rows do not shrink the first part's interval about its value: they move both bounds to 0 or to
    the gap once they settle the sign of the skill. Where no challenger can be fitted, the naive forecast alone decides.
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
    losses = compared(subject, parameters.smallest_n)
    share = losses if isinstance(losses, str) else forgone(subject, losses, parameters)
    table = in_training_and_validation(training, validation)
    return Evidence.measured(_measurements(subject, training, validation, share), (table,))


def _known(values: Array) -> Array:
    return values[np.isfinite(values[:, 1])]


def _measurements(subject: Subject, training: Estimate, validation: Estimate, share: Estimate | str) -> tuple[Measurement, ...]:
    gap = relative_gap(training, validation)
    value, low, high = gap_without_skill(gap, validation, None if isinstance(share, str) else share)
    text = convention(subject, f"{describe_loss(subject)}; skill over {describe_naive(subject, strongest(subject))}")
    beside = share if isinstance(share, str) else f"and against {describe_challenger(subject, challengers(subject)[0])}"
    without = measured("gap_without_skill", replace(gap, value=value, low=low, high=high), f"{text}; {beside}")
    return measured("relative_gap", gap, text), without
