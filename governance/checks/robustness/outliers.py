"""Single inputs that are far out of place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from governance.checks.declaration import check
from governance.record.declaration import NUMERIC, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.bounds import describe_range
from governance.subject.fat_fingers import slips
from governance.subject.model.interface import Failure
from governance.subject.robustness_tables import slips_table
from governance.subject.subject import Subject

MULTIPLES = (10.0, 100.0)


@dataclass(frozen=True)
class OutlierParameters:
    """The most ``rows`` and ``features`` that are spoilt, and the robust ``deviations`` from the median at which a value is put."""

    rows: int = field(default=100, metadata={"stricter": "larger", "least": 1})
    features: int = field(default=50, metadata={"stricter": "larger", "least": 1})
    deviations: float = field(default=10.0, metadata={"stricter": "larger", "least": 1})


@check(
    title="Outliers",
    asks="How far does the answer go when a single input is far out of place?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=NUMERIC,
    metrics=(
        Metric(
            "beyond_at_deviations",
            "Furthest answer out of range, one input at many deviations",
            "lower",
            NUMERIC,
            "ranges",
            sound=0.0,
        ),
        Metric(
            "beyond_when_multiplied",
            "Furthest answer out of range, one input multiplied",
            "lower",
            NUMERIC,
            "ranges",
            sound=0.0,
        ),
    ),
    references=(
        "Huber (1981), Robust statistics, sections 1.4 and 5.1",
        "Hampel, Ronchetti, Rousseeuw & Stahel (1986), Robust statistics: the approach based on influence functions, section 2.1",
    ),
)
def outliers(subject: Subject, parameters: OutlierParameters) -> Evidence:
    """Put one input at a time far out of place and see how far the answer follows.

    Method: In drawn validation rows each numeric feature in turn is set so many robust standard deviations above and below its
    training median, and multiplied by ten and by a hundred as by a slip of the decimal point. The distance of the furthest answer
    from the range of all that was seen is divided by the width of that range. The figures are exact for the rows that were asked;
    an input that the model refuses with an error counts as harmless.

    Reads as risk: A slip of one input is certain to happen. The answer to it should be wrong within reason, or an error. A multiple of
    everything seen before moves a position or a price before anybody can ask why.

    Limitations: Probabilities are bounded by their form, so that classifiers are not asked. A linear answer follows its input without
    bound, by design; how soon that matters depends on limits outside the model, which are not seen. One input at a time is moved, and of
    many features those that move the answers most.
    """
    found = slips(
        subject, rows=parameters.rows, features=parameters.features, multiples=MULTIPLES, deviations=parameters.deviations
    )
    if isinstance(found, Failure):
        return Evidence.inconclusive(f"rows with exchanged values cannot be scored: {found.reason}")
    names = list(next(iter(found.values())))
    if not names:
        return Evidence.not_applicable("no feature is a number that could slip")
    multiplied = {way: far for way, far in found.items() if way.startswith("times")}
    displaced = {way: far for way, far in found.items() if way not in multiplied}
    measurements = (
        _worst(subject, "beyond_at_deviations", displaced, parameters.rows),
        _worst(subject, "beyond_when_multiplied", multiplied, parameters.rows),
    )
    return Evidence.measured(measurements, (slips_table(found, names),))


def _worst(subject: Subject, metric: str, found: Mapping[str, Any], rows: int) -> Measurement:
    answered = {(name, way): far for way, each in found.items() for name, far in each.items() if far is not None}
    refused = sum(far is None for each in found.values() for far in each.values())
    name, way = max(answered, key=answered.__getitem__) if answered else ("none", "all refused")
    value, n = answered.get((name, way), 0.0), min(rows, subject.samples[Role.VALIDATION].rows)
    text = f"the largest over features and rows, exact; in widths of {describe_range(subject)}; {refused} slips were refused"
    return Measurement.exact(metric, value, n, Role.VALIDATION, convention=f"{text}; of {name}, {way}")
