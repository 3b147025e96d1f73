"""The course that the model's skill took through the validation period: a line through it, and windows along it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.resampling import Estimate
from governance.statistics.stability import fluctuation
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Windows:
    """``path`` (n - steps + 1,) is the skill over each window of so many ``steps``; plus and minus ``half`` is a band for all at once."""

    path: Array
    half: float
    steps: int


def trend(subject: Subject, values: Array, parameters: BootstrapParameters) -> Estimate:
    """By how much the skill changes along a line through the period; ``values`` (n, 2) are losses of model and naive forecast by step.

    The loss saved is taken as a share of the naive loss of its step, and the share as a line in time: saved = (a + b t) naive, solved in
    the moments with 1 and t. A market that turns wild or calm changes both losses, and not the share.
    """
    return estimate(subject, _on_time(values[:, 1] - values[:, 0], values[:, 1]), _slope, parameters)


def windows(subject: Subject, values: Array, steps: int, lags: int, confidence: float) -> Windows:
    """Skill over each window of ``steps`` of ``values`` (n, 2), losses of model and naive forecast, with the band of `fluctuation`."""
    found = fluctuation(values[:, 0], values[:, 1], steps, lags, generator=subject.generator(), confidence=confidence)
    unit = float(values[:, 1].mean())
    sums = np.cumsum(np.concatenate([[0.0], values[:, 1] - values[:, 0]]))
    path = (sums[steps:] - sums[:-steps]) / steps / unit
    at = int(np.argmax(np.abs(found.path)))
    return Windows(path, float(found.critical_value * abs(path[at] / found.path[at])), steps)


def _on_time(saved: Array, naive: Array) -> Array:
    t = np.linspace(-0.5, 0.5, len(saved))
    return np.column_stack([saved, saved * t, naive, naive * t, naive * t**2])


def _slope(means: Array) -> Array:
    saved, saved_on_time, naive, naive_on_time, squared = means.T
    return np.asarray((saved_on_time * naive - saved * naive_on_time) / (naive * squared - naive_on_time**2))
