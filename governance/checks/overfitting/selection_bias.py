"""How much of the chosen run's lead is what the best of so many runs shows by luck."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.selection import winners_curse
from governance.subject.contest import Contest, decisive_contest
from governance.subject.estimating import BootstrapParameters
from governance.subject.overfitting_tables import contest_table
from governance.subject.subject import Subject


@dataclass(frozen=True)
class SelectionParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the ``fewest_runs`` with a figure in common that are compared."""

    fewest_runs: int = field(default=5, metadata={"stricter": "larger", "least": 3})


@check(
    title="Selection bias",
    asks="How much of the figure that the model was chosen for is the luck of the winner?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    metrics=(
        Metric(
            "overstatement",
            "Share of the chosen run's figure, beyond no skill, that is the winner's luck",
            "lower",
            unit="share",
            sound=0.0,
        ),
        Metric(
            "vanishing_share", "Share of the chosen run's lead over the mean run that is noise", "lower", unit="share", sound=0.0
        ),
        Metric("luck", "Lead that the best of so many equal runs would show, over the lead that the chosen one has", "lower"),
    ),
    references=(
        "Efron (2011), Tweedie's formula and selection bias, Journal of the American Statistical Association 106(496)",
        "Bailey, Borwein, López de Prado & Zhu (2014), Pseudo-mathematics and financial charlatanism, Notices of the AMS 61(5)",
        "Cawley & Talbot (2010), On over-fitting in model selection, Journal of Machine Learning Research 11",
    ),
)
def selection_bias(subject: Subject, parameters: SelectionParameters) -> Evidence:
    """Hold the spread of the runs' figures against the error that each has.

    Method: Where the trials' returns were logged, the figure is the Sharpe ratio a period, and its error that of the differences from
    the mean trial (block bootstrap). Else it is the figure of the validation or tuning sample that most runs logged and that is
    recomputed from the audited model; its error there is that of the audited run alone. The share of the lead that vanishes is the
    squared error over the variance of the figures, at most 1 (regression to the mean), with the interval of that variance. The
    overstatement is what vanishes over what the chosen figure is better than that of the training mean. Luck is the largest of so many
    errors over the lead, with the interval it would fall in and the probability that it reaches the lead. Runs on the same rows err
    together, by how much their figures do not tell: where only figures were logged all are upper bounds, and intervals begin at 0. So do
    those of what vanishes where the lead is shown to be beyond luck: one good run among useless ones has no mean to fall back to.

    Reads as risk: The best of many runs is partly the luckiest. Whoever cites its figure promises what new rows will not keep; the figure
    less what vanishes is the honest one. Among runs that are all alike the lead is luck and small: that is no fault.

    Limitations: Runs that were not logged are free. Figures are taken as normal about a common mean, so that a group of runs that was
    bound to be bad makes the lead of the others look real. That luck could explain the lead does not say that it does. A figure of
    a sample that took no part in the choice has no such bias.
    """
    found = decisive_contest(subject, parameters, parameters.fewest_runs)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if found.values.max() == found.values.min():
        return Evidence.inconclusive(f"all {len(found.values)} runs have the same {found.figure}: nothing was gained by choosing")
    curse = winners_curse(found.values, found.chosen, found.error, found.total, parameters.confidence)
    beyond, lead = float(found.values[found.chosen]) - found.floor, max(curse.lead, 0.0)
    doubted = found.paired and curse.p_value >= 1 - parameters.confidence
    vanishing = np.array([curse.vanishing, curse.vanishing_interval[0] if doubted else 0.0, curse.vanishing_interval[1]])
    numbers = {"vanishing_share": vanishing}
    if beyond > 0:
        numbers["overstatement"] = vanishing * lead / beyond
    if lead > 0:
        numbers["luck"] = np.array([curse.luck, curse.luck_interval[0] if found.paired else 0.0, curse.luck_interval[1]]) / lead
    reasons = {"overstatement": "its figure is no better than that of the training mean", "luck": "it does not lead the mean run"}
    absent = {name: f"the chosen run: {reason}" for name, reason in reasons.items() if name not in numbers}
    p_values = {"luck": curse.p_value}
    seen = [_measurement(name, item, found, parameters.confidence, p_values.get(name)) for name, item in numbers.items()]
    return Evidence.measured(tuple(seen), (contest_table(found, curse),), absent)


def _measurement(
    metric: str, numbers: NDArray[np.float64], found: Contest, confidence: float, p_value: float | None
) -> Measurement:
    value, low, high = map(float, numbers)
    bound = "error of the differences" if found.paired else "error of the audited run alone, an upper bound"
    return Measurement(
        metric, value, low, high, len(found.values), float(len(found.values)), None, confidence, p_value,
        convention=f"{found.figure}; {len(found.values)} of {found.total} runs; {bound}",
    )  # fmt: skip
