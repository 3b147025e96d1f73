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
    grid = quantile_grid(subject, feature, points)
    if isinstance(grid, Failure):
        return grid
    answers = answers_at(subject, feature, positions, np.tile(grid, (len(positions), 1)))
    return answers if isinstance(answers, Failure) else Curves(grid, answers)


def answers_at(subject: Subject, feature: str, positions: NDArray[np.int_], values: Array) -> Array | Failure:
    """(n, g) answers of the validation rows at ``positions`` (n,), each with ``feature`` set to its own ``values`` (n, g) in turn."""
    learned = _column(subject, feature)
    if isinstance(learned, Failure):
        return learned
    copies = subject.samples[Role.VALIDATION].features.iloc[np.repeat(positions, values.shape[1])].reset_index(drop=True)
    copies[learned.name] = pd.Series(values.reshape(-1)).astype(learned.dtype)
    scores = subject.scoring.frame(copies)
    if isinstance(scores, Failure):
        return Failure(f"copies with a changed {feature!r} cannot be scored: {scores.reason}")
    return np.asarray(scores[:, -1].reshape(values.shape))


def quantile_grid(subject: Subject, feature: str, points: int) -> Array | Failure:
    """(g,) at most ``points`` ascending training quantiles of ``feature``, from its 1st to its 99th percentile."""
    learned = _column(subject, feature)
    if isinstance(learned, Failure):
        return learned
    grid = _grid(learned, points)
    return Failure(f"the feature {feature!r} {grid.reason}") if isinstance(grid, Failure) else grid


def _column(subject: Subject, feature: str) -> "pd.Series[float] | Failure":
    features = subject.samples[Role.TRAINING].features
    names = {str(name): name for name in features.columns}
    return features[names[feature]] if feature in names else Failure(f"the model has no feature {feature!r}")


def _grid(column: "pd.Series[float]", points: int) -> Array | Failure:
    if not pd.api.types.is_numeric_dtype(column):
        return Failure("is not numeric, so that it has no steps")
    known = column.dropna().to_numpy(dtype=float)
    if len(known) == 0:
        return Failure("has no value in training")
    return np.unique(np.quantile(known, np.linspace(OUTERMOST, 1 - OUTERMOST, points), method="inverted_cdf"))
