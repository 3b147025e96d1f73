"""Earlier days whose features were most like those at the beginning of an event."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.stories import Story
from governance.subject.events import SPAN, stamp
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Analogues:
    """Earlier ``days`` whose rows were most alike, the mean ``outcome`` on them, and their mean ``distance`` in training deviations."""

    days: tuple[str, ...]
    outcome: float
    distance: float


def analogues(subject: Subject, story: Story, wanted: int) -> Analogues | None:
    """The ``wanted`` rows most like the mean row at the beginning of the event, from all that was known a month before.

    Distance is the root mean square over numeric features, in training standard deviations; no two lie within a week of steps of each
    other. None where there are fewer.
    """
    validation, training = subject.samples[Role.VALIDATION], subject.samples[Role.TRAINING]
    past = max(int(story.first_rows[0]) - SPAN, 0)
    numbers, later = (sample.features.select_dtypes("number") for sample in (training, validation))
    query = _floats(later.iloc[story.first_rows]).mean(axis=0)
    scale = subject.once("training deviations", lambda: _floats(numbers).std(axis=0))
    used = np.isfinite(query) & (scale > 0)
    if not used.any():
        return None
    squares = [_squares(numbers, query, scale, used), _squares(later.iloc[:past], query, scale, used)]
    distance = np.sqrt(np.concatenate(squares) / used.sum())
    places = _apart(np.where(np.isfinite(distance), distance, np.inf), wanted)
    if len(places) < wanted:
        return None
    times = np.concatenate([np.asarray(training.time), np.asarray(validation.time)[:past]])[places]
    outcomes = np.concatenate([training.target, validation.target[:past]])[places]
    return Analogues(tuple(stamp(time) for time in np.sort(times)), float(outcomes.mean()), float(distance[places].mean()))


def _floats(frame: pd.DataFrame) -> Array:
    return frame.to_numpy(dtype=float, na_value=np.nan)


def _squares(frame: pd.DataFrame, query: Array, scale: Array, used: NDArray[np.bool_]) -> Array:
    """(n,) squared distances from ``query`` over ``scale``, both (p,), added over the columns ``used``: a column lies in one piece."""
    found = np.zeros(len(frame))
    for place, (_, column) in enumerate(frame.items()):
        if used[place]:
            found += np.square((column.to_numpy(dtype=float, na_value=np.nan) - query[place]) / scale[place])
    return found


def _apart(distance: Array, wanted: int, gap: int = 5) -> list[int]:
    taken: list[int] = []
    for place in np.argsort(distance, kind="stable"):
        if len(taken) == wanted or not np.isfinite(distance[place]):
            break
        if all(abs(place - other) > gap for other in taken):
            taken.append(int(place))
    return taken
