"""Which declared risk factors the results, or the errors, are made of."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.factors import alpha_over
from governance.statistics.variance_shares import MOST_FACTORS, VarianceShares, variance_shares
from governance.subject.estimating import BootstrapParameters
from governance.subject.exposures import Exposed, exposed
from governance.subject.factor_tables import factor_tables
from governance.subject.outcomes import convention, dependent
from governance.subject.subject import Subject


@dataclass(frozen=True)
class FactorParameters(BootstrapParameters):
    """What all bootstrapping checks have; the fewest steps of time are more, since factors take degrees of freedom."""

    smallest_n: int = field(default=60, metadata={"stricter": "larger", "least": 30})


@check(
    title="Factor attribution",
    asks="How much of the result, or of the forecast's error, do the declared risk factors explain, and which of them?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=ONE_NUMBER,
    metrics=(
        Metric("explained", "Share of the variance that all declared factors explain", "lower", ONE_NUMBER, "share", sound=0.0),
        Metric("largest_share", "Share of the variance that the strongest factor explains", "lower", ONE_NUMBER, "share"),
        Metric("share", "Share of the variance that a factor explains", "neither", ONE_NUMBER, "share"),
    ),
    references=(
        "Lindeman, Merenda & Gold (1980), Introduction to bivariate and multivariate analysis, p. 119",
        "Grömping (2007), Estimators of relative importance in linear regression, American Statistician 61(2)",
        "Newey & West (1987), A simple, positive semi-definite covariance matrix, Econometrica 55(3)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def factor_attribution(subject: Subject, parameters: FactorParameters) -> Evidence:
    """Regress the strategy's results, or the forecast's errors, on the declared factors, and divide the variance among them.

    Method: A strategy's results by step, net of declared costs, or a forecast's errors, averaged by step, are regressed on the columns
    that governance.columns lists as factors. A factor's share of the variance is what it adds to R squared, averaged over
    all orders in which the factors may enter (LMG); the shares and what is left unexplained sum to one. Their intervals come from
    one bootstrap of whole steps, in blocks where they are ordered in time, and are corrected for the bias of R squared: unrelated
    factors explain some of a short sample by chance. Each interval stands for itself. Loadings have errors of Newey and West; with
    the constant, loading times mean of each factor adds up to the mean of what is explained.

    Reads as risk: A strategy whose variance is mostly one factor's is that factor under another name, and will lose when it does.
    Errors that a declared factor explains are errors that the model could have known: it ignores a driver that its owner named.

    Limitations: It speaks of these factors alone and of linear exposure, held fixed over the sample. Among factors that move
    together the average over orders is a convention. More than ten factors are not divided. Factors of the same period
    as the outcome explain; they do not forecast.
    """
    found = exposed(subject, Role.VALIDATION, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if len(found.names) > MOST_FACTORS:
        return Evidence.inconclusive(f"{len(found.names)} factors are declared; more than {MOST_FACTORS} are not divided")
    shares = variance_shares(
        found.outcome, found.factors, generator=subject.generator(), resamples=parameters.resamples,
        confidence=parameters.confidence, dependent=dependent(subject),
    )  # fmt: skip
    fitted = alpha_over(found.outcome, found.factors, subject.identity.horizon, parameters.confidence)
    return Evidence.measured(_measurements(subject, found, shares, parameters), factor_tables(found, shares, fitted))


def _measurements(
    subject: Subject, found: Exposed, shares: VarianceShares, parameters: FactorParameters
) -> tuple[Measurement, ...]:
    text = convention(subject, found.told, f"LMG shares over {', '.join(found.names)}; intervals corrected for bias")
    strongest = int(np.argmax(shares.share))
    numbers = [
        ("explained", None, shares.explained, shares.explained_low, shares.explained_high, text),
        ("largest_share", None, shares.share[strongest], shares.largest_low, shares.largest_high, f"{text}; {found.names[strongest]}"),
        *(("share", name, shares.share[at], shares.low[at], shares.high[at], text) for at, name in enumerate(found.names)),
    ]  # fmt: skip
    return tuple(
        Measurement(
            metric, float(value), float(low), float(high), shares.n, shares.n_effective, Role.VALIDATION, parameters.confidence,
            segment=segment, unit="share", convention=told,
        )
        for metric, segment, value, low, high, told in numbers
    )  # fmt: skip
