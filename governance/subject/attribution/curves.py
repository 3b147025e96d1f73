"""How single answers change as one feature moves: curves of individual conditional expectation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# The outermost hundredths of a feature are left to single rows; a curve that reaches there extrapolates.
OUTERMOST = 0.01


@dataclass(frozen=True)
class Curves:
    """``answers`` (n, g) of n rows, each with the feature set to the ascending values of ``grid`` (g,) in turn."""

    grid: Array
    answers: Array


def curves(subject: Subject, feature: str, positions: NDArray[np.int_], points: int) -> Curves | Failure:
    """ICE curves (Goldstein et al. 2015) of the validation rows at ``positions`` over at most ``points`` quantiles of ``feature``.

    The quantiles are of the training sample, from its 1st to its 99th percentile, each a value that was seen there; equal ones
    count once. All copies are scored in one batch. The answer is the value, or the probability of the positive class.
    """
    names = {str(name): name for name in subject.samples[Role.TRAINING].features.columns}
    if feature not in names:
        return Failure(f"the model has no feature {feature!r}")
    learned = subject.samples[Role.TRAINING].features[names[feature]]
    grid = _grid(learned, points)
    if isinstance(grid, Failure):
        return Failure(f"the feature {feature!r} {grid.reason}")
    copies = subject.samples[Role.VALIDATION].features.iloc[np.repeat(positions, len(grid))].reset_index(drop=True)
    copies[names[feature]] = pd.Series(np.tile(grid, len(positions))).astype(learned.dtype)
    scores = subject.scoring.frame(copies)
    if isinstance(scores, Failure):
        return Failure(f"copies with a changed {feature!r} cannot be scored: {scores.reason}")
    return Curves(grid, scores[:, -1].reshape(len(positions), len(grid)))


def _grid(column: "pd.Series[float]", points: int) -> Array | Failure:
    if not pd.api.types.is_numeric_dtype(column):
        return Failure("is not numeric, so that it has no steps")
    known = column.dropna().to_numpy(dtype=float)
    if len(known) == 0:
        return Failure("has no value in training")
    return np.unique(np.quantile(known, np.linspace(OUTERMOST, 1 - OUTERMOST, points), method="inverted_cdf"))
