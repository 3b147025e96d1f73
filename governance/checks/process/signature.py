"""The types that the samples have against those the model was logged with."""

from typing import Any

import numpy as np
import pandas as pd

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.subject import Subject

# MLflow's names of column types; a value of a narrower type may stand for a wider one.
NUMPY = {"boolean": "bool", "integer": "int32", "long": "int64", "float": "float32", "double": "float64"}


@check(
    title="Signature",
    asks="Do the samples have the columns and types that the model was logged with?",
    needs=(Role.TRAINING,),
    reads=Reads.SAMPLE,
    metrics=(
        Metric(
            "mismatched_inputs", "Inputs that some sample holds in another type than logged", "lower", unit="inputs", sound=0.0
        ),
        Metric("untyped_inputs", "Inputs of the model that the signature does not name", "lower", unit="inputs", sound=0.0),
    ),
    references=("MLflow documentation, Model signatures and input examples",),
)
def signature(subject: Subject, parameters: NoParameters) -> Evidence:
    """Hold the type of every input in every sample against the logged signature.

    Method: A column fits where its values convert to the logged type without loss: whole numbers into wider ones or into double
    precision, single into double precision, text and categories into text. Inputs are counted once, whatever number of samples
    departs. Inputs of the model that the signature leaves out are counted beside them.

    Reads as risk: What serves the model refuses or converts values of another type, in silence or in the middle of the night. Whole
    numbers that became fractions where values are missing are the usual case.

    Limitations: Types say nothing of units or of meaning. Types that are neither numbers, text, truth values nor dates are not compared.
    """
    del parameters
    logged = subject.identity.input_types
    if not logged:
        return Evidence.inconclusive("the model was logged without a signature that names and types its inputs")
    rows = [
        (name, logged[name], role.value, str(sample.features[name].dtype))
        for name in subject.identity.features
        if name in logged
        for role, sample in subject.samples.items()
        if not _fits(sample.features[name].dtype, logged[name])
    ]
    untyped = [name for name in subject.identity.features if name not in logged]
    found = (
        _count("mismatched_inputs", len({row[0] for row in rows}), len(logged)),
        _count("untyped_inputs", len(untyped), len(subject.identity.features)),
    )
    columns = ("input", "logged as", "sample", "type in the sample")
    table = Table("mismatches", "Inputs in another type than logged", Shape.PLAIN, columns, tuple(rows))
    return Evidence.measured(found, (table,) if rows else ())


def _fits(dtype: Any, logged: str) -> bool:
    if logged == "string":
        return not pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_datetime64_any_dtype(dtype)
    if logged == "datetime":
        return bool(pd.api.types.is_datetime64_any_dtype(dtype))
    if logged not in NUMPY:
        return True
    return pd.api.types.is_numeric_dtype(dtype) and np.can_cast(_plain(dtype), NUMPY[logged], "safe")


def _plain(dtype: Any) -> np.dtype[Any]:
    """The NumPy type of a column, also where pandas keeps its missing values apart (``Int64``)."""
    plain: np.dtype[Any] = np.dtype(getattr(dtype, "numpy_dtype", dtype))
    return plain


def _count(metric: str, value: int, n: int) -> Measurement:
    return Measurement(metric, float(value), float(value), float(value), n, float(n), unit="inputs", convention="exact count")
