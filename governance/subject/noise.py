"""The same rows with a little noise in every number: how far do the answers move, and what do they lose?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.attribution.rows import explained_rows
from governance.subject.copies import movable, scored_together, training_scales, typed
from governance.subject.model.interface import Failure
from governance.subject.naive import average
from governance.subject.spoilt import spoilt_losses
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Moved:
    """At one ``level`` of noise: squared ``moves`` of the answer (m,), mean over the draws, and ``losses`` (m, 3).

    The losses are those with noise (mean over the draws), without it, and of the training mean; None for a strategy. ``variance`` is
    that of the answers.
    """

    level: float
    moves: Array
    variance: float
    losses: Array | None


def noisy(subject: Subject, *, rows: int, draws: int, levels: Sequence[float]) -> list[Moved] | Failure:
    """Drawn validation rows with normal noise of each of ``levels`` robust standard deviations in all numeric features at once.

    The same noise is used at every level, scaled. `Failure` where no feature is a number, or the model refuses the copies.
    """
    sample, positions = subject.samples[Role.VALIDATION], explained_rows(subject, rows)
    frame = sample.features.iloc[positions].reset_index(drop=True)
    names, scales = [name for name in frame.columns if movable(frame[name])], training_scales(subject)
    if not names:
        return Failure("no feature is a number that noise could move")
    shape, generator = (draws, len(positions), len(names)), subject.generator()
    noise = generator.normal(size=shape) * np.array([scales[name].spread for name in names])
    copies = [_shifted(frame, names, level * one) for level in levels for one in noise]
    scores = scored_together(subject, copies)
    if isinstance(scores, Failure):
        return scores
    parts = [scores[place * draws : (place + 1) * draws] for place in range(len(levels))]
    return [_moved(subject, positions, level, part) for level, part in zip(levels, parts, strict=True)]


def _shifted(frame: pd.DataFrame, names: Sequence[Any], noise: Array) -> pd.DataFrame:
    columns: dict[Any, Any] = {name: frame[name] for name in frame.columns}
    for place, name in enumerate(names):
        columns[name] = typed(columns[name].to_numpy(dtype=float, na_value=np.nan) + noise[:, place], columns[name])
    return pd.DataFrame(columns)


def _moved(subject: Subject, positions: NDArray[np.int_], level: float, scores: list[Array]) -> Moved:
    start = subject.scores(Role.VALIDATION)
    moves = np.mean([np.square(one - start[positions]).sum(axis=1) for one in scores], axis=0)
    spread = float(start[positions].var(axis=0).sum())
    if subject.task is Task.STRATEGY:
        return Moved(level, moves, spread, None)
    with_noise = np.mean([spoilt_losses(subject, positions, one) for one in scores], axis=0)
    without, free = (spoilt_losses(subject, positions, one) for one in (start[positions], average(subject, len(positions))))
    return Moved(level, moves, spread, np.column_stack([with_noise, without, free]))
