"""How much is missing, and whether its absence tells of the outcome."""

from dataclasses import dataclass, field

import pandas as pd

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.absent_values import told_by_absence
from governance.subject.estimating import BootstrapParameters
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class MissingParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the false discovery ``rate`` at which a feature's absence counts as informative."""

    rate: float = field(default=0.01, metadata={"stricter": "larger", "least": 0, "most": 1})


@check(
    title="Missing values",
    asks="How much of the data is missing, and does the absence of a value tell of the outcome?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric("largest_share", "Share of missing values in the feature that lacks most", "lower", unit="share", sound=0.0),
        Metric(
            "largest_change",
            "Largest difference of a feature's share between training and validation",
            "lower",
            unit="share",
            sound=0.0,
        ),
        Metric("informative_features", "Features whose absence goes with the outcome", "lower", unit="features", sound=0.0),
    ),
    references=(
        "Little & Rubin (2002), Statistical analysis with missing data, chapter 1",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, J. of the Royal Statistical Society B 57(1)",
    ),
)
def missing_values(subject: Subject, parameters: MissingParameters) -> Evidence:
    """Count missing values by feature and sample, and test whether they come with other outcomes.

    Method: Shares are exact counts in the samples as they are read. Where a feature lacks some values in training and has others, at
    least the smallest number of rows of each, the covariance of absence and outcome is resampled in
    blocks, so that gaps which come in spells are not taken for many; its p-value is adjusted over the features
    (Benjamini-Hochberg). The outcome counts by its rank, which no single value can carry.

    Reads as risk: Much that is missing in training was filled by a rule nobody has judged. A share that changes between the samples
    means that the source changed. Absence that goes with the outcome may be a legitimate signal, or a field that is filled in
    only afterwards.

    Limitations: Values that stand for a missing one, such as -999, are not recognised, nor are those filled before logging. Long
    spells of absence leave little to test with.
    """
    shares = {role: subject.samples[role].features.isna().mean() for role in subject.samples}
    worst = max(shares, key=lambda role: float(shares[role].max()))
    change = (shares[Role.VALIDATION] - shares[Role.TRAINING]).abs()
    tested = told_by_absence(subject, parameters)
    told = [name for name, p in tested.items() if p <= parameters.rate]
    found = (
        _exact("largest_share", float(shares[worst].max()), subject.samples[worst].rows, worst, str(shares[worst].idxmax())),
        _exact(
            "largest_change", float(change.max()), subject.samples[Role.VALIDATION].rows, Role.VALIDATION, str(change.idxmax())
        ),
        _exact("informative_features", float(len(told)), len(shares[worst]), None, _told(subject, tested, told)),
    )
    return Evidence.measured(found, _tables(shares, tested))


def _told(subject: Subject, tested: dict[str, float], told: list[str]) -> str:
    return convention(subject, f"{len(tested)} features lack enough to be tested; informative: {', '.join(told) or 'none'}")


def _exact(metric: str, value: float, n: int, role: Role | None, text: str) -> Measurement:
    return Measurement.exact(metric, value, n, role, convention=text if role is None else f"of {text}; exact count")


def _tables(shares: dict[Role, "pd.Series[float]"], tested: dict[str, float]) -> tuple[Table, ...]:
    names = [name for name in shares[Role.TRAINING].index if any(share[name] > 0 for share in shares.values())]
    rows = tuple((str(name), *(float(share[name]) for share in shares.values()), tested.get(str(name))) for name in names)
    columns = ("feature", *(role.value for role in shares), "adjusted p")
    note = "The p-value asks whether the outcome in training differs where the value is absent."
    return (Table("shares", "Share of missing values", Shape.PLAIN, columns, rows, note=note),) if rows else ()
