"""Tables of errors: by the conditions under which they are made, and what they remember."""

import numpy as np
from numpy.typing import NDArray

from governance.record.evidence import Shape, Table
from governance.statistics.memory import autocorrelations
from governance.subject.error_regions import Regions

Array = NDArray[np.float64]


def conditions_table(found: Regions) -> Table:
    """Mean losses of the model and of the naive forecast where each condition holds, over those of all rows measured."""
    overall = found.values[found.measured].mean(axis=0)
    rows = []
    for leaf, where in found.where.items():
        part = found.values[found.measured & (found.leaves == leaf)]
        model, naive = (float(value) for value in part.mean(axis=0) / overall) if len(part) else (None, None)
        rows.append((where, len(part), model, naive))
    note = "Mean losses over those of all rows of the half that is measured; the conditions were found on the other half."
    columns = ("condition", "rows", "model", "naive forecast")
    return Table("conditions", "Losses by condition", Shape.PLAIN, columns, tuple(rows), note=note)


def memory_table(errors: Array, lags: int) -> Table:
    """The autocorrelations of ``errors`` (n,) and of their squares at the first ``lags``."""
    found, squares = autocorrelations(errors, lags), autocorrelations(errors**2, lags)
    rows = tuple((lag, float(found[lag - 1]), float(squares[lag - 1])) for lag in range(1, lags + 1))
    limit = 1.96 / np.sqrt(len(errors))
    note = f"Without memory nineteen of twenty autocorrelations lie within {limit:.3f} of zero."
    columns = ("lag", "errors", "squared errors")
    return Table("autocorrelations", "Memory of the errors", Shape.CURVE, columns, rows, note=note)
