"""Columns and types, sample against sample."""

from typing import Any

import pandas as pd

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.subject import Subject

FIRST = 100


@check(
    title="Schema",
    asks="Do all samples have the same columns in the same types, and does every feature vary?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric("differing_types", "Features whose type is not the same in every sample", "lower", unit="features", sound=0.0),
        Metric("constant_features", "Features with a single value in training", "lower", unit="features", sound=0.0),
        Metric("differing_columns", "Columns that stand in some samples only", "neither", unit="columns"),
    ),
    references=("Breck, Polyzotis, Roy, Whang & Zinkevich (2019), Data validation for machine learning, MLSys",),
)
def schema(subject: Subject, parameters: NoParameters) -> Evidence:
    """Compare names and types of columns between the samples.

    Method: The type of each feature is compared with its type in training: numbers, text, truth values and dates are told
    apart, and whole numbers from fractions. Features that have one value in all training rows are counted, a missing value counting as
    one. Columns of any kind that stand in some samples and not in others are counted for display. Counts are exact.

    Reads as risk: Samples of different form came through different pipelines. What holds in one need not hold in another, and the
    difference will come back in use. A feature that never varied in training has taught the model nothing, whatever it does later.

    Limitations: The same type may hold other units. A whole number turns into a fraction as soon as one value is missing.
    """
    del parameters
    training = subject.samples[Role.TRAINING].features
    others = [role for role in subject.samples if role is not Role.TRAINING]
    differing = [
        (str(name), role.value, str(training[name].dtype), str(subject.samples[role].features[name].dtype))
        for name in training.columns
        for role in others
        if _kind(training[name].dtype) != _kind(subject.samples[role].features[name].dtype)
    ]
    constant = [str(name) for name in training.columns if _constant(training[name])]
    sets: list[set[str]] = [set(sample.identity.columns) for sample in subject.samples.values()]
    uneven = sorted(sets[0].union(*sets) - sets[0].intersection(*sets))
    p = training.shape[1]
    found = (
        _count("differing_types", len({row[0] for row in differing}), p, "against training"),
        _count("constant_features", len(constant), p, f"constant: {', '.join(constant) or 'none'}"),
        _count("differing_columns", len(uneven), len(sets[0].union(*sets)), f"not in all samples: {', '.join(uneven) or 'none'}"),
    )
    columns = ("feature", "sample", "type in training", "type there")
    table = Table("types", "Features of another type than in training", Shape.PLAIN, columns, tuple(differing))
    return Evidence.measured(found, (table,) if differing else ())


def _constant(column: "pd.Series[Any]") -> bool:
    """Most columns vary within their first rows: only of others all values are looked up."""
    return column.head(FIRST).nunique(dropna=False) < 2 and len(column.unique()) == 1


def _kind(dtype: object) -> str:
    """One letter; text and categories are one kind, whatever holds them."""
    kind = str(getattr(dtype, "kind", "O"))
    return {"u": "i", "U": "O", "S": "O", "T": "O"}.get(kind, kind)


def _count(metric: str, value: int, n: int, convention: str) -> Measurement:
    return Measurement(metric, float(value), float(value), float(value), n, float(n), convention=convention)
