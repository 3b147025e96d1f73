"""What answers cost once features are shuffled among rows of the same time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.grouping import correlated_groups
from governance.subject.attribution.copies import CELLS
from governance.subject.attribution.rows import background_rows, explained_rows, how_drawn
from governance.subject.model.frames import mixed
from governance.subject.model.interface import Failure
from governance.subject.outcomes import dependent, per_row_loss, weights
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Places = NDArray[np.int_]
Groups = tuple[tuple[str, ...], ...]
# Rank correlation beyond which features are shuffled together; training rows it is read from; rows a block of time holds at least.
TOGETHER = 0.8
LEARNED = 5000
LEAST = 20
NAMED = 3


@dataclass(frozen=True)
class Permuted:
    """Weighted losses of n validation rows: ``own`` (n,), and ``shuffled`` (n, g) with each of the g groups of features shuffled.

    All are finite. ``shuffled`` is the mean over the repeats. ``groups`` names the features of each group, ``told`` says how it was done.
    """

    groups: Groups
    own: Array
    shuffled: Array
    told: str

    @property
    def names(self) -> tuple[str, ...]:
        """One name a group."""
        return tuple(map(group_name, self.groups))


def permuted(subject: Subject, rows: int, repeats: int, blocks: int) -> Permuted | Failure:
    """Losses of at most ``rows`` validation rows with each group of correlated features shuffled ``repeats`` times; computed once.

    Features are shuffled within ``blocks`` of consecutive rows, so that a row gets values of its own time (fewer blocks where one
    would hold less than `LEAST` rows, one where rows have no order), and together where their rank correlation in training
    is beyond `TOGETHER` in size, so that no copy breaks what always goes together (Strobl et al. 2008).
    """
    return subject.once(("permuted", rows, repeats, blocks), lambda: _permuted(subject, rows, repeats, blocks))


def feature_groups(subject: Subject) -> Groups:
    """Names of features, those together whose rank correlation in training is beyond `TOGETHER`; what is no number stands alone.

    Computed once.
    """
    return subject.once("feature groups", lambda: _feature_groups(subject))


def _feature_groups(subject: Subject) -> Groups:
    seen = background_rows(subject, LEARNED)
    numbers = {
        name: seen[name].to_numpy(dtype=float, na_value=np.nan)
        if pd.api.types.is_numeric_dtype(seen[name].dtype)
        else np.zeros(len(seen))
        for name in seen.columns
    }
    names = tuple(map(str, seen.columns))
    return tuple(
        tuple(names[place] for place in group) for group in correlated_groups(np.column_stack(list(numbers.values())), TOGETHER)
    )


def group_name(group: tuple[str, ...]) -> str:
    """The names of a group's features, the first three where there are more."""
    rest = len(group) - NAMED
    return ", ".join(group[:NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _permuted(subject: Subject, rows: int, repeats: int, blocks: int) -> Permuted | Failure:
    drawn = explained_rows(subject, rows)
    frame = subject.samples[Role.VALIDATION].features.iloc[drawn].reset_index(drop=True)
    target, weight = subject.samples[Role.VALIDATION].target[drawn], weights(subject, Role.VALIDATION)[drawn]
    own = per_row_loss(subject, target, subject.scores(Role.VALIDATION)[drawn])
    parts = min(blocks, max(1, len(drawn) // LEAST)) if dependent(subject) else 1
    groups = feature_groups(subject)
    orders = np.column_stack(list(_orders(len(drawn), parts, repeats, subject.under("permuted features").generator())))
    scores = _scores(subject, frame, groups, orders)
    if isinstance(scores, Failure):
        return _blamed(subject, frame, groups, orders, scores)
    losses = [
        np.mean([per_row_loss(subject, target, scores[:, place, again]) for again in range(repeats)], axis=0)
        for place in range(len(groups))
    ]
    if not np.isfinite(own).all() or not np.isfinite(losses).all() or not own.any():
        return Failure("the loss is infinite on some rows or zero on all of them, so that no share of it can be told")
    told = f"{repeats} shuffles within {parts} blocks of rows; {how_drawn(subject, len(drawn))}"
    return Permuted(groups, weight * own, weight[:, None] * np.column_stack(losses), told)


def _orders(rows: int, parts: int, repeats: int, generator: np.random.Generator) -> Iterator[Places]:
    for _ in range(repeats):
        yield np.concatenate([generator.permutation(block) for block in np.array_split(np.arange(rows), parts)])


def _scores(subject: Subject, frame: pd.DataFrame, groups: Groups, orders: Places) -> Array | Failure:
    """(n, g, repeats, k) scores of the rows of ``frame`` with each group's columns in each of the ``orders`` (n, repeats).

    The copies of a row follow one another: they take nearly the same way through a forest, which then answers twice as fast.
    """
    member = np.array([[str(name) in group for name in frame.columns] for group in groups])[:, None, :]
    rows, parts = np.arange(len(frame)), []
    for some in np.array_split(rows, min(len(rows), -(-member.size * orders.size // CELLS))):
        sources = np.where(member, orders[some][:, None, :, None], some[:, None, None, None])
        scores = subject.scoring.frame(mixed(frame, sources.reshape(-1, frame.shape[1])))
        if isinstance(scores, Failure):
            return scores
        parts.append(scores.reshape(len(some), len(groups), orders.shape[1], -1))
    return np.concatenate(parts)


def _blamed(subject: Subject, frame: pd.DataFrame, groups: Groups, orders: Places, together: Failure) -> Failure:
    """The failure of the first group whose copies cannot be scored by themselves, or else that of all ``together``."""
    for group in groups:
        alone = _scores(subject, frame, (group,), orders)
        if isinstance(alone, Failure):
            return Failure(f"copies with {group_name(group)} shuffled cannot be scored: {alone.reason}")
    return Failure(f"copies with shuffled features cannot be scored: {together.reason}")
