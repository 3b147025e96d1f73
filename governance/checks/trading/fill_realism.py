"""Whether fills could have been had at their prices."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.estimating import BootstrapParameters, proportion
from governance.subject.executions import filled
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

# Prices that differ by less are the same price, written with other digits.
ROUNDING = 1e-9


@dataclass(frozen=True)
class FillParameters(BootstrapParameters):
    """What all bootstrapping checks have; a fill is at the extreme within ``tolerance``, a share of the bar's range."""

    tolerance: float = field(default=0.01, metadata={"stricter": "larger", "least": 0.0, "most": 0.2})


@check(
    title="Fill realism",
    asks="Are fills taken at prices that the market offered to everyone, or at the best of the bar?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=(
        Metric("best_price_share", "Share of fills at the best price of the bar", "lower", STRATEGIES, "share", sound=0.01),
        Metric("outside_share", "Share of fills at a price outside the bar", "lower", STRATEGIES, "share", sound=0.0),
    ),
    references=(
        "Wilson (1927), Probable inference, Journal of the American Statistical Association 22",
        "Chan (2013), Algorithmic trading, chapter 1: backtesting and its pitfalls",
    ),
)
def fill_realism(subject: Subject, parameters: FillParameters) -> Evidence:
    """Count the fills at the best price of their bar, and those at a price that the bar did not hold.

    Method: Columns declared in governance.columns as fill_price, high, low and side (1 or buy, -1 or sell) are read from the production
    sample where it has them, else from validation. A row without a fill price is a row without a fill. A buy at the low and a sale
    at the high, within the tolerance as a share of the range, are fills at the best price; bars without a range have no best price and
    are left out of that share. Its interval is Wilson's over effective fills from a block bootstrap. Fills above the high or below the low
    are an exact count.

    Reads as risk: Nobody buys every low. A backtest that does so fills limit orders that only touched the market, or knows the bar before
    it ends. A fill outside the bar comes from other prices than the ones the strategy was tested on.

    Limitations: A fill inside the bar may still have been beyond reach at that size or time. Bars of another venue or in rounded prices put
    honest fills outside; orders in an auction have no range. Fills evenly spread over the range show the tolerance itself.
    """
    found = filled(subject, ("fill_price", "high", "low", "side"), parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    role, fills = found
    price, high, low = fills["fill_price"], fills["high"], fills["low"]
    if bool((high < low).any()):
        return Evidence.inconclusive(
            f"{int((high < low).sum())} of {len(price)} fills stand in a bar whose high is below its low"
        )
    outside = (price > high * (1 + ROUNDING)) | (price < low * (1 - ROUNDING))
    told = "exact count of fills above the high or below the low"
    beyond = Measurement.exact("outside_share", float(outside.mean()), len(price), role, unit="share", convention=told)
    ranged = (high > low * (1 + ROUNDING)) & ~outside
    if int(ranged.sum()) < parameters.smallest_n:
        reason = f"{int(ranged.sum())} fills stand inside a bar with a range; fewer than {parameters.smallest_n} are not measured"
        return Evidence.measured((beyond,), (), {"best_price_share": reason})
    distance = np.where(fills["side"] > 0, price - low, high - price)[ranged] / (high - low)[ranged]
    return Evidence.measured((_best(subject, role, distance <= parameters.tolerance + ROUNDING, parameters), beyond))


def _best(subject: Subject, role: Role, best: NDArray[np.bool_], parameters: FillParameters) -> Measurement:
    found = proportion(subject, best.astype(float), parameters)
    told = convention(subject, f"within {parameters.tolerance:g} of the range; Wilson interval over effective fills")
    return Measurement(
        "best_price_share", found.value, min(found.low, found.value), max(found.high, found.value), found.n, found.n_effective, role,
        parameters.confidence, unit="share", convention=told,
    )  # fmt: skip
