"""What costs leave of a strategy's returns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.profits import figure
from governance.subject.strategy import NO_COST, Trading, break_even, describe_returns, trading
from governance.subject.strategy_tables import by_cost
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CostParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the number of ``points`` of the curve of net returns."""

    points: int = 13


@check(
    title="Costs",
    asks="What may trading cost before nothing is left, and what is left at the declared cost?",
    needs=(Role.VALIDATION,),
    reads=Reads.ACCUMULATORS,
    tasks=STRATEGIES,
    metrics=(
        Metric("break_even_bps", "Cost of turnover at which the mean return is zero", "higher", STRATEGIES, "basis points"),
        Metric("break_even_over_cost", "The same over the declared cost", "higher", STRATEGIES, "times"),
        Metric("net_mean", "Mean return a step, net of the declared cost", "higher", STRATEGIES),
    ),
    references=(
        "Grinold & Kahn (2000), Active portfolio management, chapter 16: transactions costs, turnover and trading",
        "Novy-Marx & Velikov (2016), A taxonomy of anomalies and their trading costs, Review of Financial Studies 29(1)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def costs(subject: Subject, parameters: CostParameters) -> Evidence:
    """Measure the cost at which the strategy breaks even on the validation sample, and what it keeps at the declared cost.

    Method: Turnover is the sum of the absolute changes of position at a step, the first purchase included. The break-even cost is the
    mean return before costs over mean turnover; its interval resamples returns and turnover together. It is set against the cost that
    the tag governance.cost_bps declares for each unit bought or sold, and the mean return after that cost is given with it.

    Reads as risk: A break-even below the cost that is really paid means that the strategy works for its brokers. One that is only
    a little above leaves no room for a wider spread, for impact, or for a mistake in the assumption.

    Limitations: Cost is taken as proportional to turnover; market impact grows with size and is not in it. Positions that drift with
    prices between two rows are not counted as trades, nor is selling out at the end. The declared cost is taken as true; what fills say
    of it is for the check of slippage. The break-even is undefined for a strategy that hardly trades.
    """
    found = trading(subject, Role.VALIDATION)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if isinstance(found.turnover, str):
        return Evidence.inconclusive(found.turnover)
    if len(found.gross) < parameters.smallest_n:
        return Evidence.inconclusive(f"{len(found.gross)} steps of time; fewer than {parameters.smallest_n} are not measured")
    measurements, absent = _net(subject, found, parameters)
    tables = (by_cost(found, found.turnover, parameters.points),)
    traded = int((found.turnover > 0).sum())
    if traded < parameters.smallest_n:
        reason = f"the position changes at {traded} steps only; fewer than {parameters.smallest_n} are not measured"
        return Evidence.measured(tuple(measurements), tables, absent | dict.fromkeys(_ratios(found), reason))
    ratio = estimate(subject, np.column_stack([found.gross, found.turnover]), break_even, parameters)
    told = f"mean over mean turnover; {describe_returns(subject, net=False)}"
    for name, scale in _ratios(found).items():
        unit = "basis points" if name == "break_even_bps" else "times"
        measurements.append(figure(subject, name, ratio, told, unit=unit, scale=scale))
    return Evidence.measured(tuple(measurements), tables, absent)


def _ratios(found: Trading) -> dict[str, float]:
    """The ratios that are known, each with what the break-even is multiplied by."""
    return {"break_even_bps": 1.0} | ({"break_even_over_cost": 1 / found.cost_bps} if found.cost_bps else {})


def _net(subject: Subject, found: Trading, parameters: CostParameters) -> tuple[list[Measurement], dict[str, str]]:
    net = found.net
    if isinstance(net, str):
        return [], dict.fromkeys(("net_mean", "break_even_over_cost"), net or NO_COST)
    kept = mean(subject, net, parameters)
    absent = {} if found.cost_bps else {"break_even_over_cost": "the declared cost is zero"}
    return [figure(subject, "net_mean", kept, describe_returns(subject, net=True))], absent
