"""How much history the headline figure rests on, and how much it would need."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.headline import headline, length_tables, lengths, sufficient
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class HistoryParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the number of ``lengths`` of history that are tried, each half as long again."""

    lengths: int = field(default=6, metadata={"stricter": "unclear", "least": 2, "most": 20})


@check(
    title="Length of history",
    asks="Is the history long enough for the figure that the model is approved on, and how long would it have to be?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    metrics=(
        Metric("held_over_needed", "Rows held over rows needed to tell the headline figure from no skill", "higher"),
        Metric("width", "Width of the headline figure's interval on the whole history", "lower"),
        Metric("effective_rows", "Independent rows that would say as much as the history", "higher", unit="rows"),
    ),
    references=(
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
        "Lazarus, Lewis, Stock & Watson (2018), HAR inference, Journal of Business & Economic Statistics 36(4)",
    ),
)
def history(subject: Subject, parameters: HistoryParameters) -> Evidence:
    """Measure the headline figure on ever longer stretches of the validation sample, and see how its interval closes.

    Method: The headline is the skill over the naive forecast that was strongest in training, or the Sharpe ratio a period before costs for
    a strategy. It is measured on the last rows, on half as many again, and so on up to all of them, each with the interval of
    a block bootstrap. An interval closes with the root of the rows, so that the history suffices by the square of the value over half
    the width: at one, the interval of the whole history just reaches no skill. Its bounds are those of the value at the same width.

    Reads as risk: A figure from less history than it needs is an anecdote, however good it looks. The rows needed say when the question
    can be asked again; a width that does not fall with length says that periods differ and that more of the same will not help.

    Limitations: The value is taken as it was found, and a lucky one asks for too little. Rows of another regime count as rows. A model
    without skill has no history that would suffice, and shows zero.
    """
    recipe, told = headline(subject)
    if not np.isfinite(recipe.values[:, 0]).all():
        return Evidence.inconclusive("the model's loss, or its return, is not finite on every row")
    values = recipe.values[np.isfinite(recipe.values).all(axis=1)]
    if len(values) < 2 * parameters.smallest_n:
        return Evidence.inconclusive(
            f"{len(values)} rows can be measured; fewer than {2 * parameters.smallest_n} cannot be shortened"
        )
    if float(np.ptp(values, axis=0).max()) == 0.0:
        return Evidence.inconclusive("every row says the same, so that no interval could close")
    tried = lengths(len(values), parameters.lengths, parameters.smallest_n)
    found = [estimate(subject, values[-n:], recipe.statistic, parameters) for n in tried]
    whole = found[-1]
    if whole.high <= whole.low or not np.isfinite([whole.low, whole.value, whole.high]).all():
        return Evidence.inconclusive("the interval of the headline figure has no width, or is not finite")
    text = convention(subject, told)
    return Evidence.measured(tuple(_measurement(*item, whole, text) for item in _numbers(whole)), length_tables(subject, found))


def _numbers(whole: Estimate) -> list[tuple[str, float, float, float]]:
    low, value, high = (sufficient(number, whole) for number in (whole.low, whole.value, whole.high))
    width, rows = whole.high - whole.low, whole.n_effective
    return [("held_over_needed", value, low, high), ("width", width, width, width), ("effective_rows", rows, rows, rows)]


def _measurement(metric: str, value: float, low: float, high: float, whole: Estimate, text: str) -> Measurement:
    confidence = whole.confidence if metric == "held_over_needed" else None
    unit = "rows" if metric == "effective_rows" else ""
    return Measurement(
        metric, value, low, high, whole.n, whole.n_effective, Role.VALIDATION, confidence, unit=unit, convention=text
    )
