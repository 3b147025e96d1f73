"""Whether the features move together in use as they did in validation."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.correlation import common_factor_change, correlation_change, correlations, standard_ranks
from governance.statistics.permutation import block_permutation
from governance.statistics.resampling import covering_block
from governance.subject.monitored import NOT_IN_USE, in_use, too_few
from governance.subject.outcomes import convention, dependent
from governance.subject.population import evenly_spaced
from governance.subject.subject import Subject

Array = NDArray[np.float64]
NAMED = 15
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
    frames = [subject.samples[role].features for role in (Role.VALIDATION, Role.PRODUCTION)]
    names = [name for name in frames[0].select_dtypes("number").columns if all(_varies(frame[name]) for frame in frames)]
    names = names[: parameters.features]
    if len(names) < 2:
        return Evidence.inconclusive(f"{len(names)} numeric features vary in both samples: there is no pair to compare")
    before, after = (_ranked(frame[names], parameters.rows) for frame in frames)
    measurements = tuple(_measured(subject, before, after, parameters.permutations))
    return Evidence.measured(measurements, (_table([str(name) for name in names], before, after),))


def _varies(column: "pd.Series[Any]") -> bool:
    return bool(column.min() < column.max())


def _ranked(frame: pd.DataFrame, rows: int) -> Array:
    return standard_ranks(frame.iloc[evenly_spaced(len(frame), rows)].to_numpy(dtype=float, na_value=np.nan))


def _block(ranks: Array) -> float:
    products = ranks * np.roll(ranks, 1, axis=1)
    return max(covering_block(values - values.mean()) for values in np.hstack([ranks, products]).T)


def _measured(subject: Subject, before: Array, after: Array, permutations: int) -> Iterator[Measurement]:
    block = max(_block(before), _block(after)) if dependent(subject) else 1.0
    text = convention(subject, f"rank correlations of {before.shape[1]} features; blocks of {block:.3g} rows change places")
    for metric, statistic in STATISTICS.items():
        found = block_permutation(
            before, after, partial(_size, statistic), generator=subject.generator(), resamples=permutations, block=block
        )
        value, n = statistic(before, after), len(after)
        unit = "share" if statistic is common_factor_change else ""
        yield Measurement(
            metric,
            value,
            value,
            value,
            n,
            max(1.0, n / block),
            Role.PRODUCTION,
            p_value=found.p_value,
            unit=unit,
            convention=text,
        )


def _size(statistic: Callable[[Array, Array], float], before: Array, after: Array) -> float:
    return abs(statistic(before, after))


def _table(names: list[str], before: Array, after: Array) -> Table:
    first, second = correlations(before), correlations(after)
    pairs = np.column_stack(np.triu_indices(len(names), 1))
    order = sorted(pairs.tolist(), key=lambda pair: -abs(second[pair[0], pair[1]] - first[pair[0], pair[1]]))[:NAMED]
    rows = tuple((f"{names[i]} and {names[j]}", float(first[i, j]), float(second[i, j])) for i, j in order)
    note = f"The {len(rows)} of {len(pairs)} pairs whose rank correlation changed most."
    return Table("pairs", "Pairs of features", Shape.PLAIN, ("pair", "in validation", "in production"), rows, note=note)
