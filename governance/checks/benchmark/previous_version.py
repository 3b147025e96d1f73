"""The version under audit against the one that it would take the place of."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, STRATEGIES, Metric, Reads, Role, Task
from governance.record.evidence import Evidence
from governance.subject.estimating import BootstrapParameters, equal_accuracy, estimate, measured
from governance.subject.forgone import forgone
from governance.subject.naive import describe_naive, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.strategy import describe_returns
from governance.subject.subject import Subject
from governance.subject.succession import NONE_BEFORE, Predecessor, compared_with, predecessor, returns_beside

Array = NDArray[np.float64]


@check(
    title="Previous version",
    asks="Is the version under audit at least as good as the one that it would take the place of?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    metrics=(
        Metric("excess_loss", "Loss beyond the earlier version's, as a share of it", "lower", FORECASTS, "share", sound=0.0),
        Metric("forgone", "Share of the earlier version's gain that this one forgoes", "lower", FORECASTS, "share", sound=0.0),
        Metric("sharpe_lost", "Sharpe ratio a period that is lost against the earlier version", "lower", STRATEGIES, sound=0.0),
    ),
    references=(
        "Piaggio et al. (2012), Reporting of noninferiority and equivalence randomized trials, JAMA 308(24)",
        "Diebold & Mariano (1995), Comparing predictive accuracy, Journal of Business & Economic Statistics 13(3)",
        "Harvey, Leybourne & Newbold (1997), Testing the equality of prediction mean squared errors, Int. J. of Forecasting 13(2)",
        "Ledoit & Wolf (2008), Robust performance hypothesis testing with the Sharpe ratio, Journal of Empirical Finance 15(5)",
    ),
)
def previous_version(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Compare the losses of this version and of an earlier one on the same validation rows.

    Method: The earlier version is the one behind the alias champion or production, if that is another than the audited one, else that
    of the next lower number. It answers the same rows through the same port, from the columns that it takes. Rows that stand in its
    own training sample are left out, where that sample can be read. The excess loss is the ratio of mean losses less one; its interval
    resamples both losses together, and the Diebold-Mariano test with Harvey's correction gives the p-value of equal accuracy. What is
    forgone is the excess as a share of what is at stake: the larger of the two losses or, if that is smaller, the larger of
    the two gains over the strongest naive forecast. Of strategies the Sharpe ratios a period are compared, each after costs where they
    are declared. That the version is not inferior is shown where the whole interval lies below a limit.

    Reads as risk: A new version that does worse than the one in use costs its users what the old one gave them for nothing. No other
    comparison shows that: both versions may well beat every naive forecast.

    Limitations: Where the earlier version's training rows cannot be read, it may know some of the validation rows and look better
    than it is. Rows on which it was tuned or chosen count against this version in the same way. Accuracy is not all that versions
    differ in; the reasons for a change may be elsewhere.
    """
    before = predecessor(subject, Role.VALIDATION)
    if isinstance(before, str):
        return Evidence.not_applicable(before) if before == NONE_BEFORE else Evidence.inconclusive(before)
    if subject.task is Task.STRATEGY:
        return _of_strategies(subject, before, parameters)
    losses = compared_with(subject, before, parameters.smallest_n)
    if isinstance(losses, str):
        return Evidence.inconclusive(losses)
    if float(losses[:, 2].mean()) == 0.0:
        return Evidence.inconclusive(f"{before.name} has no loss at all, so that there is no share of it")
    text = f"{describe_loss(subject)}; against {before.name}; {before.told}"
    gain = f"gain over {describe_naive(subject, strongest(subject))}"
    excess = estimate(subject, losses[:, [0, 2]], _excess, parameters)
    p_value = equal_accuracy(subject, losses[:, 0], losses[:, 2])
    return Evidence.measured(
        (
            measured("excess_loss", excess, convention(subject, text), p_value),
            measured("forgone", forgone(subject, losses, parameters), convention(subject, text, gain)),
        )
    )


def _excess(means: Array) -> Array:
    return np.asarray(means[:, 0] / means[:, 1] - 1)


def _of_strategies(subject: Subject, before: Predecessor, parameters: BootstrapParameters) -> Evidence:
    found = returns_beside(subject, before, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    returns, net = found
    lost = estimate(subject, np.column_stack([returns, returns**2]), _sharpe_lost, parameters)
    text = f"{describe_returns(subject, net=net)}; against {before.name}; {before.told}"
    return Evidence.measured((measured("sharpe_lost", lost, convention(subject, text)),))


def _sharpe_lost(means: Array) -> Array:
    ratios = means[:, :2] / np.sqrt(means[:, 2:] - means[:, :2] ** 2)
    return np.asarray(ratios[:, 1] - ratios[:, 0])
