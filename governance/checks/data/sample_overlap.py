"""Rows of one sample that also stand in another, exactly or nearly."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.coincidence import Coincidence, coincidence
from governance.statistics.resampling import wilson
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.nearness import compared
from governance.subject.rows import recognised, value_codes
from governance.subject.subject import Subject

PAIRS = ((Role.VALIDATION, Role.TRAINING), (Role.VALIDATION, Role.TUNING), (Role.TUNING, Role.TRAINING))


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
        _exact(
            metric, float(pd.Index(rows[one].keys).isin(rows[other].keys).mean()), len(rows[one].keys), one, f"in {other.value}"
        )
        for metric, rows in (("shared_rows", full), ("shared_features", bare))
        for one, other in PAIRS
        if one in rows and other in rows
    ]
    exact = _exact("exact_overlap", found.beyond_chance / len(validation.keys), len(validation.keys), Role.VALIDATION)
    near = _near(subject, parameters)
    absent = {"near_overlap": near} if isinstance(near, str) else {}
    return Evidence.measured(
        (exact, *shared, *(() if isinstance(near, str) else (near,))), (_table(found, len(validation.keys)),), absent
    )


def _exact(metric: str, value: float, n: int, role: Role, segment: str | None = None) -> Measurement:
    convention = "features in single precision" + ("" if metric == "shared_features" else ", with the target")
    return Measurement.exact(metric, value, n, role, segment=segment, convention=convention)


def _near(subject: Subject, parameters: OverlapParameters) -> Measurement | str:
    seen = compared(subject, parameters.queries, parameters.share, parameters.smallest_n)
    if isinstance(seen, str):
        return seen
    (own, low, high, _), (value, bottom, top, n) = (_share(subject, hits, parameters) for hits in (seen.within, seen.across))
    gap = value - own
    down, up = float(np.hypot(value - bottom, high - own)), float(np.hypot(top - value, own - low))
    convention = f"{len(seen.across)} validation rows; near: within {seen.distance:.3g} interquartile ranges of a training row"
    return Measurement(
        "near_overlap", gap, gap - down, gap + up, len(seen.across), n, Role.VALIDATION, parameters.confidence, convention=convention
    )  # fmt: skip


def _share(subject: Subject, hits: NDArray[np.bool_], parameters: OverlapParameters) -> tuple[float, float, float, float]:
    n = estimate(subject, hits[:, None].astype(float), lambda means: means[:, 0], parameters).n_effective
    share = float(hits.mean())
    return share, *wilson(share * n, n, parameters.confidence), n


def _table(found: Coincidence, rows: int) -> Table:
    cells = (
        ("not in training", rows - found.shared),
        ("in training, by chance", found.by_chance),
        ("in training, not by chance", found.beyond_chance),
    )
    note = "By chance: the values are so common that nothing else is to be expected of two samples of this size."
    return Table("rows", "Where the validation rows stand", Shape.BARS, ("validation rows", "rows"), cells, note=note)
