"""Preprocessing that was fitted on the rows it is judged on."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.preprocessing import Remembered, remembered
from governance.subject.subject import Subject


@dataclass(frozen=True)
class PreprocessingParameters:
    """How near a statistic must lie to that of all rows, as a share of the distance between the two, to be taken as learned there."""

    nearness: float = field(default=0.05, metadata={"stricter": "larger", "least": 0, "most": 0.5})


@check(
    title="Leakage through preprocessing",
    asks="Were scalers and imputers fitted on training rows alone?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric(
            "share_leaked",
            "Share of fitted statistics that are those of training and validation together",
            "lower",
            unit="share",
            sound=0.0,
        ),
        Metric("median_place", "Where the statistics lie between training (0) and all rows (1), at the median", "neither"),
    ),
    references=(
        "Kapoor & Narayanan (2023), Leakage and the reproducibility crisis in machine-learning-based science, Patterns 4(9)",
    ),
)
def preprocessing_leakage(subject: Subject, parameters: PreprocessingParameters) -> Evidence:
    """Hold the statistics inside a fitted scikit-learn pipeline against those of the samples.

    Method: The steps that see the sample's own columns are opened, and their means, medians and largest values compared with the
    same statistics of the training rows, and of training and validation together; where there is a tuning sample, it may belong to
    both. A statistic counts as leaked where it lies as near to that of all rows as is stated, in units of the distance between
    the two. Statistics that are the same in both tell nothing and are left out.

    Reads as risk: A scaler that has seen the validation rows has carried their level and spread into the fit. The gain is often
    small, but the separation of the samples was not kept, here and perhaps elsewhere.

    Limitations: Only the first steps of a pipeline of scikit-learn's own scalers and imputers can be read; preprocessing outside
    the registered model leaves no trace. A step fitted on part of the training rows lies anywhere and is not accused.
    """
    found = remembered(subject)
    if not found:
        return Evidence.inconclusive("the model holds no statistic of single columns that would tell the samples apart")
    places = np.array([item.place for item in found])
    leaked = np.abs(places - 1) <= parameters.nearness
    measurements = (
        _exact("share_leaked", float(leaked.mean()), len(found)),
        _exact("median_place", float(np.median(places)), len(found)),
    )
    return Evidence.measured(measurements, (_table(found),))


def _exact(metric: str, value: float, n: int) -> Measurement:
    return Measurement.exact(metric, value, n, convention="over the statistics that differ between the two; exact")


def _table(found: tuple[Remembered, ...]) -> Table:
    rows = tuple((item.step, item.column, item.held, item.without, item.including, item.place) for item in found)
    columns = ("step", "column", "held", "without validation", "with validation", "place")
    note = "A place of 0 is the statistic of the rows without validation, 1 that of all rows."
    return Table("statistics", "What the fitted steps remember", Shape.PLAIN, columns, rows, note=note)
