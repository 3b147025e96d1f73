"""Whether the gains come from many days or from a few."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.subject.estimating import BootstrapParameters
from governance.subject.gains import best_days, effective_gains
from governance.subject.profits import by_day, figure, profits
from governance.subject.strategy_tables import best_days_table
from governance.subject.subject import Subject

UNSHOWN = "the mean profit of a day is not shown to be above zero, so that no share of it has a meaning"


@dataclass(frozen=True)
class ConcentrationParameters(BootstrapParameters):
    """What all bootstrapping checks have, and how many ``best`` days are taken together; fewer than five would be rows."""

    best: int = field(default=5, metadata={"stricter": "larger", "least": 5})


@check(
    title="Concentration of profits",
    asks="Do the profits come from many days, or from a handful without which nothing is left?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=(
        Metric(
            "effective_gains",
            "Equal gains that would be as concentrated, over the number of gains",
            "higher",
            STRATEGIES,
            "share",
        ),
        Metric("best_days_share", "Share of the profit that the best days made", "lower", STRATEGIES, "share"),
        Metric("mean_without_best", "Mean profit a day without the best days", "higher", STRATEGIES),
    ),
    references=(
        "López de Prado (2018), Advances in financial machine learning, section 14.5.1: concentration of returns",
        "Herfindahl (1950), Concentration in the steel industry; Adelman (1969), Review of Economics and Statistics 51(1)",
        "Blom (1958), Statistical estimates and transformed beta-variables: expected order statistics of the normal",
    ),
)
def concentration(subject: Subject, parameters: ConcentrationParameters) -> Evidence:
    """Measure how the profits of the validation sample spread over its days.

    Method: Profits are added up by calendar day where rows are finer, else taken by step, net of the declared cost where there is one.
    One over the Herfindahl index of the gains is the number of equal gains that would be as concentrated; it is given as a share of the
    number of gains: 0.64 for normal profits about zero, 0.5 for exponential gains, near none where a handful made all. The share of the
    best days is that of the whole profit, given only where the mean profit is shown to be above zero, with its value for
    normal profits of the same mean and variance beside it. Intervals hold the rank of the best days fixed.

    Reads as risk: Profits from a handful of days are closer to one bet that came off than to a record of many; what is expected of the
    next year then hangs on whether such days return.

    Limitations: The share of the best days is large for every weak strategy on a short sample, without any fault: normal profits
    with an annual Sharpe ratio of 0.8 make half of two years' profit in five days. Few gains leave the Herfindahl index imprecise, and a
    strategy that sells rare losses for steady gains looks well spread here: read expected shortfall beside it.
    """
    found = profits(subject, Role.VALIDATION, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    days = by_day(found)
    gains = int((days > 0).sum())
    if min(gains, len(days) - parameters.best) < parameters.smallest_n:
        return Evidence.inconclusive(f"{gains} gains in {len(days)} days; fewer than {parameters.smallest_n} are not measured")
    spread = effective_gains(subject, days, parameters)
    top, rest = best_days(subject, days, parameters.best, parameters)
    told = f"{found.told}; by {'day' if len(days) < len(found.returns) else 'step'}, {parameters.best} best"
    measurements = [figure(subject, "effective_gains", spread, f"over {gains} gains; {told}", unit="share")]
    measurements.append(figure(subject, "mean_without_best", rest, told))
    absent = {}
    if top is None:
        absent = {"best_days_share": UNSHOWN}
    else:
        measurements.append(figure(subject, "best_days_share", top, told, unit="share"))
    return Evidence.measured(tuple(measurements), best_days_table(days), absent)
