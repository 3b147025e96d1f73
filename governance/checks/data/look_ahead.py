"""Values that were used before they were known."""

from collections.abc import Iterator

import numpy as np

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.availability import waits
from governance.subject.rebuilding import Rebuilt, rebuilt
from governance.subject.subject import Subject

LEARNED_AND_JUDGED = (Role.TRAINING, Role.VALIDATION)


@check(
    title="Look-ahead",
    asks="Did any input hold what was not yet known when the forecast was made?",
    needs=LEARNED_AND_JUDGED,
    reads=Reads.ROWS,
    columns=("time",),
    metrics=(
        Metric(
            "rows_ahead", "Largest share of rows on which an input holds what was not yet known", "lower", unit="share", sound=0.0
        ),
        Metric(
            "inputs_ahead", "Features that cannot be built without outcomes not yet known", "lower", unit="features", sound=0.0
        ),
        Metric("late_rows", "Rows whose values became available after the row's time", "lower", unit="rows", sound=0.0),
        Metric("inputs_rebuilt", "Features that the logged outcomes give exactly", "neither", unit="features"),
    ),
    references=(
        "Kaufman, Rosset, Perlich & Stitelman (2012), Leakage in data mining, ACM Trans. Knowledge Discovery from Data 6(4)",
        "López de Prado (2018), Advances in financial machine learning, chapter 7",
    ),
)
def look_ahead(subject: Subject, parameters: NoParameters) -> Evidence:
    """Hold declared availability times against the rows' times, and rebuild features from the outcomes known then.

    Method: Where a column says when a row's values became available, rows used before that are counted; dates without an hour are
    compared as dates. Each feature is also rebuilt by least squares from outcomes about its row: those already known, one
    horizon and more before it, and then later ones too. A feature that all of them give exactly, to a millionth of its variance,
    and that those already known do not, was computed from the future: a centred mean, a shift by one row too many, a filter
    run both ways. It counts on every row. The features are read as they are, as their change, and as their exponential.

    Reads as risk: What was not known then will not be known in use. The figures of development then belong to a model that nobody
    can run.

    Limitations: Only features that are functions of the logged outcomes can be rebuilt; how many are is stated, and for all others
    nothing but a declared availability time can tell. Availability times are taken on trust. Features revised after publication
    look punctual.
    """
    del parameters
    found = {role: rebuilt(subject, role) for role in LEARNED_AND_JUDGED}
    known = {role: item for role, item in found.items() if not isinstance(item, str)}
    if not known:
        return Evidence.inconclusive("; ".join(item for item in found.values() if isinstance(item, str)))
    features = {item.name: item for items in known.values() for item in items}
    ahead = {item.name for items in known.values() for item in items if item.needs_later}
    late, unknown = _late(subject)
    count = sum(early for early, _ in late.values())
    share = max([float(bool(ahead)), *(early / rows for early, rows in late.values() if rows)])
    rows = sum(subject.samples[role].rows for role in LEARNED_AND_JUDGED)
    declared = "availability times are declared" if late else "no availability times are declared"
    p = len(subject.identity.features)
    measurements = [
        _exact("rows_ahead", share, rows, f"{p} features; {len(features)} rebuilt from outcomes; {declared}"),
        _exact("inputs_ahead", float(len(ahead)), p, "linear in outcomes"),
        _exact("inputs_rebuilt", float(len(features)), p, "linear in outcomes"),
    ]
    if late:
        measurements.append(
            _exact("late_rows", float(count), sum(seen for _, seen in late.values()), "rows with a known availability")
        )
    absent = {"late_rows": unknown} if unknown else {}
    return Evidence.measured(tuple(measurements), tuple(_tables(features, ahead)), absent)


def _late(subject: Subject) -> tuple[dict[Role, tuple[int, int]], str]:
    """Rows used early and rows with a known availability, by sample; and why some sample cannot be told."""
    seen = {role: waits(sample) for role, sample in subject.samples.items()}
    told = {role: item[np.isfinite(item)] for role, item in seen.items() if not isinstance(item, str)}
    reasons = [item for role, item in seen.items() if isinstance(item, str) and role in LEARNED_AND_JUDGED]
    return {role: (int((item < 0).sum()), len(item)) for role, item in told.items()}, "; ".join(reasons)


def _exact(metric: str, value: float, n: int, convention: str) -> Measurement:
    return Measurement.exact(metric, value, n, convention=convention)


def _tables(features: dict[str, Rebuilt], ahead: set[str]) -> Iterator[Table]:
    if features:
        rows = tuple((name, item.reading, "later ones" if name in ahead else "known ones") for name, item in features.items())
        note = "A feature that needs later outcomes was computed from what nobody knew at its time."
        columns = ("feature", "read as", "outcomes needed")
        yield Table("rebuilt", "Features that the logged outcomes give exactly", Shape.PLAIN, columns, rows, note=note)
