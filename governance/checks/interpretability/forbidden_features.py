"""Columns that the model must not use, directly or by proxy."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters, mean, measured
from governance.subject.forbidden import METRICS, Forbidden, forbidden, shift, told, told_table
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class ForbiddenParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` moved, and ``names`` of columns forbidden wherever they occur (a, b, c)."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 1})
    names: str = field(default="", metadata={"stricter": "unclear"})


@check(
    title="Forbidden features",
    asks="Does the model use a column that it must not, or inputs from which such a column can be rebuilt?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric("forbidden_inputs", "Forbidden columns among the model's inputs", "lower", unit="columns", sound=0.0),
        Metric(
            "answer_shift",
            "Mean move of the answer under others' forbidden inputs, over its range",
            "lower",
            unit="share",
            sound=0.0,
        ),
        Metric("rebuilt", "Share of a forbidden column that the allowed inputs rebuild", "lower", unit="share", sound=0.0),
        Metric("told_by_answer", "Share of a forbidden column that the answer alone tells", "lower", unit="share", sound=0.0),
    ),
    references=(
        "Feldman, Friedler, Moeller, Scheidegger & Venkatasubramanian (2015), Certifying and removing disparate impact, KDD",
        "Fisher, Rudin & Dominici (2019), All models are wrong, but many are useful, JMLR 20(177): model reliance",
    ),
)
def forbidden_features(subject: Subject, parameters: ForbiddenParameters) -> Evidence:
    """Count the forbidden inputs, swap them between rows, and try to rebuild every forbidden column.

    Method: Forbidden are the columns that governance.columns lists as forbidden and those that the policy names. Those among the
    inputs are counted; on drawn validation rows they are replaced, together, by those of another row, and the mean absolute
    move of the answer is taken over its central range. Each column that both samples hold is then rebuilt by small boosted
    trees, learned on training rows and measured on validation rows: from the inputs that are allowed, and from the answer alone.
    The share is one minus the squared error over that of the training mean; of classes, over an indicator for each. The intervals
    hold for all columns together (Bonferroni); the worst stands without a segment.

    Reads as risk: What must not decide still decides where the inputs carry it under another name. A column that the answer alone
    tells is in use, whatever the list of inputs says.

    Limitations: An input may go with a forbidden column for a good reason; the share says that it could stand for it, not that it
    does. Small trees may miss what a larger model would rebuild. Where nothing is forbidden the question does not arise.
    """
    names = tuple(name.strip() for name in parameters.names.split(",") if name.strip())
    found = forbidden(subject, names)
    if not found.inputs and not found.columns:
        return Evidence.not_applicable("no column of the samples is forbidden (governance.columns, forbidden)")
    rows, count = subject.samples[Role.VALIDATION].rows, float(len(found.inputs))
    listed = f"inputs that are forbidden: {', '.join(found.inputs) or 'none'}"
    counted = Measurement.exact("forbidden_inputs", count, rows, Role.VALIDATION, unit="columns", convention=listed)
    shares, absent = told(subject, found, parameters)
    shifted = _shift(subject, found, parameters, absent)
    return Evidence.measured((counted, *shifted, *_told(subject, found, shares)), (told_table(shares),), absent)


def _shift(
    subject: Subject, found: Forbidden, parameters: ForbiddenParameters, absent: dict[str, str]
) -> tuple[Measurement, ...]:
    positions = explained_rows(subject, parameters.rows)
    if not found.inputs:
        unused = "no forbidden column is an input"
        return (Measurement.exact("answer_shift", 0.0, len(positions), Role.VALIDATION, convention=unused),)
    moves = shift(subject, found.inputs, positions)
    if isinstance(moves, Failure):
        absent["answer_shift"] = moves.reason
        return ()
    item = mean(subject, moves, parameters)
    return (measured("answer_shift", item, convention(subject, f"{how_drawn(subject, len(positions))}; one other row each")),)


def _told(subject: Subject, found: Forbidden, shares: dict[str, dict[str, Estimate]]) -> Iterator[Measurement]:
    text = convention(subject, f"small boosted trees; Bonferroni over {len(METRICS) * len(found.columns)}")
    for metric, each in shares.items():
        if each:
            worst = max(each, key=lambda name: each[name].low)
            yield measured(metric, each[worst], f"{text}; {worst}")
        for name, item in each.items():
            yield measured(metric, item, text, segment=name)
