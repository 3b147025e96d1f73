"""The Sharpe ratio after costs, and the probability that there is one."""

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.sharpe import SharpeRatio
from governance.subject.earning import SharpeParameters, describe_sharpe, figure, quantile, sharpe_of
from governance.subject.strategy import trading
from governance.subject.subject import Subject

NET = ("net_sharpe", "probabilistic_sharpe", "annual_net_sharpe")
NO_YEAR = "the periods in a year are not known: governance.periods_per_year"


@check(
    title="Sharpe ratio",
    asks="Does the strategy earn more than nothing for the risk it takes, after costs?",
    needs=(Role.VALIDATION,),
    reads=Reads.ACCUMULATORS,
    tasks=STRATEGIES,
    metrics=(
        Metric("net_sharpe", "Mean over standard deviation of the return a period, after costs", "higher", STRATEGIES),
        Metric("gross_sharpe", "Mean over standard deviation of the return a period, before costs", "higher", STRATEGIES),
        Metric("probabilistic_sharpe", "Probability that the true ratio after costs is above zero", "higher", STRATEGIES),
        Metric(
            "annual_net_sharpe", "The ratio after costs times the root of the periods in a year", "higher", STRATEGIES, "a year"
        ),
    ),
    references=(
        "Lo (2002), The statistics of Sharpe ratios, Financial Analysts Journal 58(4)",
        "Mertens (2002), Comments on variance of the IID estimator in Lo (2002), University of Basel",
        "Bailey & López de Prado (2012), The Sharpe ratio efficient frontier, Journal of Risk 15(2)",
        "Newey & West (1994), Automatic lag selection in covariance matrix estimation, Review of Economic Studies 61(4)",
    ),
)
def sharpe(subject: Subject, parameters: SharpeParameters) -> Evidence:
    """Measure the Sharpe ratio of the validation returns, before and after costs.

    Method: The position, times the return over which it was held, is added up over the rows of each step of time; costs are the declared
    basis points of all that was bought or sold. The ratio is that of mean and standard deviation a period. Its error is that of a
    moment estimate with a long-run variance, which holds for skewed, heavy-tailed and dependent returns; where rows are declared to have
    no order in time, it is Mertens's. The probabilistic ratio is the normal probability of the ratio over its error; its interval moves
    the ratio by the error's quantile. The annual ratio is that of a period times a constant, for readers used to it.

    Reads as risk: A ratio that cannot be told from zero is no evidence that the strategy earns anything. One that is above zero before
    costs and not after them is earned by those who execute it.

    Limitations: The annual figure supposes independent returns; nothing else here rests on it. No ratio knows of losses that did not
    occur in the period: selling insurance looks well until the insured event. Costs are a constant share of what is traded.
    """
    traded = trading(subject, Role.VALIDATION)
    if isinstance(traded, str):
        return Evidence.inconclusive(traded)
    gross = sharpe_of(subject, traded.gross, parameters)
    net = traded.net if isinstance(traded.net, str) else sharpe_of(subject, traded.net, parameters)
    absent = {} if not isinstance(gross, str) else {"gross_sharpe": gross}
    measurements = [] if isinstance(gross, str) else [_ratio(subject, "gross_sharpe", gross, parameters)]
    if isinstance(net, str):
        absent |= dict.fromkeys(NET, net)
    else:
        measurements += [_ratio(subject, "net_sharpe", net, parameters), _probability(subject, net, parameters)]
        year = subject.identity.periods_per_year
        absent |= {"annual_net_sharpe": NO_YEAR} if year is None else {}
        measurements += [] if year is None else [_ratio(subject, "annual_net_sharpe", net, parameters, float(np.sqrt(year)))]
    return Evidence.measured(tuple(measurements), (), absent)


def _ratio(subject: Subject, metric: str, ratio: SharpeRatio, parameters: SharpeParameters, scale: float = 1.0) -> Measurement:
    told = describe_sharpe(subject, net=metric != "gross_sharpe") + ("" if scale == 1.0 else f"; times {scale:.4g}")
    return figure(
        metric, ratio.value * scale, (ratio.low * scale, ratio.high * scale), ratio, parameters.confidence, told,
        p_value=ratio.p_value,
    )  # fmt: skip


def _probability(subject: Subject, ratio: SharpeRatio, parameters: SharpeParameters) -> Measurement:
    from scipy.stats import norm

    z, half = ratio.value / ratio.standard_error, quantile(parameters)
    bounds = (float(norm.cdf(z - half)), float(norm.cdf(z + half)))
    told = f"{describe_sharpe(subject)}; against a true ratio of zero"
    return figure("probabilistic_sharpe", float(norm.cdf(z)), bounds, ratio, parameters.confidence, told)
