"""Whether two stretches of one series differ: blocks of consecutive rows change places."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Permuted:
    """``statistic`` of the two samples as they are, and the share of permutations with at least as large a one."""

    statistic: float
    p_value: float
    block: float


def block_permutation(
    first: Array,
    second: Array,
    statistic: Callable[[Array, Array], float],
    *,
    generator: np.random.Generator,
    resamples: int,
    block: float,
) -> Permuted:
    """Test that rows ``first`` (n, ...) and ``second`` (m, ...), both in time order, come from one stationary series.

    The rows of both, one after the other and closed to a circle, are cut at a random place and from there into runs of ``block`` rows;
    the runs change places, and the first n rows are held against the rest (Künsch 1989 for blocks; Kirch 2007 for permuting them).
    The p-value counts the samples as they are as one permutation, so that it is never 0. ``block = 1`` is the ordinary permutation test.
    Blocks that are long beside the shorter sample leave few ways to permute, and the test then finds little.
    """
    rows, n, length = np.concatenate([first, second]), len(first), max(1, round(block))
    seen, total = statistic(first, second), len(rows)
    extreme = 0
    for _ in range(resamples):
        order = _exchanged(total, length, generator)
        extreme += statistic(rows[order[:n]], rows[order[n:]]) >= seen
    return Permuted(seen, (1 + extreme) / (1 + resamples), float(length))


def _exchanged(total: int, length: int, generator: np.random.Generator) -> NDArray[np.int64]:
    starts = np.arange(0, total, length)
    runs = generator.permutation(len(starts))
    places = (starts[runs][:, None] + np.arange(length)).ravel()
    return np.asarray((places[places < total] + generator.integers(total)) % total)
