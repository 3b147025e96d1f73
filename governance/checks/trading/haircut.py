"""What is left of the Sharpe ratio when its p-value has paid for all trials."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.sharpe import Adjustment, SharpeRatio, haircut_sharpe
from governance.subject.earning import SharpeParameters, sharpe_of
from governance.subject.search import AS_LOGGED, TrialTable, ratios, trial_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]
METHODS: tuple[Adjustment, ...] = ("bonferroni", "holm", "bhy")


@dataclass(frozen=True)
class HaircutParameters(SharpeParameters):
    """What all ratios have, and the ``method`` of adjustment that is measured; the others are shown beside it."""

    method: Literal["bonferroni", "holm", "bhy"] = field(default="bhy", metadata={"stricter": "unclear"})


@check(
    title="Haircut of the Sharpe ratio",
    asks="How much of the chosen trial's ratio is the price of having looked so often?",
    needs=(),
    reads=Reads.SAMPLE,
    tasks=STRATEGIES,
    metrics=(
        Metric("haircut", "Share of the chosen trial's ratio that the number of trials takes away", "lower", STRATEGIES, "share"),
    ),
    references=(
        "Harvey & Liu (2015), Backtesting, Journal of Portfolio Management 42(1)",
        "Benjamini & Yekutieli (2001), The control of the false discovery rate under dependency, Annals of Statistics 29(4)",
    ),
)
def haircut(subject: Subject, parameters: HaircutParameters) -> Evidence:
    """Turn the adjusted p-value of the chosen trial's ratio back into a ratio.

    Method: The ratio of every trial whose returns were logged has a p-value by Student's t over the independent periods of the chosen
    one; runs without returns count as having shown nothing. The chosen trial's p-value is adjusted for all of them, and the ratio that
    would have it as an only trial is what remains. The interval moves the chosen ratio by the quantile of its error and leaves the
    other trials where they are; a ratio that is not above zero loses all.

    Reads as risk: Who sizes a position by the ratio of the backtest sizes it by the luck in it as well. A haircut of one half halves it.

    Limitations: It takes the trials' returns as the developer logged them, costs included or not. The adjustments hold under any
    dependence between trials, and so take more than is needed from trials that are much alike. Trials that were never logged are free.
    """
    table = trial_table(subject, parameters.smallest_n)
    if isinstance(table, str):
        return Evidence.inconclusive(table)
    if table.chosen is None:
        return Evidence.inconclusive("which of the trials was chosen is not known: governance.chosen_trial")
    ratio = sharpe_of(subject, table.returns[:, table.chosen], parameters)
    if isinstance(ratio, str):
        return Evidence.inconclusive(ratio)
    runs = max(table.returns.shape[1], len(subject.trials.runs) if subject.trials else 0)
    rows = tuple((method, *_shares(table, ratio, method, runs)) for method in METHODS)
    _, value, low, high = next(row for row in rows if row[0] == parameters.method)
    told = f"{parameters.method} over {runs} trials; {AS_LOGGED}"
    measurement = Measurement(
        "haircut", value, low, high, ratio.n, ratio.n_effective, None, parameters.confidence, ratio.p_value,
        unit="share", convention=told,
    )  # fmt: skip
    columns = ("method", "share lost", "low", "high")
    return Evidence.measured((measurement,), (Table("methods", "The haircut by method", Shape.INTERVALS, columns, rows),))


def _shares(table: TrialTable, ratio: SharpeRatio, method: Adjustment, runs: int) -> tuple[float, float, float]:
    """Of the measured ratio, then the least and the most that its interval allows."""
    value, most, least = (_share(table, ratio, sharpe, method, runs) for sharpe in (ratio.value, ratio.low, ratio.high))
    return value, min(least, value), max(most, value)


def _share(table: TrialTable, ratio: SharpeRatio, sharpe: float, method: Adjustment, runs: int) -> float:
    if sharpe <= 0:
        return 1.0
    others = ratios(table.returns)
    others[table.chosen] = sharpe
    return haircut_sharpe(sharpe, max(2, round(ratio.n_effective)), others, method, runs).share
