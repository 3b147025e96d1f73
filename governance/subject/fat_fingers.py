"""Single inputs far from where they belong: a decimal point that slipped, a print that never traded."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.rows import explained_rows
from governance.subject.bounds import FURTHEST, beyond
from governance.subject.copies import Scale, changed, movable, scored_each, training_scales, typed
from governance.subject.feeds import leading
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def slips(
    subject: Subject, *, rows: int, features: int, multiples: Sequence[float], deviations: float
) -> Mapping[str, Any] | Failure:
    """By way of slipping, for each of the leading ``features`` that is a number: how far its furthest answer lies beyond the usual range.

    One value is multiplied by each of ``multiples``, or stands ``deviations`` robust standard deviations of training from the median on
    either side. None where the model refuses the value; the largest number there is where its answer overflows.
    """
    names = leading(subject, explained_rows(subject, rows), features)
    if isinstance(names, Failure):
        return names
    training = subject.samples[Role.TRAINING].features
    numbers = [name for name in names if movable(training[name])]
    ways: dict[str, Callable[[Any], Array]] = {f"times {factor:g}": _multiplied(factor) for factor in multiples}
    for sign, word in ((1, "above"), (-1, "below")):
        ways[f"{deviations:g} deviations {word}"] = _displaced(training_scales(subject), sign * deviations)
    return {way: _furthest(subject, rows, numbers, spoil) for way, spoil in ways.items()}


def _furthest(subject: Subject, rows: int, names: Sequence[Any], spoil: Callable[[Any], Array]) -> dict[str, float | None]:
    frame = subject.samples[Role.VALIDATION].features.iloc[explained_rows(subject, rows)].reset_index(drop=True)
    scores = scored_each(subject, [changed(frame, name, typed(spoil(frame[name]), frame[name])) for name in names])
    return {str(name): _distance(subject, one) for name, one in zip(names, scores, strict=True)}


def _distance(subject: Subject, scores: Array | Failure) -> float | None:
    if isinstance(scores, Failure):
        return FURTHEST if scores.silent else None
    return float(beyond(subject, scores[:, -1]).max())


def _multiplied(factor: float) -> Callable[[Any], Array]:
    return lambda column: column.to_numpy(dtype=float, na_value=np.nan) * factor


def _displaced(scales: Mapping[Any, Scale], deviations: float) -> Callable[[Any], Array]:
    def spoil(column: Any) -> Array:
        known = scales[column.name]
        return np.full(len(column), known.median + deviations * known.spread)

    return spoil
