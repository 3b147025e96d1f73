"""What the developer logged against the same numbers recomputed."""

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.record.identity import SampleIdentity
from governance.subject.replicating import Replicated, replicated
from governance.subject.replication_tables import digests_table, metrics_table
from governance.subject.subject import Subject


@check(
    title="Replication",
    asks="Do the registered model and the logged data give the numbers that the developer reported?",
    needs=(Role.TRAINING,),
    reads=Reads.ROWS,
    metrics=(
        Metric(
            "metric_difference",
            "Largest relative difference between a logged metric and the same metric recomputed",
            "lower",
            unit="share",
            sound=0.0,
        ),
        Metric("digest_mismatches", "Samples whose content is not what was logged", "lower", unit="samples", sound=0.0),
    ),
    references=("Board of Governors SR 26-2, section V.1", "MLflow documentation, dataset tracking: digests"),
)
def replication(subject: Subject, parameters: NoParameters) -> Evidence:
    """Recompute every logged metric that can be recomputed, and the digest of every sample.

    Method: The registered artifact is loaded and scores the samples anew. Each logged metric whose name is known (scikit-learn's
    names, with or without a prefix that names the sample) is computed again on its sample, and the largest relative difference
    is reported. Precision, recall and F1 are averaged over the classes in more than one way under the same name; the nearest of
    binary, weighted and macro average is taken, and named. The registry's digest is recomputed from the rows that were read, with
    the registry's own algorithm.

    Reads as risk: A difference means that what was registered, what was logged and what was reported are not the same thing. Every
    other statement about the model then speaks of something else. A sample that is not what was logged cannot support any claim.

    Limitations: MLflow's digest covers the first 10,000 rows and the shape only; the record holds a SHA-256 over everything beside
    it. Metrics under private names, with private definitions or on samples that were not logged are listed and not recomputed.
    """
    del parameters
    identities = [sample.identity for sample in subject.samples.values()]
    held = [item for item in identities if item.recorded_digest is not None]
    again = [replicated(subject, item) for item in subject.logged]
    absent = {}
    if not any(item.difference is not None for item in again):
        absent["metric_difference"] = "no metric was logged that can be recomputed on a sample at hand"
    mismatches = _mismatches(held)
    if not mismatches:
        absent["digest_mismatches"] = _unheld(held)
    measurements = (*_differences(again), *mismatches)
    if not measurements:
        return Evidence.inconclusive("; ".join(absent.values()))
    return Evidence.measured(measurements, (metrics_table(again), digests_table(subject)), absent)


def _differences(again: list[Replicated]) -> tuple[Measurement, ...]:
    found = [(item.logged.name, item.difference) for item in again if item.difference is not None]
    if not found:
        return ()
    name, largest = max(found, key=lambda pair: pair[1])
    convention = f"relative to the larger of the two; the largest is that of {name}"
    return (Measurement("metric_difference", largest, largest, largest, len(found), float(len(found)), convention=convention),)


def _mismatches(held: list[SampleIdentity]) -> tuple[Measurement, ...]:
    """One mismatch is one whatever the others are; that there is none can be said only where every digest was recomputed."""
    known = [item for item in held if item.recomputed_digest is not None]
    wrong = [item.role.value for item in known if item.recorded_digest != item.recomputed_digest]
    if not wrong and (not held or len(known) < len(held)):
        return ()
    count = float(len(wrong))
    convention = f"the registry's own digest; differing: {', '.join(wrong) or 'none'}"
    return (
        Measurement(
            "digest_mismatches", count, count, count, len(known), float(len(known)), unit="samples", convention=convention
        ),
    )


def _unheld(held: list[SampleIdentity]) -> str:
    reasons = [
        f"{item.role.value}: {item.digest_note or 'it could not be recomputed'}"
        for item in held
        if item.recomputed_digest is None
    ]
    return "; ".join(reasons) or "the registry recorded no digest for any sample"
