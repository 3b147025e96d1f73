"""The Sharpe ratio after costs, less what the best of so many trials would show by luck."""

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.sharpe import (
    SharpeRatio,
    break_even_trials,
    deflated_sharpe_ratio,
    expected_maximum_sharpe,
    sharpe_standard_error,
)
from governance.subject.earning import SharpeParameters, describe_sharpe, figure, net_sharpe, quantile
from governance.subject.search import Search, search
from governance.subject.strategy_tables import search_table
from governance.subject.subject import Subject

DOUBT = 3.0
SURE = 0.95


@check(
    title="Deflated Sharpe ratio",
    asks="Is the strategy better than the luckiest of so many tries without skill would be?",
    needs=(Role.VALIDATION,),
    reads=Reads.ACCUMULATORS,
    tasks=STRATEGIES,
    metrics=(
        Metric(
            "deflated_sharpe", "Probability that the true ratio after costs exceeds the best of all trials by luck", "higher", STRATEGIES
        ),
        Metric("break_even_trials", "Trials at which the deflated ratio falls to 95 %", "higher", STRATEGIES, "trials"),
        Metric("effective_trials", "Independent trials that the search amounts to", "lower", STRATEGIES, "trials"),
        Metric(
            "deflated_sharpe_if", "The deflated ratio, had there been a third or three times as many trials", "higher", STRATEGIES
        ),
    ),
    references=(
        "Bailey & López de Prado (2014), The deflated Sharpe ratio, Journal of Portfolio Management 40(5)",
        "López de Prado & Lewis (2019), Detection of false investment strategies, Quantitative Finance 19(9)",
        "Lo (2002), The statistics of Sharpe ratios, Financial Analysts Journal 58(4)",
    ),
)  # fmt: skip
def deflated_sharpe(subject: Subject, parameters: SharpeParameters) -> Evidence:
    """Hold the Sharpe ratio of the validation returns against the expected best of the trials that were logged.

    Method: The number of trials and the variance of their ratios are read from the registry: deleted runs count, and runs that were
    declared to be no trials are reported elsewhere. Where the trials' returns were logged, trials that move together count once, and a
    run without returns counts in full; the variance is that between the groups. Else every run counts and the variance is that of
    the Sharpe ratios they logged, which are used only if that of the audited strategy replicates. The number of returns is the number
    of independent ones that would estimate the ratio as precisely. The interval moves the ratio by the quantile of its error: it lies
    above one half where the ratio is shown to exceed the best by luck, and below where it is shown not to.

    Reads as risk: Whoever tries often enough finds a ratio like this one in noise. A strategy chosen so will earn nothing, and cost.

    Limitations: Trials that were never logged are not counted; the number at which the ratio would break even says how many it takes. A
    validation sample that took no part in the choice needs no deflation, but nobody can show afterwards that it took none. Trials of
    very different skill spread further than luck, and the ratio is then deflated too much. The number of trials is taken as known.
    """
    ratio = net_sharpe(subject, parameters)
    if isinstance(ratio, str):
        return Evidence.inconclusive(ratio)
    found = search(subject, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    even = break_even_trials(ratio.value, ratio.n_effective, found.variance, ratio.skew, ratio.kurtosis, SURE)
    told = f"{describe_sharpe(subject)}; N = {found.effective:.3g}, breaks even at N = {even:.3g}; {found.told}"
    others = {"a third of the trials": max(1.0, found.effective / DOUBT), "three times the trials": found.effective * DOUBT}
    measurements = (
        _deflated("deflated_sharpe", ratio, found, found.effective, parameters, told),
        *(_deflated("deflated_sharpe_if", ratio, found, trials, parameters, told, name) for name, trials in others.items()),
        _count("break_even_trials", even, found, told),
        _count("effective_trials", found.effective, found, found.told),
    )
    return Evidence.measured(measurements, (search_table(ratio, found, even),))


def _deflated(
    metric: str,
    ratio: SharpeRatio,
    found: Search,
    trials: float,
    parameters: SharpeParameters,
    told: str,
    segment: str | None = None,
) -> Measurement:
    from scipy.stats import norm

    value = deflated_sharpe_ratio(ratio.value, ratio.n_effective, trials, found.variance, ratio.skew, ratio.kurtosis)
    error = sharpe_standard_error(ratio.value, ratio.n_effective, ratio.skew, ratio.kurtosis)
    z, half = (ratio.value - expected_maximum_sharpe(trials, found.variance)) / error, quantile(parameters)
    bounds = (float(norm.cdf(z - half)), float(norm.cdf(z + half)))
    return figure(metric, value, bounds, ratio, parameters.confidence, told, segment=segment, p_value=1 - value)


def _count(metric: str, value: float, found: Search, told: str) -> Measurement:
    return Measurement(metric, value, value, value, found.runs, found.effective, unit="trials", convention=told)
