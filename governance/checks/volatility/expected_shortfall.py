"""How bad losses are beyond the value at risk that the forecast implies."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import interval
from governance.statistics.var_backtests import acerbi_szekely
from governance.subject.subject import Subject
from governance.subject.tails import Tails, tails

TASKS = (Task.VOLATILITY,)


@dataclass(frozen=True)
class ShortfallParameters:
    """The ``level`` beyond which losses are looked at, ``confidence``, simulated ``draws`` (half as many for the interval), fewest rows."""

    level: float = field(default=0.025, metadata={"stricter": "unclear", "least": 0.001, "most": 0.25})
    confidence: float = field(default=0.95, metadata={"stricter": "larger"})
    draws: int = field(default=2_000, metadata={"stricter": "larger", "least": 200})
    smallest_n: int = field(default=100, metadata={"stricter": "larger"})


@check(
    title="Expected shortfall",
    asks="Are losses beyond the value at risk as large as the forecast implies, and no larger?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=TASKS,
    columns=("time", "returns"),
    metrics=(
        Metric(
            "shortfall_ratio", "Losses beyond value at risk over those expected, number and size", "lower", TASKS, "ratio", 1.0
        ),
    ),
    references=("Acerbi & Székely (2014), Back-testing expected shortfall, Risk, December",),
)
def expected_shortfall(subject: Subject, parameters: ShortfallParameters) -> Evidence:
    """Compare the losses beyond value at risk with the expected shortfall that the forecast implies.

    Method: Value at risk is that of ``volatility.value-at-risk``; the expected shortfall is the mean of the training returns beyond it, in
    the forecast's scale. The ratio is 1 less the second statistic of Acerbi and Székely: losses beyond value at risk in units of
    the expected shortfall, over the number expected. It is 1 for a right forecast, and rises with the number of exceptions and their
    size. Training and validation returns, standardised, are resampled apart, since the tail was estimated on training; the p-value is
    the authors' by simulation from the Student t of the same ratio of shortfall to value at risk, and takes the tail as known.

    Reads as risk: A ratio of 1.5 means that losses beyond the limit cost half as much again as was set aside for them.

    Limitations: The bootstrap takes standardised returns as independent. A few dozen losses decide, of which one may be most of the sum.
    """
    found = tails(subject)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if min(len(found.returns), len(found.shape)) < parameters.smallest_n:
        return Evidence.inconclusive(f"fewer than {parameters.smallest_n} returns that do not overlap")
    quantile, shortfall, n = found.quantile(parameters.level), found.shortfall(parameters.level), len(found.returns)
    if quantile >= 0:
        return Evidence.inconclusive(f"the {parameters.level:g} quantile of the training returns is no loss")
    test = acerbi_szekely(
        found.returns, -quantile * found.scale, shortfall * found.scale, parameters.level,
        generator=subject.generator(), draws=parameters.draws, confidence=parameters.confidence,
    )  # fmt: skip
    low, high = _interval(subject, found, parameters)
    value = 1 - test.z2.statistic
    text = f"level {parameters.level:g}; {test.exceptions} exceptions; 1 less Z2; bootstrap of training and validation"
    return Evidence.measured((
        Measurement(
            "shortfall_ratio", value, min(low, value), max(high, value), n, float(n), Role.VALIDATION, parameters.confidence,
            test.z2.p_value, unit="ratio", convention=text,
        ),
    ))  # fmt: skip


def _interval(subject: Subject, found: Tails, parameters: ShortfallParameters) -> tuple[float, float]:
    """Of resamples, only the lowest values matter: how many of them are drawn is binomial, and each is drawn alike."""
    generator, beyond = subject.generator(), found.exceptions_in_training(parameters.level)
    enough = min(len(found.shape) - 1, int(beyond + 8 * np.sqrt(beyond) + 10))
    lowest, standardised = found.shape[: enough + 1], found.returns / found.scale
    later, n = standardised[standardised < lowest[-1]], len(standardised)
    ratios = np.empty(parameters.draws // 2)
    for draw in range(len(ratios)):
        count = max(beyond + 1, generator.binomial(len(found.shape), len(lowest) / len(found.shape)))
        tail = np.sort(generator.choice(lowest, count))[: beyond + 1]
        losses = generator.choice(later, generator.binomial(n, len(later) / n)) if len(later) else later
        ratios[draw] = losses[losses < tail[-2:].mean()].sum() / tail[:beyond].mean() / (n * parameters.level)
    return interval(ratios, parameters.confidence)
