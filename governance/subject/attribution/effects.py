"""What one feature does to the answer on average: accumulated local effects, and partial dependence beside them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Shape, Table
from governance.statistics.effects import EffectBand, effect_band
from governance.subject.attribution.curves import answers_at, curves, quantile_grid
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.outcomes import dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# Every how many rows have their whole curve scored; the mean of a curve needs fewer rows than a difference within a bin.
THINNED = 5
MIDDLE = (0.1, 0.9)


@dataclass(frozen=True)
class Effect:
    """The effect of ``feature`` at ``grid`` (g,): accumulated (``band``) and as partial ``dependence`` (g,), centred alike.

    ``middle`` (2, g) are the 10th and the 90th percentile of single rows' curves; ``companion`` is the numeric feature whose ranks go with
    it most, at the rank correlation ``correlation``.
    """

    feature: str
    grid: Array
    band: EffectBand
    dependence: Array
    middle: Array
    companion: str
    correlation: float | None

    @property
    def gap(self) -> float:
        """Largest distance between partial dependence and accumulated effect."""
        return float(np.abs(self.dependence - self.band.value).max())


def effect(
    subject: Subject, feature: str, positions: NDArray[np.int_], points: int, parameters: BootstrapParameters
) -> Effect | Failure:
    """The effect over the validation rows at ``positions`` that have a value; those beyond the grid count in its outermost bins."""
    grid = quantile_grid(subject, feature, points)
    if isinstance(grid, Failure):
        return grid
    values = _column(subject, Role.VALIDATION, feature)[positions]
    known = np.isfinite(values)
    if len(grid) < 2 or int(known.sum()) < parameters.smallest_n:
        return Failure(f"the feature {feature!r} has too few values to have an effect")
    rows = positions[known]
    bin_of = np.clip(np.searchsorted(grid, values[known]) - 1, 0, len(grid) - 2)
    ends = answers_at(subject, feature, rows, np.column_stack([grid[bin_of], grid[bin_of + 1]]))
    if isinstance(ends, Failure):
        return ends
    whole = curves(subject, feature, rows[::THINNED], points)
    if isinstance(whole, Failure):
        return whole
    band = effect_band(
        bin_of, ends[:, 1] - ends[:, 0], len(grid) - 1, generator=subject.generator(), resamples=parameters.resamples,
        confidence=parameters.confidence, dependent=dependent(subject),
    )  # fmt: skip
    centred = whole.answers - whole.answers.mean(axis=1, keepdims=True)
    mean = centred.mean(axis=0)
    level = float(((mean[bin_of] + mean[bin_of + 1]) / 2).mean())
    middle = np.quantile(centred - level, MIDDLE, axis=0)
    return Effect(feature, grid, band, mean - level, middle, *_companion(subject, feature, positions))


def effect_tables(found: list[Effect], unit: float) -> tuple[Table, ...]:
    """A list of the features with what warns of partial dependence, and each one's curves; gaps are over ``unit``."""
    return (_list(found, unit), *map(_curve, found))


def _list(found: list[Effect], unit: float) -> Table:
    rows = tuple(
        (item.feature, item.band.spread.value / unit, item.gap / unit, item.companion or None, item.correlation) for item in found
    )
    columns = ("feature", "effect", "gap of partial dependence", "goes with", "rank correlation")
    note = (
        "Where a feature goes with another, partial dependence and single curves are read off combinations that do not occur: believe "
        "the accumulated effect. Effects and gaps are over the standard deviation of the answers."
    )
    return Table("effects", "Effects of the leading features", Shape.PLAIN, columns, rows, note=note)


def _curve(item: Effect) -> Table:
    series = (item.grid, item.band.value, item.band.low, item.band.high, item.dependence, *item.middle)
    rows = tuple(tuple(map(float, row)) for row in zip(*series, strict=True))
    names = ("accumulated effect", "partial dependence")
    columns = (item.feature, *(f"{name}{end}" for name in names for end in ("", ":low", ":high")))
    note = (
        "The band of the accumulated effect is its interval, point by point; that of partial dependence holds the middle 80 % of the "
        "rows' own curves, each centred on its mean."
    )
    return Table(f"effect-{item.feature}", f"Effect of {item.feature}", Shape.CURVE, columns, rows, note=note)


def _companion(subject: Subject, feature: str, positions: NDArray[np.int_]) -> tuple[str, float | None]:
    """The numeric feature whose ranks go with it most on these rows, and how much; none where there is no other that varies."""
    rows = subject.samples[Role.VALIDATION].features.iloc[positions]
    numbers = rows.select_dtypes(["number", "bool"]).astype(float).rename(columns=str)
    with np.errstate(invalid="ignore"):
        found = numbers.rank().corrwith(numbers[feature].rank()).drop(feature).dropna()
    if found.empty:
        return "", None
    name = str(found.abs().idxmax())
    return name, float(found[name])


def _column(subject: Subject, role: Role, feature: str) -> Array:
    features = subject.samples[role].features
    return np.asarray(features.rename(columns=str)[feature].to_numpy(dtype=float, na_value=np.nan))
