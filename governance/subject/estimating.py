"""Intervals for measurements of a subject: the parameters that checks share, and the one call that uses them."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.statistics.resampling import UNBOUNDED, Estimate, Statistic, bootstrap, linearised
from governance.subject.outcomes import dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]
GROUPS = 5000


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


def estimate_in_groups(subject: Subject, values: Array, statistic: Statistic, parameters: BootstrapParameters) -> Estimate:
    """`estimate` from the means of neighbouring rows, where there are many: at least ``GROUPS`` equal groups of them.

    Groups keep the dependence and the variance of the mean, and cost less to resample by their size. The value is that of all rows;
    fewer rows than one group has, at the end, have no part in the interval.
    """
    size = max(1, len(values) // GROUPS)
    whole = len(values) // size * size
    groups = values[:whole].reshape(-1, size, values.shape[1]).mean(axis=1)
    found = estimate(subject, groups, statistic, parameters)
    spread = float(np.var(linearised(groups, statistic)))
    gained = float(np.var(linearised(values, statistic))) / spread if spread > 0 else 1.0
    value = float(statistic(values.mean(axis=0, keepdims=True))[0])
    return replace(
        found,
        value=value,
        low=min(found.low, value),
        high=max(found.high, value),
        n=len(values),
        n_effective=min(found.n_effective * gained, float(len(values))),
    )
