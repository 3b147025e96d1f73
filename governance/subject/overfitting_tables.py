"""Tables of overfitting: losses foretold and seen, the gap by region, and what choosing among runs gained."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from governance.record.evidence import Measurement, Shape, Table
from governance.statistics.optimism import expected_share
from governance.statistics.selection import WinnersCurse
from governance.subject.contest import Contest

Array = NDArray[np.float64]


def foretold_and_seen(values: Array, seen: float) -> Table:
    """Means of `left_out` losses ``values`` (n, 4) beside what was ``seen`` on validation, in units of the loss of the training mean."""
    means = values.mean(axis=0, keepdims=True)
    shares = (means[0, :3] / means[0, 3]).tolist()
    rows = (
        ("rows learned from", shares[0]),
        ("expected on new rows (.632+)", float(expected_share(means)[0])),
        ("rows out of bag", shares[1]),
        ("answers to other rows", shares[2]),
        ("validation rows", seen),
    )
    note = "In units of the loss of the training mean: at 1 there is no skill."
    return Table("losses", "Losses, foretold and seen", Shape.BARS, ("rows", "loss"), rows, note=note)


def gap_by_region(measurements: Iterable[Measurement]) -> Table:
    """The gap of each region, of the measurements named ``region_gap``."""
    rows = tuple((item.segment, item.value, item.low, item.high) for item in measurements if item.metric == "region_gap")
    note = "In units of the naive forecast's mean loss. What was found was found on other rows than it is measured on."
    return Table("regions", "The gap by region", Shape.INTERVALS, ("region", "gap", "low", "high"), rows, note=note)


def contest_table(found: Contest, curse: WinnersCurse) -> Table:
    """The chosen run's figure and lead beside what luck alone would show."""
    sign = 1.0 if found.rising else -1.0
    chosen = float(found.values[found.chosen])
    rows = (
        ("figure of the chosen run", sign * chosen),
        ("mean of the runs", sign * float(found.values.mean())),
        ("standard deviation of the runs", float(found.values.std(ddof=1))),
        ("standard error of one figure", found.error),
        ("lead of the chosen run", curse.lead),
        ("lead that luck alone would show", curse.luck),
        ("figure of the chosen run less what vanishes", sign * (chosen - curse.vanishing * max(curse.lead, 0.0))),
    )
    note = "With figures alone the error is an upper bound, so that no more vanishes than the last line takes away."
    return Table("contest", f"The contest by {found.figure}", Shape.PLAIN, ("quantity", "value"), rows, note=note)
