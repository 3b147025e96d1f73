"""How far answers may go: the range that outcomes and answers had when the model was built."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.outcomes import CLASSIFIERS
from governance.subject.subject import Subject

Array = NDArray[np.float64]
KEPT = "usual range"


def usual_range(subject: Subject) -> tuple[float, float]:
    """Lowest and highest of the training outcomes and answers; of the answers alone where these are positions, not forecasts."""
    if subject.task in CLASSIFIERS:
        return 0.0, 1.0
    if KEPT not in subject.computed:
        subject.computed[KEPT] = _found(subject)
    found: tuple[float, float] = subject.computed[KEPT]
    return found


def beyond(subject: Subject, answers: Array) -> Array:
    """How far each of ``answers`` lies outside `usual_range`, in widths of that range; zero inside."""
    low, high = usual_range(subject)
    width = high - low if high > low else max(abs(low), 1.0)
    return np.asarray(np.maximum(np.maximum(low - answers, answers - high), 0.0) / width)


def describe_range(subject: Subject) -> str:
    """`usual_range` in words, for conventions."""
    if subject.task in CLASSIFIERS:
        return "zero to one"
    return "the range of the training answers" + ("" if subject.task is Task.STRATEGY else " and outcomes")


def _found(subject: Subject) -> tuple[float, float]:
    answers, target = subject.prediction(Role.TRAINING), subject.samples[Role.TRAINING].target
    seen = answers if subject.task is Task.STRATEGY else np.concatenate([answers, target])
    return float(seen.min()), float(seen.max())
