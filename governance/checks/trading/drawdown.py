"""How far and how long a strategy falls below its peak."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.paths import drawdown_figures, spread_over_paths
from governance.subject.estimating import BootstrapParameters, mean
from governance.subject.profits import Profits, figure, profits
from governance.subject.strategy_tables import path_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]
FIGURES = ("max_drawdown", "ulcer", "under_water", "longest_under_water", "calmar")
METRICS = (
    Metric("max_drawdown", "Deepest fall from a peak of the returns added up", "lower", STRATEGIES, "return"),
    Metric("ulcer", "Root mean square of the fall from the peak", "lower", STRATEGIES, "return"),
    Metric("under_water", "Share of steps below an earlier peak", "lower", STRATEGIES, "share"),
    Metric("longest_under_water", "Longest run of steps below an earlier peak", "lower", STRATEGIES, "steps"),
    Metric("calmar", "Mean return a year over the deepest fall", "higher", STRATEGIES),
    Metric("expected_shortfall", "Mean loss over the worst steps", "lower", STRATEGIES, "return"),
)


@dataclass(frozen=True)
class DrawdownParameters(BootstrapParameters):
    """What all bootstrapping checks have, the number of resampled ``paths``, and the ``tail`` of worst steps, as a share."""

    paths: int = field(default=500, metadata={"stricter": "larger", "least": 100})
    tail: float = field(default=0.05, metadata={"stricter": "unclear", "least": 0.001, "most": 0.5})
    points: int = 60


@check(
    title="Drawdown",
    asks="How far and how long did the strategy fall below its peak, and how much worse may a path like it be?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=METRICS,
    references=(
        "Magdon-Ismail & Atiya (2004), Maximum drawdown, Risk 17(10)",
        "Martin & McCann (1989), The investor's guide to Fidelity funds: the ulcer index",
        "Young (1991), Calmar ratio: a smoother tool, Futures 20(1)",
        "Rockafellar & Uryasev (2002), Conditional value-at-risk for general loss distributions, J. Banking & Finance 26(7)",
    ),
)
def drawdown(subject: Subject, parameters: DrawdownParameters) -> Evidence:
    """Measure drawdowns on the validation sample, and their range over paths that the same returns could have taken.

    Method: Returns of the steps are added up, net of the declared cost where there is one. The deepest fall, the ulcer index, the time
    under water and the Calmar ratio are those of the observed path; beside each stands the central range over paths of the same
    length, drawn in blocks that keep volatility clustered. Expected shortfall is the mean loss over the worst steps, with
    an interval.

    Reads as risk: A strategy is stopped at its drawdown, not at its Sharpe ratio. Where the range reaches far beyond the observed
    fall, the observed path was a kind one, and limits set from it will be broken.

    Limitations: Drawdowns grow with the length of the path; figures of samples of unlike length do not compare. The ranges are of what a
    path may show and not intervals about the observed figure, which may lie outside them. Blocks do not know losses that never occurred.
    """
    found = profits(subject, Role.VALIDATION, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    returns, periods = found.returns, subject.identity.periods_per_year
    seen = drawdown_figures(returns, periods or 1.0)
    spread = spread_over_paths(returns, periods or 1.0, parameters.paths, parameters.confidence, subject.generator())
    told = f"returns added up; {found.told}; range over {parameters.paths} paths of the stationary block bootstrap"
    measurements = [
        Measurement(
            name, float(value), float(low), float(high), len(returns), len(returns) / spread.block, Role.VALIDATION,
            parameters.confidence, unit=next(metric.unit for metric in METRICS if metric.name == name), convention=told,
        )
        for name, value, low, high in zip(FIGURES, seen, spread.low, spread.high, strict=True)
        if name != "calmar" or periods is not None
    ]  # fmt: skip
    measurements.append(_shortfall(subject, found, parameters))
    absent = {} if periods is not None else {"calmar": "the number of steps in a year is not known: governance.periods_per_year"}
    return Evidence.measured(tuple(measurements), path_table(returns, found.times, parameters.points), absent)


def _shortfall(subject: Subject, found: Profits, parameters: DrawdownParameters) -> Measurement:
    """The mean of the worst returns as a mean over all: its influence values keep the quantile fixed (Rockafellar & Uryasev 2002)."""
    worst = np.quantile(found.returns, parameters.tail, method="inverted_cdf")
    parts = np.maximum(worst - found.returns, 0.0) / parameters.tail - worst
    told = f"mean loss over the worst {parameters.tail:g} of steps; {found.told}"
    return figure(subject, "expected_shortfall", mean(subject, parts, parameters), told, unit="return")
