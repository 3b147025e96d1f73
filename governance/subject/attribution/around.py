"""How straight the model is around single rows: a local surrogate held against small moves of all features that it was not fitted to."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.local_surrogate import local_surrogates
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
EACH, LEAST = 5, 60


def straightness(subject: Subject, rows: NDArray[np.int_], spread: float) -> Array | Failure:
    """(r, 2) squares of the answers around each validation row that its surrogate leaves, and of the answers about their mean.

    Around a row every floating-point feature moves by normal draws of ``spread`` of its training standard deviation; a linear
    surrogate is fitted to five draws a coefficient (sixty at least) and held against half as many others. One minus the ratio of the two
    is the local R squared.
    """
    learned = subject.samples[Role.TRAINING].features.select_dtypes("float")
    deviations = learned.std().to_numpy(dtype=float)
    moving = [name for name, deviation in zip(learned.columns, deviations, strict=True) if deviation > 0]
    if not moving:
        return Failure("no feature is a floating-point number that varies, so that there is nothing to move")
    fitted = max(LEAST, EACH * (len(moving) + 1))
    around, total = subject.generator(), fitted + fitted // 2
    offsets = around.normal(size=(len(rows), total, len(moving)))
    frame = subject.samples[Role.VALIDATION].features.iloc[np.repeat(rows, total)].reset_index(drop=True)
    steps = offsets.reshape(-1, len(moving)) * spread * learned[moving].std().to_numpy(dtype=float)
    moved = {name: frame[name] + pd.Series(steps[:, place]).astype(frame[name].dtype) for place, name in enumerate(moving)}
    scores = subject.scoring.frame(frame.assign(**{str(name): column for name, column in moved.items()}))
    if isinstance(scores, Failure):
        return Failure(f"moved copies of rows cannot be scored: {scores.reason}")
    answers = scores[:, -1].reshape(len(rows), total)
    found = local_surrogates(offsets, answers - answers.mean(axis=1, keepdims=True), np.ones(answers.shape), total - fitted)
    return np.column_stack([found.left, found.whole])
