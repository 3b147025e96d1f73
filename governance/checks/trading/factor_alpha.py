"""What a strategy earns beyond the factors that its owner declared."""

from dataclasses import dataclass

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.factors import Alpha, alpha_over
from governance.subject.exposures import exposed
from governance.subject.subject import Subject


@dataclass(frozen=True)
class AlphaParameters:
    """Two-sided ``confidence``, and the fewest steps of time that are measured at all."""

    confidence: float = 0.95
    smallest_n: int = 60


@check(
    title="Alpha over factors",
    asks="Does the strategy earn anything that its known factors would not have earned for less?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=(
        Metric("alpha", "Mean return a step beyond the declared factors", "higher", STRATEGIES),
        Metric("alpha_t", "t statistic of the alpha", "higher", STRATEGIES),
    ),
    references=(
        "Jensen (1968), The performance of mutual funds in the period 1945-1964, Journal of Finance 23(2)",
        "Newey & West (1987), A simple, positive semi-definite covariance matrix, Econometrica 55(3)",
        "Harvey, Liu & Zhu (2016), ... and the cross-section of expected returns, Review of Financial Studies 29(1)",
    ),
)
def factor_alpha(subject: Subject, parameters: AlphaParameters) -> Evidence:
    """Regress the returns of the validation sample on the returns of the declared factors.

    Method: Returns by step, net of the declared cost where there is one, are regressed on a constant and on the columns that
    governance.columns lists as factors; rows of one step are averaged, and steps without a factor are left out. The constant is the
    alpha. Standard errors are those of Newey and West with 4 (n / 100)^(2/9) lags, or the horizon less one where that is more, with
    Student's t. The t statistic is given with the interval of its own sampling error.

    Reads as risk: Returns that the factors explain are to be had without the strategy, its costs and its model risk. For a
    strategy found among many, a t statistic of 2 is no evidence; Harvey, Liu and Zhu ask for 3.

    Limitations: An alpha is an alpha over these factors and no others. Loadings are held fixed over the sample; a strategy that times its
    factors shows alpha for it. Factor returns are taken as given, before costs of their own.
    """
    found = exposed(subject, Role.VALIDATION, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    fitted = alpha_over(found.outcome, found.factors, subject.identity.horizon, parameters.confidence)
    told = f"{found.told}; over {', '.join(found.names)}; Newey-West errors with {fitted.lags} lags"
    return Evidence.measured(_measurements(fitted, parameters, told), (_loadings(fitted, found.names),))


def _measurements(fitted: Alpha, parameters: AlphaParameters, told: str) -> tuple[Measurement, ...]:
    ends = {
        "alpha": (fitted.value, fitted.low, fitted.high),
        "alpha_t": (fitted.statistic, fitted.statistic - fitted.reach, fitted.statistic + fitted.reach),
    }
    return tuple(
        Measurement(
            name, *numbers, fitted.n, fitted.n_effective, Role.VALIDATION, parameters.confidence, fitted.p_value, convention=told
        )
        for name, numbers in ends.items()
    )


def _loadings(fitted: Alpha, names: tuple[str, ...]) -> Table:
    rows = tuple(
        (name, float(value), float(low), float(high)) for name, (value, low, high) in zip(names, fitted.loadings, strict=True)
    )
    note = f"The factors explain {fitted.explained:.2f} of the variance of the returns."
    return Table("loadings", "Loadings on the factors", Shape.INTERVALS, ("factor", "loading", "low", "high"), rows, note=note)
