"""The subject fitted again to its own training rows with other seeds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.attribution.rows import explained_rows
from governance.subject.model.interface import Failure
from governance.subject.naive import average
from governance.subject.refits import SEED, refitted
from governance.subject.scoring import Scoring
from governance.subject.spoilt import spoilt_losses
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reseeded:
    """At m drawn validation rows: ``disagreement`` (m,), the variance of the answer over the refits; ``variance`` that of the answers.

    ``skills`` (refits,) over the training mean, and ``own``, that of the registered model; None for a strategy.
    """

    disagreement: Array
    variance: float
    skills: Array | None
    own: float | None


def reseeded(subject: Subject, *, refits: int, rows: int) -> Reseeded | Failure:
    """``refits`` of the same settings on the same training rows, which differ by their seed alone; a failing one is the `Failure`."""
    positions = explained_rows(subject, rows)
    frame, scores = subject.samples[Role.VALIDATION].features.iloc[positions], []
    for seed in range(SEED + 1, SEED + 1 + refits):
        fresh = refitted(subject, subject.samples[Role.TRAINING], seed)
        answers = fresh if isinstance(fresh, Failure) else Scoring(fresh).frame(frame)
        if isinstance(answers, Failure):
            return answers
        scores.append(answers)
    start = subject.scores(Role.VALIDATION)[positions]
    disagreement = np.var(np.stack(scores), axis=0, ddof=1).sum(axis=1)
    spread = float(start.var(axis=0).sum())
    if subject.task is Task.STRATEGY:
        return Reseeded(disagreement, spread, None, None)
    free = float(spoilt_losses(subject, positions, average(subject, len(positions))).mean())
    skills = [1 - float(spoilt_losses(subject, positions, one).mean()) / free for one in (*scores, start)]
    return Reseeded(disagreement, spread, np.array(skills[:-1]), skills[-1])


def lead(skills: Array, own: float, confidence: float) -> tuple[float, float, float]:
    """How far the skill ``own`` of the registered model lies above the mean of ``skills`` (refits,), and the bounds for one more refit.

    Student's t prediction interval: the spread of the refits, and the error of their mean.
    """
    from scipy.stats import t

    n, value = len(skills), own - float(skills.mean())
    half = float(t.ppf((1 + confidence) / 2, n - 1) * skills.std(ddof=1) * np.sqrt(1 + 1 / n))
    return value, value - half, value + half
