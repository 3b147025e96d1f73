"""Whether the declared greeks explain the profit and loss that was made."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import PRICED, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.explained_profit import agreement, unexplained
from governance.subject.greek_tables import parts_of_profit
from governance.subject.greeks import Explained, greeks_declared, profit_by_greeks
from governance.subject.outcomes import convention
from governance.subject.own_greeks import greek_differences
from governance.subject.subject import Subject

BOOKS = (Task.PRICING, Task.STRATEGY)


@dataclass(frozen=True)
class GreekParameters(BootstrapParameters):
    """What all bootstrapping checks have, the last ``steps`` of the attribution test, and the ``rows`` whose greeks are differenced."""

    steps: int = field(default=250, metadata={"stricter": "unclear", "least": 50})
    rows: int = field(default=500, metadata={"stricter": "larger", "least": 30})


@check(
    title="Greeks explain",
    asks="Do the declared greeks explain the profit and loss, and are they those of the model?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=BOOKS,
    metrics=(
        Metric("unexplained_ratio", "Mean square of the unexplained profit over that of the profit", "lower", BOOKS, "share", sound=0.0),
        Metric("unexplained_bias", "Mean unexplained profit over the mean absolute profit", "neither", BOOKS, "share", sound=0.0),
        Metric("rank_correlation", "Spearman correlation of explained and made profit", "higher", BOOKS, sound=1.0),
        Metric("distance", "Kolmogorov-Smirnov distance of explained and made profit", "lower", BOOKS, sound=0.0),
        Metric("greek_difference", "Difference of declared and model greeks, over the larger", "lower", PRICED, "share", sound=0.0),
    ),
    references=(
        "Basel Committee on Banking Supervision (2019), MAR32: backtesting and P&L attribution test requirements",
        "Hull (2021), Options, futures, and other derivatives, chapter 19",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)  # fmt: skip
def greeks_explain(subject: Subject, parameters: GreekParameters) -> Evidence:
    """Hold the profit that the greeks explain against the profit that was made.

    Method: From each row to the next of its series, delta dS + gamma dS² / 2 + vega dv + theta dt + rho dr is computed from the
    greeks before the move and the moves of the declared spot, volatility, time in years and rate, as far as declared. It
    is held against the declared profit and loss of the step, else against the change of the model's own price. The ratio compares
    squares of single rows; bias, correlation and distance are of the book, rows of one stamp added up. Correlation and distance
    are those of Basel's P&L attribution test, on the last 250 steps. Greeks of spot, volatility and rate are also
    held against differences of the model's price under small bumps, where these are its inputs: root of the mean squared
    difference over that of the larger of the two, intervals adjusted over the greeks (Bonferroni). Intervals resample steps.

    Reads as risk: Limits and hedges are set in greeks. What greeks do not explain is risk that nobody holds a limit for, and a
    desk whose explained and made profit part ways loses the right to its own capital model.

    Limitations: Cross terms (vanna, volga) and terms of third order stay unexplained; large moves leave a remainder even where every greek
    is right. Vega and rho are taken per unit, not per cent, theta a year. A model that answers in steps has differences of its own.
    """
    sample = subject.samples[Role.VALIDATION]
    if subject.task is Task.STRATEGY and not greeks_declared(sample):
        return Evidence.not_applicable("the strategy declares no greeks, so that nothing is explained by them")
    found = profit_by_greeks(subject, Role.VALIDATION, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    differences, absent = _differences(subject, parameters)
    measurements = (*_unexplained(subject, found, parameters), *_agreement(subject, found, parameters), *differences)
    return Evidence.measured(measurements, (parts_of_profit(found),), absent)


def _unexplained(subject: Subject, found: Explained, parameters: GreekParameters) -> tuple[Measurement, ...]:
    ratio, bias = unexplained(subject, found, parameters)
    text = convention(subject, f"{found.told}; by {', '.join(found.names)}")
    return measured("unexplained_ratio", ratio, text), measured("unexplained_bias", bias, text)


def _agreement(subject: Subject, found: Explained, parameters: GreekParameters) -> tuple[Measurement, ...]:
    held = agreement(subject, found, parameters.steps, parameters)
    text = convention(subject, f"{found.told}; the last {held.n} steps of the book")
    ends = {
        "rank_correlation": (held.correlation, held.correlation_low, held.correlation_high),
        "distance": (held.distance, held.distance_low, held.distance_high),
    }
    return tuple(
        Measurement(name, *values, held.n, held.n / held.block, Role.VALIDATION, parameters.confidence, convention=text)
        for name, values in ends.items()
    )


def _differences(subject: Subject, parameters: GreekParameters) -> tuple[tuple[Measurement, ...], dict[str, str]]:
    if subject.task is not Task.PRICING:
        return (), {}
    found, broken = greek_differences(subject, parameters.rows, parameters)
    text = convention(subject, f"central differences under bumps; Bonferroni over {len(found) + len(broken)} greeks")
    items = tuple(measured("greek_difference", item, text, segment=name) for name, item in found.items())
    return items, {"greek_difference": "; ".join(broken)} if broken else {}
