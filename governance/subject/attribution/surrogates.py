"""A small tree that repeats the model's answers, as far as it can."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.sampling import evenly_drawn
from governance.subject.model.interface import Failure
from governance.subject.model.links import outputs
from governance.subject.subject import Subject
from governance.subject.weak_spots import described, single_precision

Array = NDArray[np.float64]
LEARNED = 20_000


@dataclass(frozen=True)
class Leaf:
    """A region, the tree's ``answer`` in it, and the model's mean answer over its ``rows`` of validation, None where it has none."""

    where: str
    answer: float
    given_back: float | None
    rows: int


@dataclass(frozen=True)
class Surrogate:
    """``errors`` (n, 2) on validation: squared distances from the model's answers, of the tree and of their mean in training."""

    errors: Array
    leaves: tuple[Leaf, ...]
    learned: int


def surrogate_tree(subject: Subject, depth: int, share: float) -> Surrogate | Failure:
    """A regression tree of ``depth``, with at least ``share`` of its rows in a leaf, learned from training answers.

    Leaves tell the last output. A `Failure` where no feature is numeric, or answers do not vary.
    """
    from sklearn.tree import DecisionTreeRegressor

    training, validation = subject.samples[Role.TRAINING], subject.samples[Role.VALIDATION]
    numbers = training.features.select_dtypes(include=["number", "bool"])
    if numbers.shape[1] == 0:
        return Failure("no feature is numeric, so that no tree can be read")
    drawn = evenly_drawn(training.target, LEARNED, subject.generator())
    given, asked = outputs(subject.scores(Role.TRAINING))[drawn], outputs(subject.scores(Role.VALIDATION))
    if float(np.ptp(given, axis=0).max()) == 0.0 or float(np.ptp(asked, axis=0).max()) == 0.0:
        return Failure("the model's answers do not vary, so that there is nothing to repeat")
    tree = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=share, random_state=0)
    tree.fit(single_precision(numbers.iloc[drawn]), given)
    seen = single_precision(validation.features[numbers.columns])
    repeated, places = tree.predict(seen).reshape(asked.shape), tree.apply(seen)
    errors = np.column_stack([np.square(asked - answer).sum(axis=1) for answer in (repeated, given.mean(axis=0))])
    names = list(map(str, numbers.columns))
    leaves = tuple(
        Leaf(
            described(tree.tree_, int(leaf), names),
            float(tree.tree_.value[leaf].ravel()[-1]),
            *_within(asked[:, -1], places == leaf),
        )
        for leaf in np.flatnonzero(tree.tree_.children_left < 0)
    )
    return Surrogate(errors, leaves, len(drawn))


def _within(answers: Array, rows: NDArray[np.bool_]) -> tuple[float | None, int]:
    return (float(answers[rows].mean()) if rows.any() else None), int(rows.sum())
