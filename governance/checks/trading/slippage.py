"""What fills cost against the price at which they were decided."""

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.subject.estimating import BootstrapParameters, mean
from governance.subject.executions import filled
from governance.subject.profits import figure
from governance.subject.strategy import BASIS_POINT, NO_COST
from governance.subject.subject import Subject


@check(
    title="Slippage",
    asks="Do real fills cost more than the backtest assumed?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=(
        Metric("slippage_bps", "Mean cost of a fill against its decision price", "lower", STRATEGIES, "basis points"),
        Metric("slippage_over_assumed", "The same over the declared cost", "lower", STRATEGIES, "times", sound=1.0),
    ),
    references=(
        "Perold (1988), The implementation shortfall: paper versus reality, Journal of Portfolio Management 14(3)",
        "Kissell (2014), The science of algorithmic trading and portfolio management: transaction cost analysis",
    ),
)
def slippage(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Measure the implementation shortfall of the fills and set it against the declared cost.

    Method: Columns declared in governance.columns as fill_price, decision_price and side (1 or buy, -1 or sell) are read from the
    production sample where it has them, else from validation. A row without a fill price is a row without a fill. The cost of a fill is
    its price less the decision price, over the decision price, with the sign of the side: what was paid too much or got too little. Each
    fill counts once; the interval resamples fills in blocks in their order in time. The ratio divides by governance.cost_bps.

    Reads as risk: A backtest at an assumed cost that fills exceed has reported profits that nobody could have taken.

    Limitations: Orders that were never filled are not seen, and those are the ones that would have cost most. Fills are not weighted by
    size, so that few large and dear ones count little. The declared cost may be meant to hold fees beside slippage; fees are not read
    here, and fills at the assumed cost then already cost more than was assumed.
    """
    found = filled(subject, ("fill_price", "decision_price", "side"), parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    role, fills = found
    paid = fills["side"] * (fills["fill_price"] - fills["decision_price"]) / fills["decision_price"] / BASIS_POINT
    cost_a_fill = mean(subject, np.asarray(paid), parameters)
    told = "fill less decision price over the decision price, signed by side; each fill counts once"
    cost = subject.identity.cost_bps
    measurements = [figure(subject, "slippage_bps", cost_a_fill, told, role=role, unit="basis points")]
    if cost:
        text = f"{told}; over the declared {cost:g} basis points"
        measurements.append(figure(subject, "slippage_over_assumed", cost_a_fill, text, role=role, unit="times", scale=1 / cost))
    absent = {} if cost else {"slippage_over_assumed": NO_COST if cost is None else "the declared cost is zero"}
    return Evidence.measured(tuple(measurements), (), absent)
