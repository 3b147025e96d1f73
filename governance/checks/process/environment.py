"""What the model was logged with against what ran here."""

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.installed import Installed, held_against
from governance.subject.subject import Subject


@check(
    title="Environment",
    asks="Was the model measured with the packages that it was logged with?",
    needs=(),
    reads=Reads.ACCUMULATORS,
    metrics=(
        Metric(
            "differing_packages", "Required packages that are installed in another version", "lower", unit="packages", sound=0.0
        ),
        Metric("absent_packages", "Required packages that are not installed", "lower", unit="packages", sound=0.0),
        Metric("unpinned_packages", "Required packages without an exact version", "lower", unit="packages", sound=0.0),
    ),
    references=("MLflow documentation, Managing dependencies in MLflow models", "PEP 440, Version identification"),
)
def environment(subject: Subject, parameters: NoParameters) -> Evidence:
    """Hold the logged requirements against the installed distributions.

    Method: Every requirement with a name is compared with the version installed where the audit ran, by the rules of PEP 440. Counted
    are those that another version answers, those that nothing answers, and those that fix no exact version. The installed
    versions stand in the table: they are the condition under which everything else in this report was measured.

    Reads as risk: A model that runs with other versions than it was logged with may answer otherwise, or one day not at all. Without
    exact versions nobody can rebuild what was approved.

    Limitations: The result depends on the machine that audits and not on the model alone. The environment in which the model is
    served is not seen. Files, addresses and options among the requirements are not compared.
    """
    del parameters
    found = held_against(subject.identity.requirements)
    if not found:
        return Evidence.inconclusive("no requirements were logged with the model")
    counts = {
        "differing_packages": [item for item in found if item.differs],
        "absent_packages": [item for item in found if item.version is None],
        "unpinned_packages": [item for item in found if not _pinned(item)],
    }
    measurements = tuple(_count(metric, items, len(found)) for metric, items in counts.items())
    return Evidence.measured(measurements, (_table(found),))


def _pinned(item: Installed) -> bool:
    return any(part.startswith("==") and "*" not in part for part in item.asked.split(","))


def _count(metric: str, items: list[Installed], n: int) -> Measurement:
    value = float(len(items))
    convention = f"of {n} requirements: {', '.join(item.name for item in items) or 'none'}"
    return Measurement.exact(metric, value, n, unit="packages", convention=convention)


def _table(found: tuple[Installed, ...]) -> Table:
    rows = tuple((item.name, item.asked or None, item.version, item.differs) for item in found)
    columns = ("package", "required", "installed", "differs")
    return Table("packages", "Required and installed", Shape.PLAIN, columns, rows)
