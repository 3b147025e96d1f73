"""The loss to be expected on new rows, reckoned from the training sample alone by refits to resamples of it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
# The share of distinct rows in a bootstrap sample of many, 1 - 1 / e, as Efron & Tibshirani round it.
DISTINCT = 0.632


def expected_loss(apparent: ArrayLike, out_of_bag: ArrayLike, no_information: ArrayLike) -> Array:
    """The .632+ estimate of Efron & Tibshirani (1997, eq. 29 to 32), elementwise.

    ``apparent`` is the mean loss on the rows learned from, ``out_of_bag`` that on rows which a resample left out, ``no_information``
    that of the answers against outcomes of other rows. Between .632 and 1 of the out-of-bag loss counts, by how far it lies between the two
    others: the relative overfitting rate.
    """
    err, no_skill = np.asarray(apparent, dtype=float), np.asarray(no_information, dtype=float)
    outside = np.asarray(out_of_bag, dtype=float)
    bounded = np.minimum(outside, no_skill)
    defined = bounded > err
    rate = np.where(defined, (bounded - err) / np.where(defined, no_skill - err, 1.0), 0.0)
    weight = DISTINCT / (1 - (1 - DISTINCT) * rate)
    plain = (1 - DISTINCT) * err + DISTINCT * outside
    return np.asarray(np.where(defined, (1 - weight) * err + weight * bounded + DISTINCT * (outside - bounded), plain))


def block_resamples(n: int, block: int, gap: int, refits: int, generator: np.random.Generator) -> Iterator[tuple[Rows, Rows]]:
    """For each of ``refits`` the rows drawn, in order and with repetitions, and the rows out of bag.

    Runs of ``block`` rows are drawn whole with replacement, as many as there are; rows within ``gap`` of a drawn one are not out of
    bag, since their outcomes may overlap. Raises ``ValueError`` for fewer than two blocks.
    """
    count = n // max(block, 1)
    if count < 2:
        raise ValueError(f"{n} rows do not make two blocks of {block}")
    edges = np.linspace(0, n, count + 1).astype(int)
    for _ in range(refits):
        drawn = np.sort(generator.integers(0, count, count))
        rows = np.concatenate([np.arange(edges[place], edges[place + 1]) for place in drawn])
        touched = np.zeros(n + 1, dtype=int)
        for place in np.unique(drawn):
            touched[max(0, edges[place] - gap)] += 1
            touched[min(n, edges[place + 1] + gap)] -= 1
        yield rows, np.flatnonzero(np.cumsum(touched)[:n] == 0)


def expected_share(means: Array) -> Array:
    """(B,) the expected loss over that of the training mean, from mean losses (B, 4): those `expected_loss` takes, and the mean's."""
    return np.asarray(expected_loss(means[:, 0], means[:, 1], means[:, 2]) / means[:, 3])


def optimism_share(means: Array) -> Array:
    """(B,) the same less the apparent loss: by how much it was too good."""
    return np.asarray(expected_share(means) - means[:, 0] / means[:, 3])
