"""Whether the record is long enough for what is claimed, and the backtest for the number of trials."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.sharpe import SharpeRatio, minimum_backtest_length, minimum_track_record_length
from governance.subject.earning import SharpeParameters, describe_sharpe, figure, net_sharpe
from governance.subject.search import search, trial_table
from governance.subject.subject import Subject


@dataclass(frozen=True)
class RecordParameters(SharpeParameters):
    """One-sided ``alpha`` of the track record, and the annual ``target_sharpe`` that luck is not to reach in the backtest."""

    alpha: float = field(default=0.05, metadata={"stricter": "smaller", "least": 0.001, "most": 0.5})
    target_sharpe: float = field(default=1.0, metadata={"stricter": "smaller", "least": 0.1})


@check(
    title="Length of the record",
    asks="Is the record long enough to believe the ratio, and the backtest long enough for so many trials?",
    needs=(Role.VALIDATION,),
    reads=Reads.ACCUMULATORS,
    tasks=STRATEGIES,
    metrics=(
        Metric("track_record", "Length of the record over that which its ratio after costs needs", "higher", STRATEGIES, "share"),
        Metric(
            "backtest_length", "Length of the backtest over that which its number of trials needs", "higher", STRATEGIES, "share"
        ),
    ),
    references=(
        "Bailey & López de Prado (2012), The Sharpe ratio efficient frontier, Journal of Risk 15(2)",
        "Bailey, Borwein, López de Prado & Zhu (2014), Pseudo-mathematics and financial charlatanism, Notices of the AMS 61(5)",
    ),
)
def track_record(subject: Subject, parameters: RecordParameters) -> Evidence:
    """Divide what is held by what would be needed.

    Method: The track record that is needed is the number of independent returns at which the ratio after costs would be shown to
    exceed zero; what is held is the number of independent returns that would estimate it as precisely. A ratio that is not above zero
    has no such length, and the share is 0. The interval moves the ratio by the quantile of its error. The backtest that is needed is
    the number of years in which the best of the trials would not be expected to show the target ratio by luck; what is held is the
    time of the logged trial returns.

    Reads as risk: A short record cannot bear the ratio that is read off it. In a short backtest some trial always looks good.

    Limitations: The length that is needed follows from the ratio that was measured, which is itself uncertain. The backtest's length is
    exact only as far as the number of trials is known, and supposes the trials to be independent and without skill.
    """
    found = {"track_record": _record(subject, parameters), "backtest_length": _backtest(subject, parameters)}
    absent = {name: item for name, item in found.items() if isinstance(item, str)}
    return Evidence.measured(tuple(item for item in found.values() if not isinstance(item, str)), (), absent)


def _record(subject: Subject, parameters: RecordParameters) -> Measurement | str:
    ratio = net_sharpe(subject, parameters)
    if isinstance(ratio, str):
        return ratio
    value, low, high = (_held(ratio, sharpe, parameters.alpha) for sharpe in (ratio.value, ratio.low, ratio.high))
    told = f"{describe_sharpe(subject)}; one-sided level {parameters.alpha:g}; {ratio.n_effective:.4g} independent returns held"
    return figure("track_record", value, (low, high), ratio, parameters.confidence, told, unit="share", p_value=ratio.p_value)


def _held(ratio: SharpeRatio, sharpe: float, alpha: float) -> float:
    if sharpe <= 0:
        return 0.0
    return ratio.n_effective / minimum_track_record_length(sharpe, 0.0, ratio.skew, ratio.kurtosis, alpha)


def _backtest(subject: Subject, parameters: RecordParameters) -> Measurement | str:
    table, found, year = (
        trial_table(subject, parameters.smallest_n),
        search(subject, parameters.smallest_n),
        subject.identity.periods_per_year,
    )
    if isinstance(table, str) or isinstance(found, str):
        return table if isinstance(table, str) else str(found)
    if year is None:
        return "the periods in a year are not known: governance.periods_per_year"
    needed = minimum_backtest_length(found.effective, parameters.target_sharpe)
    if needed == 0.0:
        return "the search amounts to a single trial, whose backtest may have any length"
    periods = len(table.returns)
    value = periods / year / needed
    told = f"{periods / year:.3g} years held, {needed:.3g} needed; annual target {parameters.target_sharpe:g}; {found.told}"
    return Measurement("backtest_length", value, value, value, periods, found.effective, unit="share", convention=told)
