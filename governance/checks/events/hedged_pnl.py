"""What the delta hedge takes out of the profit and loss, and what it leaves behind."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.hedging import Hedged, hedged
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

Array = NDArray[np.float64]
PRICED = (Task.PRICING,)
NO_GROUP = "neither strike nor side is declared, or no group has rows enough"


@check(
    title="Hedged profit and loss",
    asks="Does hedging by the declared delta take the risk of the spot out, and does what is left have a bias?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=PRICED,
    metrics=(
        Metric("variance_left", "Variance of the hedged profit over that of the unhedged", "lower", PRICED, "share", sound=0.0),
        Metric("hedge_ratio", "Multiple of the declared delta that would have hedged best", "neither", PRICED, sound=1.0),
        Metric("hedged_bias", "Mean hedged profit over the mean absolute unhedged", "neither", PRICED, "share"),
        Metric("group_bias", "The same by moneyness and side", "neither", PRICED, "share"),
    ),
    references=(
        "Bakshi & Kapadia (2003), Delta-hedged gains and the negative market volatility risk premium, RFS 16(2)",
        "Hull & White (2017), Optimal delta hedging for options, Journal of Banking & Finance 82",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def hedged_pnl(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Hedge each instrument by its declared delta from row to row, and compare what it makes with and without.

    Method: From each row to the next of its series the market's price, the target, changes; the hedge is the delta before the move
    times the change of the spot, and both are financed at the declared rate where it is known. Variances are of single rows. The
    hedge ratio is the slope, through the origin, of the financed change of the price on the hedge: the multiple of delta that leaves
    least. Biases are means over the mean absolute unhedged change, for all rows, for thirds of moneyness (spot over strike) and for
    declared sides; those of groups are adjusted over the groups (Bonferroni). Intervals resample steps of time, with all their rows.

    Reads as risk: A hedge that leaves much of the variance, or adds to it, is a position. A ratio away from one hedges too much or
    too little every day. What is left on one side or at one moneyness is a price that the model gets wrong there.

    Limitations: Rehedging is at the rows' own times and free. Gamma leaves variance between them that no delta removes. Options bear a
    premium for volatility, so that a negative mean need not be an error of the model. Greeks other than delta are not hedged.
    """
    found = hedged(subject, Role.VALIDATION)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    steps = len(np.unique(found.steps))
    if steps < parameters.smallest_n:
        return Evidence.inconclusive(f"{steps} steps have all values; fewer than {parameters.smallest_n} are not measured")
    if float(np.ptp(found.unhedged)) == 0.0 or not found.hedge.any():
        return Evidence.inconclusive("the price, or the hedge, never moves")
    text = convention(subject, f"the market's price, rehedged at every row; {found.told}")
    whole = {"variance_left": _variance_left, "hedge_ratio": _hedge_ratio, "hedged_bias": _bias}
    columns = _by_step(found, np.ones(len(found.steps), dtype=bool))
    units = {"hedge_ratio": ""}
    items = [
        measured(name, estimate(subject, columns, recipe, parameters), text, unit=units.get(name, "share"))
        for name, recipe in whole.items()
    ]
    groups = _groups(subject, found, parameters)
    told = f"{text}; Bonferroni over {len(groups)}"
    items += [measured("group_bias", item, told, segment=name, unit="share") for name, item in groups.items()]
    absent = {} if groups else {"group_bias": NO_GROUP}
    return Evidence.measured(tuple(items), (_table(groups),) if groups else (), absent)


def _by_step(found: Hedged, inside: NDArray[np.bool_]) -> Array:
    """(t, 9) sums by step: rows and hedged profit of those ``inside``; and of all rows the seven that follow.

    Hedged squared, unhedged, its square and absolute value, financed change times hedge, hedge squared, and the count.
    """
    left, made = found.hedged, found.unhedged
    columns = (
        inside, left * inside, left**2, made, made**2, np.abs(made), (made - found.carry) * found.hedge, found.hedge**2,
        np.ones(len(made)),
    )  # fmt: skip
    return np.column_stack([np.bincount(found.steps, column) for column in columns])


def _groups(subject: Subject, found: Hedged, parameters: BootstrapParameters) -> dict[str, Estimate]:
    kept = {name: inside for name, inside in found.groups.items() if int(inside.sum()) >= parameters.smallest_n}
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / max(len(kept), 1))
    return {name: estimate(subject, _by_step(found, inside), _bias, stricter) for name, inside in kept.items()}


def _variance_left(means: Array) -> Array:
    count, left, left_squared, made, made_squared = means[:, :5].T
    return np.asarray((left_squared / count - (left / count) ** 2) / (made_squared / count - (made / count) ** 2))


def _hedge_ratio(means: Array) -> Array:
    return np.asarray(means[:, 6] / means[:, 7])


def _bias(means: Array) -> Array:
    return np.asarray((means[:, 1] / means[:, 0]) / (means[:, 5] / means[:, 8]))


def _table(groups: dict[str, Estimate]) -> Table:
    rows = tuple((name, item.value, item.low, item.high) for name, item in groups.items())
    note = "Mean hedged profit over the mean absolute unhedged one of all rows; zero is a fair price and a fair hedge."
    return Table("groups", "What is left, by group", Shape.INTERVALS, ("group", "bias", "low", "high"), rows, note=note)
