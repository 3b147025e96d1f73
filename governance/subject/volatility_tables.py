"""Tables of volatility: realised over forecast variance by what was known beforehand, and exceptions by level."""

import numpy as np
from numpy.typing import NDArray

from governance.record.evidence import Cell, Shape, Table
from governance.statistics import few_exceptions
from governance.statistics.var_backtests import conditional_coverage, kupiec, minimum_detectable_rate, traffic_light
from governance.subject.subject import Subject
from governance.subject.tails import Tails
from governance.subject.variance_ratios import rival_under_forecast, under_forecast

Array = NDArray[np.float64]
LEVELS = (0.01, 0.025, 0.05)
# With more exceptions expected, the law for large samples holds, and simulation would cost seconds.
FEW = 300


def ratios_by_group(ratios: Array, groups: int) -> Table:
    """Mean ratios of so many ``groups`` of rows, from weighted ``ratios`` (n, 3), the calmest first."""
    means = [part.mean(axis=0, keepdims=True) for part in np.array_split(ratios, groups)]
    rows = tuple(
        (float(rank), 1 + float(under_forecast(item)[0]), 1 + float(rival_under_forecast(item)[0]))
        for rank, item in enumerate(means, start=1)
    )
    note = "1 is right; above it the forecast was too low. The last group is the wildest by what was known beforehand."
    columns = ("group by known volatility", "model", "HAR")
    return Table(
        "ratios", "Realised over forecast variance, by the volatility known beforehand", Shape.CURVE, columns, rows, note=note
    )


def exceptions_by_level(subject: Subject, found: Tails, level: float, draws: int) -> Table:
    """Exceptions at the usual levels and at ``level``, with the tests of each; ``draws`` where exceptions are too few for the law."""
    rows = tuple(_row(subject, found, each, draws) for each in sorted({*LEVELS, level}))
    columns = (
        "level",
        "exceptions",
        "expected",
        "p (rate)",
        "p (rate and independence)",
        "zone of the last 250",
        "least rate found",
    )
    note = "The least rate is the one that Kupiec's test would find four times in five; the zone is Basel's by probability."
    return Table("levels", "Exceptions by level", Shape.PLAIN, columns, rows, note=note)


def _row(subject: Subject, found: Tails, level: float, draws: int) -> tuple[Cell, ...]:
    hits, n = found.exceptions(level), len(found.returns)
    if level * n < FEW:
        joint = few_exceptions.conditional_coverage(hits, level, generator=subject.generator(), draws=draws).p_value
    else:
        joint = conditional_coverage(hits, level).p_value
    last = hits[-250:]
    return (
        level, int(hits.sum()), level * n, kupiec(n, int(hits.sum()), level).p_value, joint,
        traffic_light(len(last), int(last.sum()), level).zone, minimum_detectable_rate(n, level),
    )  # fmt: skip
