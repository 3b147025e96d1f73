"""Tables of calibration: what was stated beside what came about, and the coverage of intervals beside their claim."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from governance.record.evidence import Measurement, Shape, Table
from governance.subject.calibrating import reliability

Array = NDArray[np.float64]


def reliability_table(stated: Array, target: Array, groups: int) -> Table:
    """What came about in at most so many ``groups`` of validation rows, by what was stated of them."""
    columns = ("mean stated", "mean outcome", "mean outcome:low", "mean outcome:high")
    note = "Rows are grouped by what was stated. On a calibrated model both means agree within the band (independent rows)."
    rows = reliability(stated, target, groups)
    return Table("reliability", "What was stated and what came about", Shape.CURVE, columns, rows, note=note)


def coverage_table(measurements: Iterable[Measurement]) -> Table:
    """The coverage errors of the widest interval, of all rows and by regime."""
    rows = tuple(
        (item.segment or "all rows", item.value, item.low, item.high) for item in measurements if item.metric != "quantile_error"
    )
    note = "Below zero the intervals cover less than they claim."
    columns = ("rows", "coverage error", "low", "high")
    return Table("coverage", "Coverage of the widest interval less its claim", Shape.INTERVALS, columns, rows, note=note)
