"""Declared directions followed along curves of single answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Direction, Role
from governance.statistics.directions import departures, fewest_points
from governance.subject.attribution.curves import Curves, curves
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# One outlying answer must not make every step look small.
CENTRAL = (0.01, 0.99)
SPAN = "the distance between the 1st and the 99th percentile of the validation answers"


@dataclass(frozen=True)
class FollowingParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` followed, the ``points`` of a curve, and the ``tolerance``.

    A step against the declaration counts beyond the ``tolerance``, a share of the central range of the answers. More points make
    more and smaller steps, so that a change of their number may hide some either way.
    """

    rows: int = field(default=500, metadata={"stricter": "larger", "least": 1})
    points: int = field(default=11, metadata={"stricter": "unclear", "least": 3})
    tolerance: float = field(default=0.01, metadata={"stricter": "smaller", "least": 0, "most": 1})


@dataclass(frozen=True)
class Followed:
    """One declaration: ``curves`` of n rows, and ``found`` (n, steps) departures from the direction as shares of `SPAN`."""

    feature: str
    direction: Direction
    curves: Curves
    found: Array

    @property
    def furthest(self) -> Array:
        """(n,) each row's largest step against the direction, zero where it has none."""
        return np.asarray(self.found.max(axis=1).clip(min=0.0))


@dataclass(frozen=True)
class Following:
    """All declarations that could be followed, by feature, and the reasons why others could not; ``drawn`` describes the rows."""

    followed: Mapping[str, Followed]
    unfollowed: tuple[str, ...]
    rows: int
    drawn: str

    @property
    def declared(self) -> int:
        """Declarations that were to be followed."""
        return len(self.followed) + len(self.unfollowed)


def declared(subject: Subject, kinds: tuple[Direction, ...]) -> tuple[str, ...]:
    """The features with a declaration of one of the ``kinds``, by name."""
    return tuple(sorted(name for name, direction in subject.directions.items() if direction in kinds))


def follow(subject: Subject, kinds: tuple[Direction, ...], parameters: FollowingParameters) -> Following | Failure:
    """Every declaration of these ``kinds`` along the curves of validation rows.

    A `Failure` where too few rows can be followed, the answers do not vary, or no declaration at all can be followed.
    """
    positions, unit = explained_rows(subject, parameters.rows), span(subject)
    if len(positions) < parameters.smallest_n:
        return Failure(f"{len(positions)} rows were followed; fewer than {parameters.smallest_n} are not measured")
    if unit == 0.0:
        return Failure("the model's answers do not vary over the validation sample, so that no step has a size")
    found = {name: _follow(subject, name, positions, parameters.points, unit) for name in declared(subject, kinds)}
    followed = {name: item for name, item in found.items() if isinstance(item, Followed)}
    unfollowed = tuple(item.reason for item in found.values() if isinstance(item, Failure))
    if not followed:
        return Failure("; ".join(unfollowed))
    return Following(followed, unfollowed, len(positions), how_drawn(subject, len(positions)))


def span(subject: Subject) -> float:
    """The unit in which changes of the answer are measured (`SPAN`)."""
    low, high = np.quantile(subject.prediction(Role.VALIDATION), CENTRAL)
    return float(high - low)


def _follow(subject: Subject, feature: str, positions: NDArray[np.int_], points: int, unit: float) -> Followed | Failure:
    direction, found = subject.directions[feature], curves(subject, feature, positions, points)
    if isinstance(found, Failure):
        return found
    fewest = fewest_points(direction)
    if len(found.grid) < fewest:
        return Failure(f"the feature {feature!r} has fewer than {fewest} values in training, too few for {direction.value}")
    return Followed(feature, direction, found, departures(found.answers, found.grid, direction) / unit)
