"""The share of a training skill that is lost on new rows, and of that the part which leaves no skill."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.statistics.resampling import Estimate, interval

Array = NDArray[np.float64]


def relative_gap(training: Estimate, validation: Estimate) -> Estimate:
    """The difference of two skills that were drawn independently, over the training skill; ``n`` is that of validation."""
    draws = (training.draws - validation.draws) / np.abs(training.draws)
    low, high = interval(draws, training.confidence)
    value = (training.value - validation.value) / abs(training.value)
    fewer = min(training.n_effective, validation.n_effective)
    return replace(validation, value=value, low=low, high=high, n_effective=fewer, confidence=training.confidence, draws=draws)


def gap_without_skill(gap: Estimate, validation: Estimate, share: Estimate | None) -> tuple[float, float, float]:
    """Value and bounds of the `relative_gap` where a naive forecast or a challenger does as well, else 0.

    ``share`` is what the model forgoes against the challenger, if there is one. To be shown against the challenger, the gap and what is
    forgone must both be shown. Both parts are then taken at half the error rate.
    """
    confidence = validation.confidence if share is None else (1 + validation.confidence) / 2
    against_naive = (
        gap.value if validation.value <= 0 else 0.0,
        *interval(np.where(validation.draws <= 0, gap.draws, 0.0), confidence),
    )
    if share is None:
        return against_naive
    lost = (share.value, *interval(share.draws, confidence))
    against_challenger = map(min, (gap.value, *interval(gap.draws, confidence)), lost)
    value, low, high = map(max, against_naive, against_challenger)
    return max(value, 0.0), max(low, 0.0), max(high, 0.0)
