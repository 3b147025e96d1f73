"""What the delta hedge takes out of the profit and loss, and what it leaves behind."""

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import PRICED, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.greek_tables import left_by_group
from governance.subject.hedge_quality import bias_by_group, hedge_quality
from governance.subject.hedging import hedged
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

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

    Method: From each row to the next of its series an instrument makes the declared profit, or else the change of the market's
    price, the target; the hedge is the delta before the move times the change of the spot, and both are financed at the declared
    rate where it is known. Variances are of single rows. The hedge ratio is the slope, through the origin, of the financed profit
    on the hedge: the multiple of delta that leaves least. Biases are means over the mean absolute unhedged profit, for all rows,
    for thirds of moneyness (spot over strike) and for declared sides; those of groups are adjusted over the groups (Bonferroni).
    Intervals resample steps of time, with all their rows.

    Reads as risk: A hedge that leaves much of the variance, or adds to it, is a position. A ratio away from one hedges too much or
    too little every day. What is left on one side or at one moneyness is a price that the model gets wrong there.

    Limitations: A declared profit is taken for that of one unit held since the row before, without financing. Rehedging is at the
    rows' own times and free. Gamma leaves variance between them that no delta removes. Options bear a premium for volatility, so
    that a negative mean need not be an error of the model. Greeks other than delta are not hedged.
    """
    found = hedged(subject, Role.VALIDATION)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    steps = len(np.unique(found.steps))
    if steps < parameters.smallest_n:
        return Evidence.inconclusive(f"{steps} steps have all values; fewer than {parameters.smallest_n} are not measured")
    if float(np.ptp(found.unhedged)) == 0.0 or not found.hedge.any():
        return Evidence.inconclusive("the profit, or the hedge, never moves")
    text = convention(subject, found.told)
    units = {"hedge_ratio": ""}
    items = [
        measured(name, item, text, unit=units.get(name, "share"))
        for name, item in hedge_quality(subject, found, parameters).items()
    ]
    groups = bias_by_group(subject, found, parameters)
    told = f"{text}; Bonferroni over {len(groups)}"
    items += [measured("group_bias", item, told, segment=name, unit="share") for name, item in groups.items()]
    absent = {} if groups else {"group_bias": NO_GROUP}
    return Evidence.measured(tuple(items), (left_by_group(groups),) if groups else (), absent)
