"""Intervals for measurements of a subject: the parameters that checks share, and the one call that uses them."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Measurement
from governance.statistics.directions import ShareAgainst, share_against
from governance.statistics.forecasts import diebold_mariano
from governance.statistics.resampling import ROUNDING, UNBOUNDED, Estimate, Statistic, bootstrap, wilson
from governance.subject.outcomes import dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BootstrapParameters:
    """``resamples`` of the bootstrap, two-sided ``confidence``, and the fewest rows that are measured at all."""

    resamples: int = field(default=1000, metadata={"stricter": "larger"})
    confidence: float = field(default=0.95, metadata={"stricter": "larger"})
    smallest_n: int = field(default=30, metadata={"stricter": "larger"})


def estimate(
    subject: Subject,
    values: Array,
    statistic: Statistic,
    parameters: BootstrapParameters,
    generator: np.random.Generator | None = None,
    bounds: tuple[float, float] = UNBOUNDED,
) -> Estimate:
    """`bootstrap` of rows ``values`` (n, k) in the subject's order, dependent unless they are declared to have none in time.

    Pass a ``generator`` where several samples must be resampled independently of one another.
    """
    return bootstrap(
        values,
        statistic,
        generator=generator or subject.generator(),
        resamples=parameters.resamples,
        confidence=parameters.confidence,
        dependent=dependent(subject),
        bounds=bounds,
    )


def mean(subject: Subject, values: Array, parameters: BootstrapParameters, bounds: tuple[float, float] = UNBOUNDED) -> Estimate:
    """The mean of ``values`` (n,), one a row, with the interval of `estimate`."""
    return estimate(subject, values[:, None], lambda means: means[:, 0], parameters, bounds=bounds)


def proportion(subject: Subject, marks: Array, parameters: BootstrapParameters) -> Estimate:
    """The share of rows with a mark of 1 in ``marks`` (n,), with Wilson's interval on the effective number of rows.

    It has a width even where no row or every row is marked, which no resample of them has.
    """
    found = mean(subject, marks, parameters)
    low, high = wilson(found.value * found.n_effective, found.n_effective, parameters.confidence)
    return replace(found, low=low, high=high)


def share_beyond(subject: Subject, found: Array, tolerance: float, parameters: BootstrapParameters) -> ShareAgainst:
    """`share_against` of the departures ``found`` (n, steps) beyond the ``tolerance``, of rows in the subject's order."""
    return share_against(
        found, tolerance, generator=subject.generator(), resamples=parameters.resamples, confidence=parameters.confidence,
        dependent=dependent(subject),
    )  # fmt: skip


def measured(
    metric: str,
    item: Estimate | ShareAgainst,
    text: str,
    p_value: float | None = None,
    *,
    role: Role = Role.VALIDATION,
    segment: str | None = None,
    unit: str = "",
) -> Measurement:
    """An estimate as a measurement; ``text`` is its convention."""
    return Measurement(
        metric, item.value, item.low, item.high, item.n, item.n_effective, role, item.confidence, p_value, segment, unit, text
    )


def counted(
    metric: str,
    count: int,
    trials: int,
    parameters: BootstrapParameters,
    text: str,
    p_value: float | None = None,
    unit: str = "",
    *,
    role: Role = Role.VALIDATION,
) -> Measurement:
    """The share of a ``count`` in so many independent ``trials`` as a measurement, with Wilson's interval."""
    low, high = wilson(count, trials, parameters.confidence)
    return Measurement(
        metric, count / trials, low, high, trials, float(trials), role, parameters.confidence, p_value,
        unit=unit, convention=text,
    )  # fmt: skip


def equal_accuracy(subject: Subject, model: Array, rival: Array) -> float | None:
    """The Diebold-Mariano p-value of two forecasts' losses (n,) at the subject's horizon.

    None where there is nothing to test with: the losses differ by the same amount on every row (but for rounding), or in one window only.
    """
    difference = model - rival
    if float(np.ptp(difference)) <= ROUNDING * float(np.abs(model).max()) or subject.identity.horizon >= len(difference):
        return None
    return diebold_mariano(model, rival, subject.identity.horizon).p_value
