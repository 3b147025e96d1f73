"""What answers do as features are taken away in the order that an explanation gives, in a random one, and in one found directly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.evidence import Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.attribution.copies import Explained, Places, answers_of, explained
from governance.subject.attribution.explaining import Attribution
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# Numbers of features taken away that are looked at; of wider models a part, the same from both ends.
STEPS = 10
NO_ORDER = "replacing features one at a time finds no order that is better than chance: there is nothing to compare with"
# What is drawn is the same for every check that asks: it is seeded as the check that asked first, whose figures have stood since.
SEED = "interpretability.fidelity"


@dataclass(frozen=True)
class Removal:
    """Answers (n, g) of n rows with the first of ``counts`` (g,) features replaced by those of a background row, by order.

    ``falling``: the features that raised the answer most, by their contributions, go first; ``rising``: those that lowered it most.
    ``falling_directly`` and ``rising_directly`` likewise, by what replacing each feature alone does. ``random`` is the mean of a random
    order and the same order backwards; ``own`` (n,) are the rows' answers and ``features`` is how many there are.
    """

    features: int
    own: Array
    counts: Places
    falling: Array
    rising: Array
    falling_directly: Array
    rising_directly: Array
    random: Array

    def deletion(self) -> Array:
        """(n, 2) area by which the answer falls faster than in random order: by the contributions, and directly."""
        return np.column_stack([(self.random - item).mean(axis=1) for item in (self.falling, self.falling_directly)])

    def insertion(self) -> Array:
        """(n, 2) area by which the answer of a background row rises faster as the row's features are put in.

        Putting in what raises the answer most, k features of p, leaves the same copy as taking p - k away from the other end.
        """
        return np.column_stack([(item - self.random).mean(axis=1) for item in (self.rising, self.rising_directly)])


def removal(subject: Subject, found: Attribution, rows: int, background: int) -> Removal | Failure:
    """`removed` for at most ``rows`` of the explained rows, computed once for all checks that ask for as many."""

    def make() -> Removal | Failure:
        return removed(subject, explained(subject, found, rows, background), subject.under(SEED).generator())

    return subject.once(("removal", rows, background, found.convention), make)


def removed(subject: Subject, these: Explained, generator: np.random.Generator) -> Removal | Failure:
    """Deletion and insertion curves (Samek et al. 2017; Petsiuk et al. 2018) against one background row a row.

    All copies of all orders are scored together. Of one feature there is no order: at least two are taken for granted.
    """
    columns = these.contributions.shape[1]
    against, rows = these.paired(generator), np.arange(len(these.answers))[:, None]
    alone = answers_of(subject, these, np.where(np.eye(columns, dtype=bool), against[:, :, None], rows[:, :, None]))
    if isinstance(alone, Failure):
        return alone
    shuffled = generator.permuted(np.broadcast_to(np.arange(columns), these.contributions.shape), axis=1)
    orders = [_descending(these.contributions, shuffled), _descending(these.answers[:, None] - alone, shuffled), shuffled]
    counts = _counts(columns)
    ranks = np.stack([np.argsort(order, axis=1) for order in orders], axis=1)
    both = np.stack([ranks, columns - 1 - ranks], axis=2)
    gone = both[:, :, :, None, :] < counts[:, None]
    sources = np.where(gone, against[:, :, None, None, None], rows[:, :, None, None, None])
    found = answers_of(subject, these, sources.reshape(len(rows), -1, columns))
    if isinstance(found, Failure):
        return found
    curves = found.reshape(len(rows), 3, 2, len(counts))
    return Removal(
        features=columns, own=these.answers, counts=counts, falling=curves[:, 0, 0], rising=curves[:, 0, 1],
        falling_directly=curves[:, 1, 0], rising_directly=curves[:, 1, 1], random=curves[:, 2].mean(axis=1),
    )  # fmt: skip


def gain(subject: Subject, areas: Array, parameters: BootstrapParameters) -> Estimate | Failure:
    """The area of the contributions over that found directly, of ``areas`` (n, 2); a `Failure` where the latter is not above chance."""
    if not_above_chance(subject, areas, parameters):
        return Failure(NO_ORDER)
    return estimate(subject, areas, lambda means: means[:, 0] / means[:, 1], parameters)


def not_above_chance(subject: Subject, areas: Array, parameters: BootstrapParameters) -> bool:
    """Whether the interval of the area found directly, the second of ``areas`` (n, 2), reaches zero."""
    return mean(subject, areas[:, 1], parameters).low <= 0.0


def removal_table(taken: Removal) -> Table:
    """The mean change of the answer along three orders."""
    series = (taken.falling, taken.random, taken.rising)
    changes = [np.concatenate([[0.0], (item - taken.own[:, None]).mean(axis=0)]) for item in series]
    shares = np.concatenate([[0.0], taken.counts / taken.features])
    rows = tuple(tuple(map(float, row)) for row in zip(shares, *changes, strict=True))
    note = "The further the outer lines are from the random one, the more of the model the explanation knows."
    columns = (
        "share of features replaced",
        "raising ones first",
        "in random order",
        "lowering ones first",
    )
    return Table("removal", "Mean change of the answer as features are replaced", Shape.CURVE, columns, rows, note=note)


def _descending(sizes: Array, shuffled: Places) -> Places:
    """(n, p) columns by falling size; equal ones in random order, so that the order of the columns gives nothing away."""
    place = np.argsort(-np.take_along_axis(sizes, shuffled, axis=1), axis=1, kind="stable")
    return np.take_along_axis(shuffled, place, axis=1)


def _counts(columns: int) -> Places:
    some = np.rint(np.linspace(1, columns - 1, min(columns - 1, STEPS))).astype(int)
    return np.unique(np.concatenate([some, columns - some]))
