"""How far probabilities are from coming true, as shares of the Brier score and over bins, with intervals and p-values."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.statistics.calibration import corp, miscalibration_p_value, pooled, spiegelhalter
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.performance import Recipe
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# The expected calibration error is shown and not judged; its interval need not be smooth.
DISPLAY_RESAMPLES = 200


def miscalibration(subject: Subject, p: Array, y: Array, parameters: BootstrapParameters, bins: int) -> dict[str, Estimate]:
    """Of probabilities ``p`` (n,) and outcomes ``y`` (n,) what of the Brier score calibration explains, and the calibration error.

    ``miscalibration``: what isotonic recalibration, held fixed, would remove, over the uncertainty of the outcome. ``excess_brier``: the
    Brier score less its expectation, were ``p`` true. ``ece`` adds up the absolute gaps of ``bins`` of equal width.
    """
    shown = replace(parameters, resamples=min(parameters.resamples, DISPLAY_RESAMPLES))
    return {
        name: estimate(subject, item.values, item.statistic, shown if name == "ece" else parameters)
        for name, item in _recipes(p, y, bins).items()
    }


def p_values(subject: Subject, p: Array, y: Array, draws: int) -> dict[str, float | None]:
    """Of ``miscalibration``, by so many ``draws`` of outcomes from ``p`` (n,), and of ``excess_brier``.

    The latter is that of `spiegelhalter`, None where every probability is 0, 1/2 or 1.
    """
    drawn = miscalibration_p_value(pooled(p), y, generator=subject.generator(), resamples=draws)
    varies = float(np.sum((1 - 2 * p) ** 2 * p * (1 - p))) > 0
    return {"miscalibration": drawn, "excess_brier": spiegelhalter(p, y).p_value if varies else None}


def _recipes(p: Array, y: Array, bins: int) -> dict[str, Recipe]:
    removed = (p - y) ** 2 - (corp(pooled(p), y).recalibrated - y) ** 2
    return {
        "miscalibration": Recipe(np.column_stack([removed, y]), lambda means: means[:, 0] / (means[:, 1] * (1 - means[:, 1]))),
        "excess_brier": Recipe(((y - p) * (1 - 2 * p))[:, None], lambda means: means[:, 0]),
        "ece": Recipe(_gaps(p, y, bins), lambda means: np.abs(means).sum(axis=1)),
    }


def _gaps(p: Array, y: Array, bins: int) -> Array:
    """(n, bins) outcome less probability in the column of the row's bin, else 0."""
    bin_of = np.clip(np.searchsorted(np.arange(bins + 1) / bins, p, side="right") - 1, 0, bins - 1)
    found = np.zeros((len(p), bins))
    found[np.arange(len(p)), bin_of] = y - p
    return found
