"""Rows of one sample that also stand in another, exactly or nearly."""

from dataclasses import dataclass, field, replace

import pandas as pd

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.coincidence import coincidence
from governance.statistics.resampling import difference
from governance.subject.estimating import BootstrapParameters, measured, proportion
from governance.subject.nearness import compared
from governance.subject.overlap_tables import standing
from governance.subject.rows import overlaps, recognised, value_codes
from governance.subject.subject import Subject


@dataclass(frozen=True)
class OverlapParameters(BootstrapParameters):
    """What all bootstrapping checks have, and three more.

    ``chance``: probability below which coincidences are not put down to chance. ``share``: quantile of the distances inside
    training below which a row is near. ``queries``: rows of each sample whose nearest neighbour is sought.
    """

    chance: float = field(default=0.001, metadata={"stricter": "larger"})
    share: float = 0.01
    queries: int = field(default=1000, metadata={"stricter": "larger"})


@check(
    title="Overlap of the samples",
    asks="Do rows that the model is judged on also stand among the rows it learned from?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric(
            "exact_overlap", "Share of validation rows that stand in training and not by chance", "lower", unit="share", sound=0.0
        ),
        Metric("shared_rows", "Share of rows that stand in the other sample, whatever explains it", "neither", unit="share"),
        Metric("shared_features", "Share of rows whose features stand in the other sample", "neither", unit="share"),
        Metric(
            "near_overlap", "Share of validation rows nearly in training, above what is usual", "lower", unit="share", sound=0.0
        ),
    ),
    references=(
        "Kapoor & Narayanan (2023), Leakage and the reproducibility crisis in machine-learning-based science, Patterns 4(9)",
        "Good (1953), The population frequencies of species and the estimation of population parameters, Biometrika 40",
        "Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17(8)",
    ),
)
def sample_overlap(subject: Subject, parameters: OverlapParameters) -> Evidence:
    """Count the rows that two samples share, and those that are nearer than rows of one sample are to each other.

    Method: A row is its features and its target, in single precision. A shared row with a value that no other distinct row holds
    counts; one of common values counts only above the number that independent columns, and the pairs inside training (Good's
    estimate), let expect by chance. Near rows are found among numeric features scaled by training's interquartile range: the share
    of validation rows nearer to a training row, and not equal to it, than the stated quantile of distances inside training, less
    the share of training rows so near; the interval is Newcombe's, on effective sample sizes.

    Reads as risk: A shared row measures memory. What the model shows on it, it will not show on the next row.

    Limitations: Where all columns are coarse, a row that training holds several times is not told from chance, nor can it be
    remembered singly; dependent columns with rare values coincide more often than is reckoned. Copies with other targets are seen
    under shared features only; altered copies under near overlap only, which looks at a stated sample of rows.
    """
    bare = {role: recognised(subject, role) for role in subject.samples}
    full = {role: rows.beside(value_codes(pd.Series(subject.samples[role].target))) for role, rows in bare.items()}
    training, validation = (full[role] for role in (Role.TRAINING, Role.VALIDATION))
    found = coincidence((training.codes, training.keys), (validation.codes, validation.keys), parameters.chance)
    shared = [
        _exact(metric, item.share, item.rows, item.one, f"in {item.other.value}")
        for metric, rows in (("shared_rows", full), ("shared_features", bare))
        for item in overlaps(rows)
    ]
    exact = _exact("exact_overlap", found.beyond_chance / len(validation.keys), len(validation.keys), Role.VALIDATION)
    near = _near(subject, parameters)
    absent = {"near_overlap": near} if isinstance(near, str) else {}
    return Evidence.measured(
        (exact, *shared, *(() if isinstance(near, str) else (near,))), (standing(found, len(validation.keys)),), absent
    )


def _exact(metric: str, value: float, n: int, role: Role, segment: str | None = None) -> Measurement:
    convention = "features in single precision" + ("" if metric == "shared_features" else ", with the target")
    return Measurement.exact(metric, value, n, role, segment=segment, convention=convention)


def _near(subject: Subject, parameters: OverlapParameters) -> Measurement | str:
    seen = compared(subject, parameters.queries, parameters.share, parameters.smallest_n)
    if isinstance(seen, str):
        return seen
    own, later = (proportion(subject, hits.astype(float), parameters) for hits in (seen.within, seen.across))
    gap, low, high = difference((later.value, later.low, later.high), (own.value, own.low, own.high))
    convention = f"{len(seen.across)} validation rows; near: within {seen.distance:.3g} interquartile ranges of a training row"
    return measured("near_overlap", replace(later, value=gap, low=low, high=high), convention)
