"""Where a model loses more on new rows than on its own: regions found on one half of the rows, to be measured on the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.multiplicity import benjamini_hochberg
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.samples import Sample
from governance.subject.subject import Subject
from governance.subject.weak_spots import described, every_other_block, single_precision

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Losses = Mapping[Role, Array]
BOTH = (Role.TRAINING, Role.VALIDATION)
MOST_SOUGHT = 20_000
# An interval from more rows would be narrower than what regions differ by, and takes seconds to find its block length.
MOST_MEASURED = 5_000


@dataclass(frozen=True)
class Region:
    """``inside`` and ``outside`` mark the rows (n,) of each sample that are measured; ``width`` is the gap where it was found, or None."""

    name: str
    inside: Mapping[Role, Mask]
    outside: Mapping[Role, Mask]
    width: float | None = None


@dataclass(frozen=True)
class Gap:
    """Mean validation loss less mean training loss; ``draws`` (B,) of the bootstrap, ``n`` validation rows."""

    value: float
    draws: Array
    n: int
    n_effective: float
    confidence: float

    def less(self, other: "Gap") -> "Gap":
        """How much wider it is than another one that was drawn independently."""
        return replace(self, value=self.value - other.value, draws=self.draws - other.draws)

    @property
    def not_above_zero(self) -> float:
        """One-sided p-value that there is none."""
        return float((1 + np.sum(self.draws <= 0)) / (1 + len(self.draws)))


def gap_and_excess(
    subject: Subject, losses: Losses, region: Region, parameters: BootstrapParameters, generator: np.random.Generator
) -> tuple[Gap, Gap]:
    """The gap of a region, and that less the gap outside it, each from at most `MOST_MEASURED` evenly spaced rows of either sample.

    Four independent bootstraps, so that what rows inside and outside share widens the interval of the difference.
    """
    inside, outside = (_gap(subject, losses, part, parameters, generator) for part in (region.inside, region.outside))
    return inside, inside.less(outside)


def gaps_together(
    subject: Subject,
    losses: Losses,
    regions: Sequence[Region],
    parameters: BootstrapParameters,
    generator: np.random.Generator,
) -> list[tuple[Gap, float]]:
    """The gap of each of ``regions``, and the p-value that it is no wider than elsewhere.

    The confidence is that of intervals which hold for all (Bonferroni); the p-values are adjusted over all (Benjamini-Hochberg).
    """
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(regions))
    pairs = [gap_and_excess(subject, losses, region, stricter, generator) for region in regions]
    adjusted = benjamini_hochberg([excess.not_above_zero for _, excess in pairs])
    return [(gap, float(p)) for (gap, _), p in zip(pairs, adjusted, strict=True)]


def found_regions(subject: Subject, losses: Losses, *, depth: int, share: float, smallest_n: int) -> tuple[Region, ...] | Failure:
    """The leaves of a tree of ``depth``, the widest gap first: sought on every other of ten blocks of rows, to be measured on the rest.

    ``losses`` (n,) of the training and the validation sample. The tree reads as many evenly spaced rows of either sample, the validation
    losses about their mean as they are and the training losses about theirs with their sign turned, so that the mean in a leaf is the
    gap in it beside that in all rows (the transformed outcome of Athey & Imbens 2016). Leaves hold at least ``share`` of the rows and
    four times ``smallest_n``. `Failure` where nothing is found that has ``smallest_n`` rows of either sample in either half.
    """
    frames = {role: subject.samples[role].features.select_dtypes(include=["number", "bool"]) for role in BOTH}
    names = [str(name) for name in frames[Role.TRAINING]]
    if not names or names != [str(name) for name in frames[Role.VALIDATION]]:
        return Failure("no feature is numeric, so that no region can be described")
    sought = {role: every_other_block(len(losses[role])) for role in BOTH}
    numbers = {role: single_precision(frames[role]) for role in BOTH}
    smallest = max(4 * smallest_n, round(2 * share * min(int(half.sum()) for half in sought.values())))
    tree = _tree(numbers, losses, sought, (depth, smallest))
    leaves = {role: tree.apply(numbers[role]) for role in BOTH}
    regions = [
        _region(losses, {role: leaves[role] == leaf for role in BOTH}, sought, described(tree.tree_, int(leaf), names))
        for leaf in np.flatnonzero(tree.tree_.children_left < 0)
        if all((leaves[role] == leaf)[half].sum() >= smallest_n for role in BOTH for half in (sought[role], ~sought[role]))
    ]
    if tree.tree_.node_count == 1 or not regions:
        return Failure(f"the rows cannot be cut into regions with {smallest_n} rows of either sample in either half")
    return tuple(sorted(regions, key=lambda region: -(region.width or 0.0)))


def declared_regions(subject: Subject, smallest_n: int) -> tuple[Region, ...]:
    """Every value of a declared segment column that has ``smallest_n`` rows in both samples, and as many outside, on all rows."""
    training, validation = (subject.samples[role] for role in BOTH)
    candidates = [
        (f"{name}: {value}", {sample.role: _bears(sample, name, value) for sample in (training, validation)})
        for name, column in validation.segments.items()
        if name in training.segments
        for value in sorted(map(str, column.dropna().unique()))
    ]
    return tuple(
        Region(name, inside, {role: ~mask for role, mask in inside.items()})
        for name, inside in candidates
        if all(min(mask.sum(), (~mask).sum()) >= smallest_n for mask in inside.values())
    )


def _gap(
    subject: Subject, losses: Losses, part: Mapping[Role, Mask], parameters: BootstrapParameters, generator: np.random.Generator
) -> Gap:
    training, validation = (
        estimate(subject, losses[role][_evenly(part[role], MOST_MEASURED)][:, None], _mean, parameters, generator)
        for role in BOTH
    )
    return Gap(
        validation.value - training.value, validation.draws - training.draws, validation.n,
        min(training.n_effective, validation.n_effective), parameters.confidence,
    )  # fmt: skip


def _mean(means: Array) -> Array:
    return means[:, 0]


def _evenly(mask: Mask, most: int) -> NDArray[np.int64]:
    places = np.flatnonzero(mask)
    return places if len(places) <= most else places[np.linspace(0, len(places) - 1, most).astype(int)]


def _bears(sample: Sample, name: str, value: str) -> Mask:
    return np.asarray(sample.segments[name].astype(str) == value)


def _region(losses: Losses, mask: Mapping[Role, Mask], sought: Mapping[Role, Mask], name: str) -> Region:
    training, validation = (float(losses[role][mask[role] & sought[role]].mean()) for role in BOTH)
    inside = {role: mask[role] & ~sought[role] for role in BOTH}
    return Region(name, inside, {role: ~mask[role] & ~sought[role] for role in BOTH}, validation - training)


def _tree(numbers: Mapping[Role, Any], losses: Losses, sought: Mapping[Role, Mask], bounds: tuple[int, int]) -> Any:
    from sklearn.tree import DecisionTreeRegressor

    most = min(MOST_SOUGHT, *(int(half.sum()) for half in sought.values()))
    rows = {role: _evenly(half, most) for role, half in sought.items()}
    about = {role: losses[role][places] - losses[role][places].mean() for role, places in rows.items()}
    tree = DecisionTreeRegressor(max_depth=bounds[0], min_samples_leaf=bounds[1], random_state=0)
    return tree.fit(
        np.vstack([numbers[role][rows[role]] for role in BOTH]),
        np.concatenate([-about[Role.TRAINING], about[Role.VALIDATION]]),
    )
