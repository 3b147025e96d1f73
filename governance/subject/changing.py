"""What a new version changed: its answers against those of the earlier one on the same rows."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, mean
from governance.subject.outcomes import CLASSIFIERS, both
from governance.subject.parts import parts
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """``now`` and ``before`` (n,) are the answers; ``moved`` (n,) is how far they are apart, and ``told`` says in what.

    ``moved`` is 1 where another decision follows and else 0, or the distance over the spread of the outcome. ``decided`` (n, 2) are the
    decisions now and before: the likeliest class, or the side that a strategy takes; of forecasts of a number, these.
    """

    now: Array
    before: Array
    moved: Array
    told: str
    decided: Array


def change(subject: Subject, earlier: Subject, role: Role) -> Change | str:
    """The change on one sample, or why it has no measure: answers that are no numbers, or an outcome that never varies."""
    answers = [both(one.scores(role)) if subject.task in CLASSIFIERS else one.scores(role) for one in (subject, earlier)]
    broken = int((~np.isfinite(np.hstack(answers)).all(axis=1)).sum())
    if broken:
        return f"{broken} rows of the {role.value} sample have no finite answer of both versions"
    now, before = (scores[:, -1] for scores in answers)
    if subject.task in CLASSIFIERS or subject.task is Task.STRATEGY:
        strategy = subject.task is Task.STRATEGY
        decided = np.column_stack([np.sign(scores[:, -1]) if strategy else scores.argmax(axis=1) for scores in answers])
        told = "another side taken" if strategy else "another likeliest class"
        return Change(now, before, (decided[:, 0] != decided[:, 1]).astype(float), told, decided)
    spread = float(subject.samples[role].target.std())
    if spread == 0.0:
        return f"the outcome is the same in every row of the {role.value} sample, so that it has no spread"
    return Change(
        now,
        before,
        np.abs(now - before) / spread,
        "distance over the standard deviation of the outcome",
        np.column_stack([now, before]),
    )


def made_wrong(subject: Subject, found: Change, role: Role) -> Array:
    """(n,) 1 where the decision before was the outcome and the one now is not, else 0; for classifiers."""
    right = found.decided == subject.samples[role].target[:, None]
    return np.asarray(right[:, 1] & ~right[:, 0], dtype=float)


def rank_correlation(means: Array) -> Array:
    """(B,) correlation from means (B, 5) of two rankings, of their squares and of their product, for `estimate`."""
    first, second, square, other, product = means.T
    return np.asarray((product - first * second) / np.sqrt((square - first**2) * (other - second**2)))


def rankings(found: Change) -> Array:
    """(n, 5) what `rank_correlation` takes: centred ranks of both answers, ties shared, their squares and their product."""
    from scipy.stats import rankdata

    now, before = (rankdata(answers) / len(answers) - 0.5 for answers in (found.now, found.before))
    return np.column_stack([now, before, now**2, before**2, now * before])


def most_changed(
    subject: Subject, role: Role, found: Change, parameters: BootstrapParameters, largest: int
) -> tuple[dict[str, Estimate], int]:
    """Mean change within the ``largest`` parts, the most changed first, and how many were looked at.

    The intervals hold for all of these together (Bonferroni), however they were chosen.
    """
    each = parts(subject.samples[role], parameters.smallest_n)
    ordered = sorted(each, key=lambda name: -float(found.moved[each[name]].mean()))
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / max(len(each), 1))
    return {name: mean(subject, found.moved[each[name]], stricter) for name in ordered[:largest]}, len(each)
