"""Training labels that are still being formed when validation begins."""

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.labels import Seam, seam
from governance.subject.seam_tables import samples_table, seams_table
from governance.subject.subject import Subject

SEAMS = ((Role.TRAINING, Role.VALIDATION), (Role.TRAINING, Role.TUNING), (Role.TUNING, Role.VALIDATION))


@check(
    title="Order in time",
    asks="Were all outcomes that the model learned from known before the first row it is judged on?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    columns=("time",),
    metrics=(
        Metric("violating_rows", "Training rows whose label reaches into the validation period", "lower", unit="rows", sound=0.0),
        Metric(
            "share_violating",
            "Share of training rows whose label ends after the validation period began",
            "lower",
            unit="share",
            sound=0.0,
        ),
        Metric("rows_at_each_seam", "Rows of a sample whose label reaches into a later sample", "lower", unit="rows", sound=0.0),
    ),
    references=("López de Prado (2018), Advances in financial machine learning, chapter 7: purging and embargo",),
)
def temporal_order(subject: Subject, parameters: NoParameters) -> Evidence:
    """Count the training rows whose label ends at or after the time of the first validation row.

    Method: A label lasts from the time of its row to the declared label end, or else to the step of time that is one horizon later.
    Steps are distinct times, so that a panel has many rows a step. Where no row was logged between two samples, the steps that are
    due there are inferred from the times of the week that rows usually have, without holidays (days of the year that never had
    one); for other spacings, from the median distance. Training rows later than the start of validation count as well. A label that
    ends at the very time of the first validation row is counted among the rows, and not in the share: it has no time in common with
    it.

    Reads as risk: A label that reaches into the validation period carries its outcomes into the fit. What the model shows there is
    then part memory; many such rows mean that the split was shuffled.

    Limitations: Features that look back over the seam are not leaks and are not counted. A step that was due between the samples
    and did not happen (an unusual holiday) hides one step of overlap; a declared label end leaves nothing to infer.
    """
    del parameters
    seams = [seam(subject, *roles) for roles in SEAMS if all(_dated(subject, role) for role in roles)]
    first, known = seams[0], [item for item in seams if isinstance(item, Seam)]
    if isinstance(first, str):
        return Evidence.inconclusive(first)
    declared = "label_end" in subject.samples[Role.TRAINING].columns
    basis = "declared label end" if declared else f"horizon of {subject.identity.horizon} steps"
    n = len(first.ends)
    share = first.overlapping / n
    measurements = (
        _count("violating_rows", first, basis),
        Measurement("share_violating", share, share, share, n, float(n), Role.TRAINING, convention=basis),
        *(_count("rows_at_each_seam", item, basis, item.name) for item in known),
    )
    unknown = next((item for item in seams if isinstance(item, str)), None)
    absent = {} if unknown is None else {"rows_at_each_seam": unknown}
    return Evidence.measured(measurements, (seams_table(known), samples_table(subject)), absent)


def _dated(subject: Subject, role: Role) -> bool:
    return role in subject.samples and subject.samples[role].time is not None


def _count(metric: str, item: Seam, basis: str, segment: str | None = None) -> Measurement:
    value, n = float(item.violating), len(item.ends)
    return Measurement.exact(metric, value, n, item.earlier, segment=segment, unit="rows", convention=basis)
