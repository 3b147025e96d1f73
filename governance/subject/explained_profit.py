"""How much of the profit the greeks leave unexplained, and how well what they explain agrees with what was made."""

import numpy as np
from numpy.typing import NDArray

from governance.statistics.pnl_attribution import PnlAgreement, pnl_agreement
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.greeks import Explained
from governance.subject.outcomes import dependent
from governance.subject.performance import POSITIVE
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def unexplained(subject: Subject, found: Explained, parameters: BootstrapParameters) -> tuple[Estimate, Estimate]:
    """Mean square of the unexplained over that of the profit, by single rows; and its mean over the mean absolute profit, by step."""
    left = found.made - found.terms.sum(axis=1)
    ratio = estimate(subject, found.squares, _ratio, parameters, bounds=POSITIVE)
    return ratio, estimate(subject, np.column_stack([left, np.abs(found.made)]), _ratio, parameters)


def agreement(subject: Subject, found: Explained, steps: int, parameters: BootstrapParameters) -> PnlAgreement:
    """Of the explained profit with the profit made, on the last ``steps`` of the book."""
    made, explained = found.made[-steps:], found.terms.sum(axis=1)[-steps:]
    return pnl_agreement(
        explained, made, generator=subject.generator(), resamples=parameters.resamples, confidence=parameters.confidence,
        dependent=dependent(subject),
    )  # fmt: skip


def _ratio(means: Array) -> Array:
    return np.asarray(means[:, 0] / means[:, 1])
