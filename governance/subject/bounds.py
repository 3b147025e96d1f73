"""How far answers may go: the range that outcomes and answers have had so far.

Variances are compared by their logarithms, as their loss does: a model of log variances, whose answers are exponential, is otherwise out of
all range wherever a linear one is a little beyond it.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.outcomes import CLASSIFIERS, floored
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# Stands for a distance that no number can hold.
FURTHEST = float(np.finfo(np.float64).max)
SEEN = (Role.TRAINING, Role.VALIDATION)


def usual_range(subject: Subject) -> tuple[float, float]:
    """Lowest and highest outcome or answer in training and validation; of answers alone where these are positions, not forecasts.

    Logarithms where volatility is forecast; what is not above the floor that the loss knows counts as the floor.
    """
    if subject.task in CLASSIFIERS:
        return 0.0, 1.0
    return subject.once("usual range", lambda: _found(subject))


def beyond(subject: Subject, answers: Array) -> Array:
    """How far each of ``answers`` lies outside `usual_range`, in widths of that range; zero inside, never more than `FURTHEST`."""
    low, high = usual_range(subject)
    width = high - low if high > low else max(abs(low), 1.0)
    said = _scaled(subject, answers)
    with np.errstate(over="ignore"):
        distance = np.maximum(np.maximum(low - said, said - high), 0.0) / width
    return np.asarray(np.minimum(distance, FURTHEST))


def furthest(subject: Subject, scores: Mapping[str, Array]) -> tuple[str, float]:
    """The one of ``scores`` (m, k) with the answer that lies furthest outside `usual_range`, and how far."""
    far = {name: float(beyond(subject, one[:, -1]).max()) for name, one in scores.items()}
    name = max(far, key=far.__getitem__)
    return name, far[name]


def describe_range(subject: Subject) -> str:
    """`usual_range` in words, for conventions."""
    if subject.task in CLASSIFIERS:
        return "zero to one"
    what = "answers" if subject.task is Task.STRATEGY else "outcomes and answers"
    scale = "logarithms of " if subject.task is Task.VOLATILITY else ""
    return f"the range of {scale}{what} in training and validation"


def _found(subject: Subject) -> tuple[float, float]:
    known = [role for role in SEEN if role in subject.samples]
    seen = [subject.prediction(role) for role in known]
    if subject.task is not Task.STRATEGY:
        seen += [subject.samples[role].target for role in known]
    scaled = _scaled(subject, np.concatenate(seen))
    return float(scaled.min()), float(scaled.max())


def _scaled(subject: Subject, values: Array) -> Array:
    raised = floored(subject, Role.TRAINING, values)
    return np.asarray(np.log(raised)) if subject.task is Task.VOLATILITY else raised
