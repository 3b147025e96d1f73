"""Three accounts of the same model: contributions, local surrogates, permutation; and how far their rankings agree."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from governance.statistics.agreement import rank_biased_overlaps, sign_agreement
from governance.statistics.importance import LEADING, added_losses
from governance.statistics.resampling import block_length, stationary_bootstrap_means
from governance.subject.attribution.explaining import Attribution
from governance.subject.attribution.local import surrogacy
from governance.subject.attribution.permuting import Permuted, feature_groups, group_name, permuted
from governance.subject.model.interface import Failure
from governance.subject.outcomes import dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]
CONTRIBUTIONS, SURROGATES, PERMUTATION = "contributions", "local surrogates", "permutation"
# A persistence that gives the first ten ranks six sevenths of the weight (Webber, Moffat & Zobel 2010, section 4.3).
PERSISTENCE = 0.9
NOTHING_TO_RANK = "no two features, or groups of features that move together, contribute to the answers: there is nothing to rank"


@dataclass(frozen=True)
class Accounts:
    """What ``contributions`` and ``surrogates`` (n, g) say of g groups of features on the same rows, and the losses of shuffling.

    Within a group the amounts are added with their signs, since methods deal the same credit differently among correlated features.
    """

    names: tuple[str, ...]
    contributions: Array
    surrogates: Array
    shuffled: Permuted | Failure


@dataclass(frozen=True)
class Sides:
    """What ``contributions`` and ``surrogates`` (n, g) say of the ``groups`` of features; these are at ``places`` among all groups.

    Groups that the model does not use are left out: they have neither a sign nor a rank.
    """

    groups: tuple[tuple[str, ...], ...]
    places: NDArray[np.int_]
    contributions: Array
    surrogates: Array


@dataclass(frozen=True)
class Overlap:
    """Rank-biased overlap of two rankings, and ``draws`` (B,) of it from resampled rows."""

    value: float
    draws: Array

    def interval(self, confidence: float) -> tuple[float, float]:
        """Percentile interval; resampling adds noise to both rankings, so that it is drawn out to hold the value."""
        low, high = np.quantile(self.draws, [(1 - confidence) / 2, (1 + confidence) / 2])
        return min(float(low), self.value), max(float(high), self.value)


def accounts(
    subject: Subject, found: Attribution, rows: int, background: int, shuffling: tuple[int, int, int]
) -> Accounts | Failure:
    """The accounts of at most ``rows`` explained rows, by group of correlated features; ``shuffling`` as `permuted` takes it.

    A `Failure` where neighbours cannot be scored. Losses without a share leave the permutation out and not the rest.
    """
    shuffled = permuted(subject, *shuffling)
    both = sides(subject, found, rows, background, shuffled)
    if isinstance(both, Failure):
        return both
    if isinstance(shuffled, Permuted):
        shuffled = replace(shuffled, groups=both.groups, shuffled=shuffled.shuffled[:, both.places])
    return Accounts(tuple(map(group_name, both.groups)), both.contributions, both.surrogates, shuffled)


def sides(
    subject: Subject, found: Attribution, rows: int, background: int, shuffled: Permuted | Failure | None = None
) -> Sides | Failure:
    """The first two of the accounts: those of single rows.

    A group is used where it contributes to any of the rows, or where the losses change once it is ``shuffled``, if that was done.
    """
    around = surrogacy(subject, found, rows, background)
    if isinstance(around, Failure):
        return around
    groups = feature_groups(subject)
    member = np.array([[name in group for group in groups] for name in found.features], dtype=float)
    moving = (shuffled.shuffled != shuffled.own[:, None]).any(axis=0) if isinstance(shuffled, Permuted) else False
    used = np.flatnonzero((np.abs(around.these.contributions).any(axis=0) @ member > 0) | (member.any(axis=0) & moving))
    kept = tuple(groups[place] for place in used)
    return Sides(kept, used, around.these.contributions @ member[:, used], around.contributions @ member[:, used])


def same_signs(contributions: Array, surrogates: Array, leading: int) -> Array:
    """(m,) share of each row's ``leading`` contributions (n, g) that a local surrogate confirms in sign, of rows that have any."""
    shares = sign_agreement(contributions, surrogates, leading)
    return shares[np.isfinite(shares)]


def overlaps(subject: Subject, these: Accounts, resamples: int) -> tuple[dict[str, Overlap], Overlap]:
    """Rank-biased overlap of each pair of accounts, by the names of both, and that of the contributions with themselves.

    The last is the noise floor: the mean overlap of the rankings that two interleaved halves of the rows give, each resampled.
    """
    generator, sizes = subject.generator(), np.abs(np.hstack([these.contributions, these.surrogates]))
    block = _block(subject, sizes)
    both = np.vstack([sizes.mean(axis=0), stationary_bootstrap_means(sizes, resamples, block, generator)])
    ranked = dict(zip((CONTRIBUTIONS, SURROGATES), np.split(both, 2, axis=1), strict=True))
    if isinstance(these.shuffled, Permuted):
        own, shuffled = these.shuffled.own, these.shuffled.shuffled
        added = added_losses(own, shuffled, generator=generator, resamples=resamples, dependent=dependent(subject))
        ranked[PERMUTATION] = np.vstack([added.value, added.draws])
    pairs = {f"{a} and {b}": _overlap(ranked[a], ranked[b]) for a, b in combinations(ranked, 2)}
    parts = np.abs(these.contributions[0::2]), np.abs(these.contributions[1::2])
    halves = [stationary_bootstrap_means(half, resamples, max(1.0, block / 2), generator) for half in parts]
    floor = _overlap(*halves)
    return pairs, replace(floor, value=float(floor.draws.mean()))


def _overlap(a: Array, b: Array) -> Overlap:
    """Of the rankings by the sizes in ``a`` and ``b`` (1 + B, g): the value from the first row, the draws from the others."""
    first, second = (np.argsort(-sizes, axis=1, kind="stable") for sizes in (a, b))
    found = rank_biased_overlaps(first, second, PERSISTENCE)
    return Overlap(float(found[0]), found[1:])


def _block(subject: Subject, sizes: Array) -> float:
    if not dependent(subject):
        return 1.0
    leading = np.argsort(-sizes.mean(axis=0), kind="stable")[:LEADING]
    return max(block_length(sizes[:, place]) for place in leading)
