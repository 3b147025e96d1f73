"""How far answers may go: the range that outcomes and answers have had so far."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.outcomes import CLASSIFIERS
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# Stands for a distance that no number can hold.
FURTHEST = float(np.finfo(np.float64).max)
SEEN = (Role.TRAINING, Role.VALIDATION)


def usual_range(subject: Subject) -> tuple[float, float]:
    """Lowest and highest outcome or answer in training and validation; of answers alone where these are positions, not forecasts."""
    if subject.task in CLASSIFIERS:
        return 0.0, 1.0
    key = "usual range", id(subject.scoring)
    if key not in subject.computed:
        subject.computed[key] = (subject.scoring, _found(subject))  # the scoring is kept, so that its id stays its own
    found: tuple[float, float] = subject.computed[key][1]
    return found


def beyond(subject: Subject, answers: Array) -> Array:
    """How far each of ``answers`` lies outside `usual_range`, in widths of that range; zero inside, never more than `FURTHEST`."""
    low, high = usual_range(subject)
    width = high - low if high > low else max(abs(low), 1.0)
    with np.errstate(over="ignore"):
        distance = np.maximum(np.maximum(low - answers, answers - high), 0.0) / width
    return np.asarray(np.minimum(distance, FURTHEST))


def describe_range(subject: Subject) -> str:
    """`usual_range` in words, for conventions."""
    if subject.task in CLASSIFIERS:
        return "zero to one"
    what = "answers" if subject.task is Task.STRATEGY else "outcomes and answers"
    return f"the range of {what} in training and validation"


def _found(subject: Subject) -> tuple[float, float]:
    known = [role for role in SEEN if role in subject.samples]
    seen = [subject.prediction(role) for role in known]
    if subject.task is not Task.STRATEGY:
        seen += [subject.samples[role].target for role in known]
    return min(float(values.min()) for values in seen), max(float(values.max()) for values in seen)
