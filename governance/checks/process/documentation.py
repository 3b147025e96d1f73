"""What has been written down of the model before anyone may rely on it."""

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.subject import Subject

STATEMENTS = {"owner": "owner", "purpose": "purpose", "approved_use": "approved use", "limits": "limits of use"}


@check(
    title="Documentation",
    asks="Is it written down who owns the model, what it is for, what it may be used for, and where its use ends?",
    needs=(),
    reads=Reads.ACCUMULATORS,
    metrics=(Metric("missing_statements", "Statements that nobody made", "lower", unit="statements", sound=0.0),),
    references=("Board of Governors SR 26-2, section VI.3", "Prudential Regulation Authority SS1/23, principles 1.2 and 3.5"),
)
def documentation(subject: Subject, parameters: NoParameters) -> Evidence:
    """Count which of four statements the registry lacks.

    Method: Owner, purpose, approved use and limits are read from the registered model's tags. A statement of blanks counts as missing.
    The count is exact.

    Reads as risk: Without an owner nobody answers for the model; without a stated use and its limits no use of it can be found to be
    outside them.

    Limitations: That something was written says nothing of whether it is true, sufficient or followed: a person has to read it.
    Documents kept outside the registry are not seen.
    """
    del parameters
    given = {name: (getattr(subject.identity, name) or "").strip() for name in STATEMENTS}
    missing = [STATEMENTS[name] for name, text in given.items() if not text]
    value, n = float(len(missing)), len(STATEMENTS)
    convention = f"missing: {', '.join(missing) or 'none'}"
    found = Measurement.exact("missing_statements", value, n, unit="statements", convention=convention)
    rows = tuple((STATEMENTS[name], text or None) for name, text in given.items())
    return Evidence.measured((found,), (Table("statements", "What is stated", Shape.PLAIN, ("statement", "as stated"), rows),))
