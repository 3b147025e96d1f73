"""Whether declared quantiles cover what they claim, in calm and in wild times."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.subject.calibration_tables import coverage_table
from governance.subject.estimating import BootstrapParameters
from governance.subject.outcomes import convention
from governance.subject.performance import SHARE, Recipe, measured
from governance.subject.quantiles import declared_quantiles, thirds
from governance.subject.subject import Subject

VALUES = (Task.REGRESSION, Task.PRICING, Task.VOLATILITY)


@dataclass(frozen=True)
class CoverageParameters(BootstrapParameters):
    """What all bootstrapping checks have."""


@check(
    title="Coverage of intervals",
    asks="Do the declared quantiles cover as much as they claim, in calm and in wild times alike?",
    needs=(Role.VALIDATION,),
    reads=Reads.ACCUMULATORS,
    tasks=VALUES,
    metrics=(
        Metric("coverage_error", "Coverage of the widest interval less what it claims", "neither", VALUES, "share", sound=0.0),
        Metric("regime_coverage_error", "The same by width of the interval and by time", "neither", VALUES, "share", sound=0.0),
        Metric("quantile_error", "Share of outcomes below a quantile less its level", "neither", VALUES, "share", sound=0.0),
    ),
    references=(
        "Christoffersen (1998), Evaluating interval forecasts, International Economic Review 39(4)",
        "Wilson (1927), Probable inference, Journal of the American Statistical Association 22",
    ),
)
def interval_coverage(subject: Subject, parameters: CoverageParameters) -> Evidence:
    """Count how often the outcome lies below each declared quantile, and inside the widest interval.

    Method: Columns declared by a role such as quantile_0.05 and quantile_0.95 are the model's quantiles. The share of outcomes
    between the lowest and the highest, less the difference of their levels, is the coverage error, with a block bootstrap
    interval (Wilson's where no resample varies). It is measured again in the thirds of narrow, middle and wide intervals, whose
    width was known beforehand, and in the thirds of the sample in order; these six, and the single quantiles, have intervals that
    hold together (Bonferroni).

    Reads as risk: Intervals that cover less than they claim understate every limit that is set by them. Coverage that is right on
    average and wrong in wild times fails when it is needed.

    Limitations: Coverage says nothing of width: an interval may cover and be useless. Quantiles that the model gives as outputs
    and no column holds are not seen. Without two declared quantiles there is nothing to measure.
    """
    sample, stated = subject.samples[Role.VALIDATION], declared_quantiles(subject)
    if len(stated) < 2:
        return Evidence.inconclusive("fewer than two quantile columns are declared (such as quantile_0.05 and quantile_0.95)")
    missing = sum(int((~np.isfinite(values)).sum()) for values in stated.values())
    if missing or sample.rows < 3 * parameters.smallest_n:
        return Evidence.inconclusive(
            f"{missing} quantiles are missing" if missing else f"{sample.rows} rows are too few for thirds"
        )
    low, high = min(stated), max(stated)
    inside, width = (sample.target >= stated[low]) & (sample.target <= stated[high]), stated[high] - stated[low]
    measurements = [
        _error(subject, "coverage_error", inside, high - low, parameters),
        *(
            _error(subject, "regime_coverage_error", inside[rows], high - low, _shared(parameters, 6), name)
            for name, rows in thirds(width)
        ),
        *(
            _error(subject, "quantile_error", sample.target <= values, level, _shared(parameters, len(stated)), f"{level:g}")
            for level, values in stated.items()
        ),
    ]
    return Evidence.measured(tuple(measurements), (coverage_table(measurements),))


def _shared(parameters: CoverageParameters, looks: int) -> CoverageParameters:
    return replace(parameters, confidence=1 - (1 - parameters.confidence) / looks)


def _error(
    subject: Subject,
    metric: str,
    hit: NDArray[np.bool_],
    level: float,
    parameters: CoverageParameters,
    segment: str | None = None,
) -> Measurement:
    recipe = Recipe(hit.astype(float)[:, None], lambda means: means[:, 0], SHARE, trials=len(hit))
    found = measured(subject, recipe, parameters)
    return Measurement(
        metric, found.value - level, found.low - level, found.high - level, found.n, found.n_effective, Role.VALIDATION, found.confidence,
        segment=segment, unit="share", convention=convention(subject, f"claimed {level:g}"),
    )  # fmt: skip
