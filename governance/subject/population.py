"""How far the rows in use lie from those that were validated: features one by one, and the answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.distance import (
    binned_counts,
    kolmogorov_smirnov,
    population_stability_index,
    psi_critical_value,
    psi_p_value,
    wasserstein,
)
from governance.statistics.moments import average, deviation, moments
from governance.statistics.multiplicity import benjamini_hochberg
from governance.statistics.permutation import Permuted, block_permutation
from governance.statistics.resampling import Estimate, covering_block, interval
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.model.links import outputs
from governance.subject.outcomes import dependent
from governance.subject.rows import coded
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# The effective rows of a feature are shown, not judged.
DISPLAY = BootstrapParameters(resamples=200)
ALPHA = 0.05
FEWEST = 20


@dataclass(frozen=True)
class Shift:
    """One feature: its ``psi`` with the value that chance exceeds once in twenty and the adjusted p-value, and its distances.

    ``kolmogorov_smirnov`` and ``wasserstein`` (in standard deviations of validation) are None for what is no number.
    """

    feature: str
    psi: float
    critical: float
    p_value: float
    kolmogorov_smirnov: float | None
    wasserstein: float | None
    rows: tuple[int, int]
    n_effective: float


@dataclass(frozen=True)
class AnswerShift:
    """``level``: mean answer less that of validation, in its standard deviations; ``spread``: the standard deviations' ratio.

    ``apart`` is the distance of Kolmogorov and Smirnov on ``compared`` production rows, whose level has ``n_effective``.
    """

    level: Estimate
    spread: Estimate
    apart: Permuted
    compared: int
    n_effective: float


def shifts(subject: Subject, rows: int, bins: int) -> list[Shift]:
    """Every feature, the furthest first, on at most ``rows`` evenly spaced rows of validation and production; missing values left out.

    p-values count effective rows, since those of a slow feature repeat each other, and are adjusted over the features
    (Benjamini & Hochberg). A feature without 20 values in either sample is left out.
    """
    known, seen = (subject.samples[role].features for role in (Role.VALIDATION, Role.PRODUCTION))
    frames = [coded(known, frame).iloc[evenly_spaced(len(frame), rows)] for frame in (known, seen)]
    found = list(_each(subject, known, frames, bins))
    if not found:
        return []
    adjusted = benjamini_hochberg([item.p_value for item in found])
    kept = [replace(item, p_value=float(p)) for item, p in zip(found, adjusted, strict=True)]
    return sorted(kept, key=lambda item: -item.psi)


def evenly_spaced(n: int, wanted: int) -> NDArray[np.intp]:
    """Places of at most ``wanted`` of n rows, evenly spaced in their order."""
    return np.unique(np.linspace(0, n - 1, min(n, wanted)).astype(np.intp))


def answer_shifts(
    subject: Subject, parameters: BootstrapParameters, *, rows: int, permutations: int
) -> dict[str | None, AnswerShift] | str:
    """The answers in production against those of validation by output, or why there is nothing to measure a shift in.

    The intervals hold for all outputs together (Bonferroni).
    """
    known, seen = _answers(subject, Role.VALIDATION), _answers(subject, Role.PRODUCTION)
    if any(float(np.ptp(values)) <= 1e-9 * max(1.0, float(np.abs(values).max())) for values in known.values()):
        return "the model answers the same on every validation row: there is no spread to measure a shift in"
    paid = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(known))
    return {name: _answer_shift(subject, known[name], seen[name], paid, rows, permutations) for name in known}


def _answers(subject: Subject, role: Role) -> dict[str | None, Array]:
    """(n,) answers of one sample by output; a model of one output has it under None."""
    given = outputs(subject.scores(role))
    classes = subject.scoring.model.classes or range(given.shape[1])
    names = [None] if given.shape[1] == 1 else [str(item) for item in classes]
    return {name: given[:, place] for place, name in enumerate(names)}


def _answer_shift(
    subject: Subject, known: Array, seen: Array, parameters: BootstrapParameters, rows: int, permutations: int
) -> AnswerShift:
    generator = subject.generator()
    before, after = (_level_and_spread(subject, values, parameters, generator) for values in (known, seen))
    unit = before[1].value
    shift, moved = (after[0].value - before[0].value) / unit, (after[0].draws - before[0].draws) / unit
    level = _together(before[0], after[0], shift, moved)
    spread = _together(before[1], after[1], after[1].value / unit, after[1].draws / before[1].draws)
    first, second = (values[evenly_spaced(len(values), rows)] for values in (known, seen))
    block = max(covering_block(values - values.mean()) for values in (first, second)) if dependent(subject) else 1.0
    apart = block_permutation(
        first, second, lambda one, other: kolmogorov_smirnov(one, other).statistic,
        generator=generator, resamples=permutations, block=block,
    )  # fmt: skip
    return AnswerShift(level, spread, apart, len(second), after[0].n_effective)


def _together(before: Estimate, after: Estimate, value: float, draws: Array) -> Estimate:
    low, high = interval(draws, before.confidence)
    return replace(after, value=value, low=low, high=high, draws=draws, n_effective=min(before.n_effective, after.n_effective))


def _level_and_spread(
    subject: Subject, values: Array, parameters: BootstrapParameters, generator: np.random.Generator
) -> tuple[Estimate, Estimate]:
    columns = moments(values)
    level = estimate(subject, columns, average, parameters, generator)
    return level, estimate(subject, columns, deviation, parameters, generator)


def _each(subject: Subject, known: pd.DataFrame, frames: list[pd.DataFrame], bins: int) -> Iterator[Shift]:
    for name in known.columns:
        number = pd.api.types.is_numeric_dtype(known[name].dtype)
        columns = [frame[name].to_numpy(dtype=float) for frame in frames]
        first, second = (column[np.isfinite(column)] if number else np.nan_to_num(column, nan=-1.0) for column in columns)
        if min(len(first), len(second)) >= FEWEST:
            yield _shift(subject, str(name), first, second, bins, number=number)


def _shift(subject: Subject, name: str, known: Array, seen: Array, bins: int, *, number: bool) -> Shift:
    counts = binned_counts(known, seen, bins)
    n, m = (_effective(subject, values) for values in (known, seen))
    index, filled, spread = population_stability_index(*counts), len(counts[0]), float(known.std())
    return Shift(
        name, index, psi_critical_value(filled, n, m, ALPHA), psi_p_value(index, filled, n, m),
        kolmogorov_smirnov(known, seen).statistic if number else None,
        wasserstein(known, seen, spread) if number and spread > 0 else None,
        (len(known), len(seen)), min(n, m),
    )  # fmt: skip


def _effective(subject: Subject, values: Array) -> float:
    from scipy.stats import rankdata

    return mean(subject, rankdata(values), DISPLAY).n_effective
