"""Order, repetition and gaps of the time stamps."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.calendar import Gaps, gaps
from governance.subject.samples import Sample
from governance.subject.series import repeated_stamps
from governance.subject.subject import Subject


@dataclass(frozen=True)
class AxisParameters:
    """``usual``: share of all steps that a distance must have to be a usual one; longer ones than these are looked into."""

    usual: float = field(default=0.01, metadata={"stricter": "unclear", "least": 0, "most": 1})


@check(
    title="Time axis",
    asks="Are the rows in the order of time, each step once, and without gaps?",
    needs=(Role.TRAINING,),
    reads=Reads.ROWS,
    columns=("time",),
    metrics=(
        Metric("unordered_samples", "Samples that were not logged in the order of time", "lower", unit="samples", sound=0.0),
        Metric("repeated_stamps", "Share of rows at a time their series already had", "lower", unit="share", sound=0.0),
        Metric("missing_steps", "Steps that are missing, over those that were due", "lower", unit="share", sound=0.0),
    ),
    references=("López de Prado (2018), Advances in financial machine learning, chapter 2",),
)
def time_axis(subject: Subject, parameters: AxisParameters) -> Evidence:
    """Look at the time stamps of every sample as it was logged.

    Method: A sample is unordered where a row stands before an earlier one in the file. Stamps repeat within a series: where rows share
    stamps and no declared segment tells series apart, the rows of a panel are told apart by nothing, and repetition cannot be
    told. Gaps are sought where two stamps are further apart than any distance that is usual in the sample; the steps that were due
    between them follow from the times of the week that rows usually have, without holidays. Counts are exact.

    Reads as risk: Lags and rolling windows reach back a number of rows, and not of days: over a gap, a repetition or a disorder
    they hold something else than their name says.

    Limitations: A missing step whose distance is a usual one (a day beside a holiday) is not seen. Stamps carry no time zone once
    read. Where no distance is usual, as among single trades, gaps have no meaning and are not counted.
    """
    dated = {role: sample for role, sample in subject.samples.items() if sample.time is not None}
    unordered = [role.value for role, sample in dated.items() if sample.identity.in_time_order is False]
    repeats = {role: repeated_stamps(sample) for role, sample in dated.items()}
    holes = {role: gaps(sample.time, parameters.usual) for role, sample in dated.items() if sample.time is not None}
    found = [_exact("unordered_samples", float(len(unordered)), len(dated), f"not in order: {', '.join(unordered) or 'none'}")]
    absent = {}
    if None in repeats.values():
        absent["repeated_stamps"] = "rows share time stamps and no declared segment tells their series apart"
    else:
        rows = sum(sample.rows for sample in dated.values())
        found.append(_exact("repeated_stamps", sum(item or 0 for item in repeats.values()) / rows, rows, "within a series"))
    known = [item for item in holes.values() if item is not None]
    if not known:
        absent["missing_steps"] = "the rows have no usual distance in time"
    else:
        due = sum(item.steps + item.missing for item in known)
        found.append(_exact("missing_steps", sum(item.missing for item in known) / due, due, "over all samples"))
    return Evidence.measured(tuple(found), tuple(_tables(dated, holes)), absent)


def _exact(metric: str, value: float, n: int, convention: str) -> Measurement:
    return Measurement.exact(metric, value, n, convention=convention)


def _tables(dated: dict[Role, Sample], holes: dict[Role, Gaps | None]) -> Iterator[Table]:
    known = {role: item for role, item in holes.items() if item is not None}
    if known:
        rows = tuple((role.value, dated[role].rows, item.steps, item.missing, item.longest) for role, item in known.items())
        columns = ("sample", "rows", "distinct times", "missing steps", "longest gap in steps")
        yield Table("gaps", "Steps of time, there and missing", Shape.PLAIN, columns, rows)
