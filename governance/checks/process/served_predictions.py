"""What was served in use against what the audited version says."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.serving import Served, served
from governance.subject.subject import Subject

WHERE = (Role.PRODUCTION, Role.VALIDATION)


@dataclass(frozen=True)
class ServedParameters:
    """Distance beyond which an answer differs, as a share of the range of the answers and of the answer itself."""

    tolerance: float = field(default=1e-6, metadata={"stricter": "smaller", "least": 0})


@check(
    title="Served answers",
    asks="Are the answers that were given in use those of the version under audit?",
    needs=(),
    reads=Reads.ROWS,
    metrics=(
        Metric(
            "share_differing", "Share of served answers that the audited version does not give", "lower", unit="share", sound=0.0
        ),
        Metric(
            "largest_difference", "Largest distance of a served answer, over the answers' range", "lower", unit="share", sound=0.0
        ),
        Metric("share_unknown", "Share of rows without a served answer", "neither", unit="share"),
    ),
    references=(
        "Board of Governors SR 26-2, section V.2",
        "Breck, Cai, Nielsen, Salib & Sculley (2017), The ML test score, IEEE Big Data",
    ),
)
def served_predictions(subject: Subject, parameters: ServedParameters) -> Evidence:
    """Score the rows that were served again, and compare.

    Method: The column that is declared as served, in the production sample or else in validation, is held against the answers of the
    registered artifact on the same rows: values, probabilities of the positive class, or labels against the likeliest class. An answer
    differs beyond the stated share of the answers' range and of the answer itself, which covers storage in 32 bits. Counts
    are exact.

    Reads as risk: Where other answers were served, another version, other features or another code was in use. This report then speaks
    of a model that nobody uses.

    Limitations: Features as they are logged may differ from those at the moment of serving; the check cannot say whether the model or
    its inputs changed. Served labels show only differences that cross the line between two classes.
    """
    seen = {role: served(subject, role, parameters.tolerance) for role in WHERE if role in subject.samples}
    known = {role: item for role, item in seen.items() if not isinstance(item, str)}
    if not known:
        return Evidence.inconclusive(
            "; ".join(str(item) for item in seen.values()) or "no production or validation sample was found"
        )
    role = next(role for role in WHERE if role in known)
    return Evidence.measured(tuple(_measurements(role, known[role])))


def _measurements(role: Role, found: Served) -> Iterator[Measurement]:
    n = len(found.differs)
    values = {
        "share_differing": (float(found.differs.mean()), n),
        "largest_difference": (float(found.distances.max()), n),
        "share_unknown": (found.unknown / (n + found.unknown), n + found.unknown),
    }
    for metric, (value, rows) in values.items():
        yield Measurement(metric, value, value, value, rows, float(rows), role, convention=f"served as {found.form}")
