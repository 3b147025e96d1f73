"""How often losses exceed the value at risk that the forecast implies."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics import few_exceptions
from governance.statistics.var_backtests import kupiec, transitions
from governance.subject.subject import Subject
from governance.subject.tails import Tails, tails
from governance.subject.volatility_tables import exceptions_by_level

TASKS = (Task.VOLATILITY,)


@dataclass(frozen=True)
class TailParameters:
    """The expected exception rate (``level``), two-sided ``confidence``, simulated ``draws``, and the fewest rows measured at all."""

    level: float = field(default=0.025, metadata={"stricter": "unclear", "least": 0.001, "most": 0.25})
    confidence: float = field(default=0.95, metadata={"stricter": "larger"})
    draws: int = field(default=2_000, metadata={"stricter": "larger", "least": 100})
    smallest_n: int = field(default=100, metadata={"stricter": "larger"})


@check(
    title="Coverage of value at risk",
    asks="Are losses beyond the value at risk that the forecast implies as rare, and as scattered, as they should be?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=TASKS,
    columns=("time", "returns"),
    metrics=(
        Metric("exception_ratio", "Exceptions seen over exceptions expected", "neither", TASKS, "ratio", sound=1.0),
        Metric("exceptions_in_a_row", "Share of exceptions that are followed by another", "lower", TASKS, "share"),
    ),
    references=(
        "Kupiec (1995), Techniques for verifying the accuracy of risk measurement models, Journal of Derivatives 3(2)",
        "Christoffersen (1998), Evaluating interval forecasts, International Economic Review 39(4)",
        "Dufour (2006), Monte Carlo tests with nuisance parameters, Journal of Econometrics 133(2)",
        "Barone-Adesi, Giannopoulos & Vosper (1999), VaR without correlations, Journal of Futures Markets 19(5)",
        "Przyborowski & Wilenski (1940), Homogeneity of results in testing samples from Poisson series, Biometrika 31",
        "Basel Committee on Banking Supervision, MAR32: internal models approach, backtesting",
    ),
)
def value_at_risk(subject: Subject, parameters: TailParameters) -> Evidence:
    """Count the validation returns below the quantile that the forecast implies.

    Method: The declared returns belong to the period that the target measures. The quantile is that of the training returns in units of
    the root of their forecast, times the root of the row's forecast: heavy tails are not held against the forecast. It is divided by
    the root of the mean of realised over forecast variance in training, so that a forecast too low there as well is found. The ratio of
    exception rates has the exact conditional interval of two counts, since the quantile is estimated from training too. Exceptions in
    a row are held against as many in random order. The table has the usual levels, each with Kupiec's test, Christoffersen's of rate
    and independence (by simulation where exceptions are few), the Basel zone of the last 250 rows, and the least rate that would be
    found four times in five. Rows whose returns overlap are thinned.

    Reads as risk: Twice the exceptions promised is capital or margin sized for another book; exceptions that follow one another show a
    forecast that is slow in the crisis.

    Limitations: The p-values of the table take the quantile as known, so that they reject too often where training is short. A change
    since training in what the realised variance leaves out (the night) shifts the rate without any fault of the forecast. A model
    that fits its training rows too closely has too near a quantile; that is its own fault and counts as one. Small samples find
    large departures only: see the least rate.
    """
    found = tails(subject)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if min(len(found.returns), len(found.shape)) < parameters.smallest_n:
        return Evidence.inconclusive(f"fewer than {parameters.smallest_n} returns that do not overlap")
    measurements = [_ratio(subject, found, parameters)]
    absent = {}
    if found.exceptions(parameters.level)[:-1].any():
        measurements.append(_in_a_row(subject, found, parameters))
    else:
        absent["exceptions_in_a_row"] = "no exception is followed by another row"
    table = exceptions_by_level(subject, found, parameters.level, parameters.draws)
    return Evidence.measured(tuple(measurements), (table,), absent)


def _ratio(subject: Subject, found: Tails, parameters: TailParameters) -> Measurement:
    ratio, n = found.exception_ratio(parameters.level, parameters.confidence), len(found.returns)
    text = f"returns below the {parameters.level:g} quantile of {len(found.shape)} standardised training returns; exact interval"
    return Measurement(
        "exception_ratio", ratio.value, ratio.low, ratio.high, n, float(n), Role.VALIDATION, parameters.confidence,
        ratio.p_value, unit="ratio", convention=f"{text}; every {subject.identity.horizon} rows",
    )  # fmt: skip


def _in_a_row(subject: Subject, found: Tails, parameters: TailParameters) -> Measurement:
    hits = found.exceptions(parameters.level)
    _, _, n10, n11 = transitions(hits)
    test = few_exceptions.in_a_row(hits, generator=subject.generator(), draws=parameters.draws)
    share = kupiec(n10 + n11, n11, parameters.level, parameters.confidence)
    text = f"Clopper-Pearson; p-value by {parameters.draws} permutations"
    return Measurement(
        "exceptions_in_a_row", share.value, share.low, share.high, n10 + n11, float(n10 + n11), Role.VALIDATION,
        parameters.confidence, test.p_value, unit="share", convention=text,
    )  # fmt: skip
