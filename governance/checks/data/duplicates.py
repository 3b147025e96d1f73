"""Rows that stand more than once in their own sample."""

from dataclasses import dataclass, field

import pandas as pd

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.coincidence import Repeats, repeats
from governance.subject.rows import moment_codes, recognised, value_codes
from governance.subject.subject import Subject


@dataclass(frozen=True)
class DuplicateParameters:
    """``chance``: probability below which repetitions are not put down to chance."""

    chance: float = field(default=0.001, metadata={"stricter": "larger", "least": 0, "most": 1})


@check(
    title="Duplicate rows",
    asks="Does a row stand more than once in its own sample?",
    needs=(Role.TRAINING,),
    reads=Reads.ROWS,
    metrics=(
        Metric("duplicate_share", "Share of rows that repeat another and not by chance", "lower", unit="share", sound=0.0),
        Metric("repeated_rows", "Share of rows that repeat another, whatever explains it", "neither", unit="share"),
    ),
    references=(
        "Kapoor & Narayanan (2023), Leakage and the reproducibility crisis in machine-learning-based science, Patterns 4(9)",
    ),
)
def duplicates(subject: Subject, parameters: DuplicateParameters) -> Evidence:
    """Count the rows of each sample that repeat an earlier one.

    Method: A row is its features, its target, its time and its segments, where they are known; numbers count in single precision. A
    repetition counts where the row holds a value that no other distinct row of the sample has, such as a time, and where
    independent columns would not let as many coincide. Each sample is counted by itself; the worst stands without a segment.

    Reads as risk: A row that is counted twice weighs twice in the fit, narrows every interval and, where the sample is split again,
    stands on both sides.

    Limitations: Among rows without times whose columns are all coarse, copies cannot be told from cases that are alike, and
    are not counted. Copies that were altered are not seen.
    """
    found = {role: _repeats(subject, role, parameters.chance) for role in subject.samples}
    shares = {role: item.beyond_chance / subject.samples[role].rows for role, item in found.items()}
    worst = max(shares, key=shares.__getitem__)
    return Evidence.measured(
        (
            _exact("duplicate_share", shares[worst], subject.samples[worst].rows, worst),
            *(
                _exact("repeated_rows", item.repeated / subject.samples[role].rows, subject.samples[role].rows, role, role.value)
                for role, item in found.items()
            ),
        )
    )


def _repeats(subject: Subject, role: Role, chance: float) -> Repeats:
    sample = subject.samples[role]
    times = [] if sample.time is None else [moment_codes(sample.time)]
    rows = recognised(subject, role).beside(
        *map(value_codes, sample.segments.values()), *times, value_codes(pd.Series(sample.target))
    )
    return repeats(rows.codes, rows.keys, chance)


def _exact(metric: str, value: float, n: int, role: Role, segment: str | None = None) -> Measurement:
    return Measurement.exact(metric, value, n, role, segment=segment, convention="exact count")
