"""Skill over simple models of the same features, fitted to the same training sample."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.challenger import Challenger, challengers, describe_challenger
from governance.subject.estimating import BootstrapParameters, equal_accuracy, estimate, measured
from governance.subject.forgone import compared, forgone
from governance.subject.naive import describe_naive, skill, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@check(
    title="Simple challenger",
    asks="Is the model's complexity paid for: is it better than a linear or a small boosted model of the same features?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    metrics=(
        Metric("forgone", "Share of the simple challenger's gain that the model forgoes", "lower", FORECASTS, "share", sound=0.0),
        Metric("skill", "Share of the simple challenger's loss that the model removes", "higher", FORECASTS, "share"),
        Metric("advantage", "Skill over the simple challenger, in its standard errors", "higher", FORECASTS, "standard errors"),
    ),
    references=(
        "Diebold & Mariano (1995), Comparing predictive accuracy, Journal of Business & Economic Statistics 13(3)",
        "Hastie, Tibshirani & Friedman (2009), The elements of statistical learning, section 7.10: the one-standard-error rule",
        "Piaggio et al. (2012), Reporting of noninferiority and equivalence randomized trials, JAMA 308(24)",
    ),
)
def simple_challenger(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Compare the model with the simple model that was strongest within the training sample.

    Method: Two challengers are fitted to the numeric features of the training sample with the settings of the library: a linear model
    (ridge, logistic or, for variances, gamma regression) and histogram boosting with trees of depth 3, on at most 20,000 evenly
    spaced rows. The one with the lower loss on the last quarter of the training sample, by fits to the rows before it, is the
    rival. What the model forgoes is its excess loss over the rival as a share of what is at stake: the larger of the two losses or, if
    that is smaller, the larger of the two gains over the strongest naive forecast. One half therefore means twice the rival's loss, or
    half its gain. Losses are resampled together. Skill over the rival is one minus the ratio of mean losses, and the advantage is that
    skill in its own standard errors.

    Reads as risk: A model that loses to an afternoon's work costs development, explanation and control, and returns less than what they
    would buy. An advantage below one standard error says that the simpler model serves as well.

    Limitations: The challengers know no transformation that the developer did not log and no feature that is not a number. Equal accuracy
    is not shown by an interval that reaches zero: what a sample can show is that the model forgoes no more than a stated share.
    With weak signals that share needs many rows. Where neither gains anything over the naive forecast only the order of the two is told.
    """
    losses = compared(subject, parameters.smallest_n)
    if isinstance(losses, str):
        return Evidence.inconclusive(losses)
    found = challengers(subject)
    each = [estimate(subject, losses[:, [0, 2 + place]], skill, parameters) for place in range(len(found))]
    text = f"{describe_loss(subject)}; against {describe_challenger(subject, found[0])}"
    against_naive = f"gain over {describe_naive(subject, strongest(subject))}"
    p_value = equal_accuracy(subject, losses[:, 0], losses[:, 2])
    measurements = [
        measured("forgone", forgone(subject, losses, parameters), convention(subject, text, against_naive)),
        measured("skill", each[0], convention(subject, text), p_value),
    ]
    error, absent = float(each[0].draws.std()), {"advantage": "the ratio of the two losses is the same in every resample"}
    if error > 0.0:
        measurements.append(measured("advantage", each[0].scaled(1 / error), convention(subject, text), p_value))
        absent = {}
    return Evidence.measured(tuple(measurements), (_table(found, each),), absent)


def _table(found: tuple[Challenger, ...], each: list[Estimate]) -> Table:
    rows = tuple((item.name, skill.value, skill.low, skill.high) for item, skill in zip(found, each, strict=True))
    note = "The strongest within training stands first. Above zero the model loses less; an interval that reaches zero shows no difference."
    columns = ("challenger", "skill", "low", "high")
    return Table("challengers", "Skill over each simple challenger", Shape.INTERVALS, columns, rows, note=note)
