"""How far two rankings agree, with more weight on their top."""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import within

Array = NDArray[np.float64]
Ranking = Sequence[Hashable] | NDArray[np.generic]


def rank_biased_overlap(a: Ranking, b: Ranking, p: float) -> float:
    """Extrapolated rank-biased overlap of two rankings without ties: Webber, Moffat & Zobel (2010, eq. 32).

    ``a`` and ``b`` list items from the first to the last, and may differ in items and in length; ``p`` in (0, 1) is the
    persistence, smaller weighs the top more. 0 for disjoint rankings, 1 for equal ones. Raises ``ValueError`` for an empty ranking or
    an item that is listed twice.
    """
    within(p, "p")
    shorter, longer = sorted((_items(a), _items(b)), key=len)
    s, n = len(shorter), len(longer)
    depth = np.arange(1, n + 1)
    overlap = _overlaps(shorter, longer)
    agreement = overlap / depth
    agreement[s:] += overlap[s - 1] * (depth[s:] - s) / (s * depth[s:])
    tail = (overlap[-1] - overlap[s - 1]) / n + overlap[s - 1] / s
    return float(np.clip((1 - p) / p * np.sum(agreement * p**depth) + tail * p**n, 0.0, 1.0))


def rank_biased_overlaps(a: NDArray[np.int_], b: NDArray[np.int_], p: float) -> Array:
    """(B,) `rank_biased_overlap` of each row of ``a`` with that of ``b``, both (B, g): orders of the same items 0 to g - 1."""
    within(p, "p")
    resamples, items = a.shape
    depth = np.arange(1, items + 1)
    both_list = np.maximum(np.argsort(a, axis=1), np.argsort(b, axis=1)) + items * np.arange(resamples)[:, None]
    overlap = np.cumsum(np.bincount(both_list.ravel(), minlength=a.size).reshape(a.shape), axis=1)
    return np.asarray(np.clip((1 - p) / p * np.sum(overlap / depth * p**depth, axis=1) + p**items, 0.0, 1.0))


def _overlaps(shorter: list[Hashable], longer: list[Hashable]) -> Array:
    """(n,) items in common of the two rankings cut at each depth of the longer one."""
    place = {item: depth for depth, item in enumerate(shorter)}
    entered = np.zeros(len(longer))
    for depth, item in enumerate(longer):
        if item in place:
            entered[max(depth, place[item])] += 1
    return np.cumsum(entered)


def _items(ranking: Ranking) -> list[Hashable]:
    values: Iterable[Hashable] = ranking.tolist() if isinstance(ranking, np.ndarray) else ranking
    items = list(values)
    if not items:
        raise ValueError("a ranking must list at least one item")
    if len(set(items)) < len(items):
        raise ValueError("a ranking must not list an item twice")
    return items


def top_agreement(a: Array, b: Array, k: int) -> Array:
    """(n,) share of the ``k`` columns that are largest in size in a row of ``a`` (n, p) and are so in ``b`` (n, p) as well.

    Feature agreement of Krishna et al. (2022). Of equal sizes the first columns count. Raises ``ValueError`` for k outside 1 to p.
    """
    first, second = _top(a, k), _top(b, k)
    return np.asarray((first[:, :, None] == second[:, None, :]).any(axis=2).mean(axis=1))


def sign_agreement(a: Array, b: Array, k: int) -> Array:
    """(n,) share of the ``k`` columns that are largest in size in a row of ``a`` (n, p) and have the same sign in ``b`` (n, p).

    Sign agreement of Krishna et al. (2022) without their demand that the columns lead in ``b`` too; chance gives about one half.
    Zeros of ``a`` have no sign and do not count; NaN where they are all there is.
    """
    leading = _top(a, k)
    first, second = (np.sign(np.take_along_axis(item, leading, axis=1)) for item in (a, b))
    signed = first != 0
    count = signed.sum(axis=1)
    return np.asarray(np.where(count > 0, (signed & (first == second)).sum(axis=1) / np.maximum(count, 1), np.nan))


def leading_marks(values: Array, k: int) -> NDArray[np.bool_]:
    """(..., p) marks of the ``k`` columns that are largest in size in each row of ``values`` (..., p); of equal ones the first.

    Raises ``ValueError`` for k outside 1 to p.
    """
    marks = np.zeros(values.shape, dtype=bool)
    np.put_along_axis(marks, _top(values, k), values=True, axis=-1)
    return marks


def _top(values: Array, k: int) -> NDArray[np.int_]:
    if not 1 <= k <= values.shape[-1]:
        raise ValueError(f"k must lie within 1 and {values.shape[-1]}, not {k}")
    return np.asarray(np.argsort(-np.abs(values), axis=-1, kind="stable")[..., :k])
