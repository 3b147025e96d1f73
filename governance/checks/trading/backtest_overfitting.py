"""Whether the trial that was best in one half of the time is any good in the other."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads
from governance.record.evidence import Evidence, Measurement
from governance.statistics.overfitting import overfitting_interval, probability_of_backtest_overfitting
from governance.subject.search import AS_LOGGED, TrialTable, trial_table
from governance.subject.strategy_tables import overfitting_tables
from governance.subject.subject import Subject


@dataclass(frozen=True)
class OverfittingParameters:
    """``partitions`` of the time, an even number; ``resamples`` and two-sided ``confidence`` of the interval; the fewest periods."""

    partitions: int = field(default=10, metadata={"stricter": "unclear", "least": 4, "most": 20})
    resamples: int = field(default=200, metadata={"stricter": "larger", "least": 50})
    confidence: float = field(default=0.95, metadata={"stricter": "larger", "least": 0.5, "most": 0.999})
    smallest_n: int = field(default=100, metadata={"stricter": "larger", "least": 40})


@check(
    title="Probability of backtest overfitting",
    asks="Does choosing the best trial on one half of the time pick a good one for the other half?",
    needs=(),
    reads=Reads.SAMPLE,
    tasks=STRATEGIES,
    metrics=(
        Metric("probability", "Share of splits in which the best trial falls into the lower half", "lower", STRATEGIES, "share"),
        Metric(
            "losing_probability",
            "Share of splits in which the best trial falls into the lower half and earns nothing",
            "lower",
            STRATEGIES,
            "share",
            sound=0.0,
        ),
    ),
    references=(
        "Bailey, Borwein, López de Prado & Zhu (2017), The probability of backtest overfitting, Journal of Computational Finance 20(4)",
        "Efron & Morris (1975), Data analysis using Stein's estimator, Journal of the American Statistical Association 70",
    ),
)
def backtest_overfitting(subject: Subject, parameters: OverfittingParameters) -> Evidence:
    """Repeat the choice between the trials on every half of their time, and see what it brings in the other half.

    Method: The periods of the logged trial returns are cut into partitions of equal length; every half of the partitions is once in
    sample. The trial with the best Sharpe ratio in sample is ranked out of sample. The probability of overfitting is the share of splits
    in which it falls into the lower half; the losing probability is the share in which it also earns nothing there, since among
    trials of one and the same skill the rank is luck. The interval comes from resampling the periods of all trials together in
    blocks, after the trials' ratios have been drawn together by what their sampling error explains.

    Reads as risk: A choice that does no better than chance out of sample has chosen luck. The backtest of the chosen trial then
    promises what nobody will earn.

    Limitations: It speaks of the way the trial was chosen, not of the trial. It sees only the trials whose returns were logged, and takes
    them as the developer logged them, costs included or not. On pure noise the probability varies between samples by 0.18 in standard
    deviation, so that its interval is wide; among equally good trials it is near one half however good they are.
    """
    table = trial_table(subject, max(parameters.smallest_n, 2 * parameters.partitions))
    if isinstance(table, str):
        return Evidence.inconclusive(table)
    if parameters.partitions % 2:
        return Evidence.inconclusive(f"the time cannot be cut into two halves of {parameters.partitions} partitions")
    found = probability_of_backtest_overfitting(table.returns, parameters.partitions)
    measurements = (
        _measurement("probability", found.probability, subject, table, parameters, losing=False),
        _measurement("losing_probability", found.losing_probability, subject, table, parameters, losing=True),
    )
    return Evidence.measured(measurements, overfitting_tables(found))


def _measurement(
    metric: str, value: float, subject: Subject, table: TrialTable, parameters: OverfittingParameters, *, losing: bool
) -> Measurement:
    seen = overfitting_interval(
        table.returns, parameters.partitions, generator=subject.generator(), resamples=parameters.resamples,
        confidence=parameters.confidence, losing=losing,
    )  # fmt: skip
    periods, trials = table.returns.shape
    told = (
        f"{trials} trials, {parameters.partitions} partitions; {AS_LOGGED}; {table.dropped} periods without all trials left out"
    )
    return Measurement(
        metric, value, seen.low, seen.high, periods, periods / max(seen.block, 1.0), None, parameters.confidence,
        unit="share", convention=f"{told}; stationary block bootstrap",
    )  # fmt: skip
