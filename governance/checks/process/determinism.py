"""The same question asked in several ways."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.repeating import asked_again
from governance.subject.subject import Subject

WAYS = {
    "repeat_difference": ("repeat", "the same rows, a second time"),
    "order_difference": ("order", "the same rows in another order"),
    "single_row_difference": ("single", "one row at a time against the batch"),
    "precision_difference": ("precision", "numbers rounded to 32 bits; mean over the rows"),
}


@dataclass(frozen=True)
class DeterminismParameters:
    """The most ``rows`` that are asked again, and the number of them that are asked one by one (``singles``)."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 1})
    singles: int = field(default=30, metadata={"stricter": "larger", "least": 1})


def _metric(name: str, title: str) -> Metric:
    return Metric(name, title, "lower", unit="share", sound=0.0)


@check(
    title="Determinism",
    asks="Does the same row get the same answer, whenever and in whatever company it is asked?",
    needs=(Role.VALIDATION,),
    reads=Reads.SAMPLE,
    metrics=(
        _metric("repeat_difference", "Largest change of an answer when asked again, over the answers' range"),
        _metric("order_difference", "Largest change of an answer with the order of the rows, over the answers' range"),
        _metric("single_row_difference", "Largest change of an answer when a row is asked alone, over the answers' range"),
        _metric("precision_difference", "Mean change of an answer when inputs are rounded to 32 bits, over the answers' range"),
    ),
    references=(
        "Goldberg (1991), What every computer scientist should know about floating-point arithmetic, ACM Computing Surveys 23(1)",
        "Breck, Cai, Nielsen, Salib & Sculley (2017), The ML test score, IEEE Big Data",
    ),
)
def determinism(subject: Subject, parameters: DeterminismParameters) -> Evidence:
    """Ask the model again for validation rows that it has already answered.

    Method: Rows drawn from the validation sample are scored a second time, in shuffled order, one by one, and with their numbers rounded
    to 32 bits, as a feature store or a service would hand them over. Distances from the first answers are divided by the range of
    the answers. The first three are maxima; the last is a mean, since a row that lies on the split of a tree may jump
    when rounded, without fault. They are exact for the rows that were asked.

    Reads as risk: An answer that depends on the time, on its neighbours in the batch or on the service that delivers it cannot be
    explained, replayed or defended afterwards. Statistics taken from the batch are the usual cause.

    Limitations: Differences between machines, numbers of threads and versions of libraries are not seen. Rows that were not drawn may
    differ.
    """
    seen = asked_again(subject, Role.VALIDATION, parameters.rows, parameters.singles)
    found, absent = [], {}
    for metric, (way, convention) in WAYS.items():
        distances = seen[way]
        if isinstance(distances, str):
            absent[metric] = f"the model does not answer so: {distances}"
            continue
        value = float(distances.mean() if way == "precision" else distances.max())
        n = len(distances)
        found.append(Measurement.exact(metric, value, n, Role.VALIDATION, convention=convention))
    return Evidence.measured(tuple(found), (), absent)
