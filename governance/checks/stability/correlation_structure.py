"""Whether the features move together in use as they did in validation."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.correlation import common_factor_change, correlation_change
from governance.statistics.permutation import block_permutation
from governance.subject.drift_tables import pairs_table
from governance.subject.monitored import NOT_IN_USE, in_use, too_few
from governance.subject.moving_together import Ranked, ranked_together
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

Array = NDArray[np.float64]
STATISTICS: Mapping[str, Callable[[Array, Array], float]] = {
    "correlation_change": correlation_change,
    "common_factor_change": common_factor_change,
}


@dataclass(frozen=True)
class CorrelationParameters:
    """The most ``rows`` of each sample and the most ``features`` (the first that vary), permutations, and the fewest rows."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 100})
    features: int = field(default=50, metadata={"stricter": "larger", "least": 2, "most": 200})
    permutations: int = field(default=199, metadata={"stricter": "larger", "least": 99})
    smallest_n: int = field(default=50, metadata={"stricter": "larger", "least": 20})


@check(
    title="Correlation structure in use",
    asks="Do the features move together in use as they did in validation?",
    needs=(Role.VALIDATION,),
    reads=Reads.SAMPLE,
    metrics=(
        Metric("correlation_change", "Root mean square change of a rank correlation between two features", "lower", sound=0.0),
        Metric("common_factor_change", "Change of the share of the largest common factor", "neither", unit="share", sound=0.0),
    ),
    references=(
        "Jennrich (1970), An asymptotic chi-square test for the equality of two correlation matrices, JASA 65",
        "Kritzman, Li, Page & Rigobon (2011), Principal components as a measure of systemic risk, Journal of Portfolio Management 37(4)",
        "Kirch (2007), Block permutation principles for the change analysis of dependent data, J. Statistical Planning and Inference 137",
    ),
)  # fmt: skip
def correlation_structure(subject: Subject, parameters: CorrelationParameters) -> Evidence:
    """Compare the rank correlations of the features in production with those in validation.

    Method: Numeric features that vary in both samples are ranked within each sample, missing values in the middle, so that neither
    levels nor outliers count. The change is the root mean square over all pairs; the common factor is the largest eigenvalue over
    the number of features. Both p-values let blocks of rows of both samples change places, with blocks as long as the slowest
    feature, or product of neighbouring features, asks for. The two p-values stand each for itself.

    Reads as risk: A model has learned features together. Where they part company it is asked about combinations that it has never
    seen, although each feature by itself looks as always. A common factor that grows is a market that moves as one.

    Limitations: Correlations of markets change, in crises most of all; the check shows and does not judge. The change is above 0
    by sampling alone: the p-value tells. With slow features few blocks are left, and small p-values come more often than they
    should: of sound samples of 500 and 250 rows, 17 % lie below 0.05 at a first autocorrelation of 0.95 and 28 % at 0.99.
    """
    if not in_use(subject):
        return Evidence.not_applicable(NOT_IN_USE)
    reason = too_few(subject, parameters.smallest_n)
    if reason is not None:
        return Evidence.inconclusive(reason)
    ranked = ranked_together(subject, parameters.rows, parameters.features)
    if isinstance(ranked, str):
        return Evidence.inconclusive(ranked)
    measurements = tuple(_measured(subject, ranked, parameters.permutations))
    return Evidence.measured(measurements, (pairs_table(ranked.names, ranked.before, ranked.after),))


def _measured(subject: Subject, ranked: Ranked, permutations: int) -> Iterator[Measurement]:
    before, after, block = ranked.before, ranked.after, ranked.block
    text = convention(subject, f"rank correlations of {before.shape[1]} features; blocks of {block:.3g} rows change places")
    for metric, statistic in STATISTICS.items():
        found = block_permutation(
            before, after, partial(_size, statistic), generator=subject.generator(), resamples=permutations, block=block
        )
        value, n = statistic(before, after), len(after)
        yield Measurement(
            metric, value, value, value, n, max(1.0, n / block), Role.PRODUCTION, p_value=found.p_value,
            unit="share" if statistic is common_factor_change else "", convention=text,
        )  # fmt: skip


def _size(statistic: Callable[[Array, Array], float], before: Array, after: Array) -> float:
    return abs(statistic(before, after))
