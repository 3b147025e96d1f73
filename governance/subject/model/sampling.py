"""Shapley values by sampling permutations, for models that offer no exact way: they need nothing but the score."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.model.answering import answered, both_picked
from governance.subject.model.explaining import spread
from governance.subject.model.frames import mixed, stacked
from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.links import outputs

Array = NDArray[np.float64]
Score = Callable[[pd.DataFrame], Array | Failure]
Exact = Callable[[pd.DataFrame, pd.DataFrame, Array], Contributions | Failure]
# Rows explained at most, background rows drawn for each, and the rows that may be scored for all of them together.
ROWS = 100
DRAWS = 64
SCORED = 400_000
# Cells of a frame that is scored at once: few calls for slow models, little memory for wide samples.
CELLS = 2_000_000
SEED = 20_260_101


def explained(
    methods: Sequence[Exact],
    score: Score,
    frame: pd.DataFrame,
    background: pd.DataFrame,
    names: Sequence[str] | None,
    count: int | None,
) -> Contributions | Failure:
    """By the first of ``methods`` that can, each given the rows, the background and the rows' scores (n, k); else by sampling.

    ``names`` and ``count`` are the model's features, as for `picked`.
    """
    both, scores = both_picked(frame, background, names, count), score(frame)
    if isinstance(both, Failure):
        return both
    if isinstance(scores, Failure):
        return scores
    for method in methods:
        found = answered(partial(method, *both, scores), "the explanation")
        if isinstance(found, Contributions):
            return found
    return sampled(score, *both)


def sampled(score: Score, frame: pd.DataFrame, background: pd.DataFrame) -> Contributions | Failure:
    """Interventional Shapley values of the score against ``background``, estimated for at most `ROWS` rows, evenly spread.

    Castro, Gomez & Tejada (2009) with antithetic permutations (Mitchell et al. 2022): each draw joins one background row with one
    random order of the columns and the same order backwards. All rows meet the same background rows, so that values and base sum
    to the score exactly; the standard error is that of the mean over draws, and covers both the orders and the background rows.
    """
    if frame.empty or len(background) < 1:
        return Failure("sampling needs rows to explain and background rows to hold them against")
    positions = spread(len(frame), _affordable(frame.shape[1]))
    generator = np.random.default_rng(SEED)
    rows = frame.iloc[positions]
    pool = stacked(rows, background)
    drawn = len(rows) + np.resize(generator.permutation(len(background)), DRAWS)
    explained, starts = score(rows), score(pool.iloc[drawn])
    if isinstance(explained, Failure):
        return explained
    if isinstance(starts, Failure):
        return starts
    draws = []
    for chosen in np.array_split(np.arange(len(rows)), _calls(len(rows), frame.shape[1])):
        found = _draws(score, pool, chosen, drawn, generator)
        if isinstance(found, Failure):
            return found
        draws.append(found)
    return _contributions(np.concatenate(draws), outputs(starts).mean(axis=0), outputs(explained), frame, positions)


def _contributions(
    draws: Array, base: Array, explained: Array, frame: pd.DataFrame, positions: NDArray[np.int_]
) -> Contributions:
    return Contributions(
        values=draws.mean(axis=1),
        base=base,
        explained=explained,
        features=tuple(map(str, frame.columns)),
        scale="prediction",
        kind="interventional",
        method="permutation sampling",
        exact=False,
        standard_error=draws.std(axis=1, ddof=1) / np.sqrt(DRAWS),
        background_rows=DRAWS,
        as_scores=explained,
        positions=positions,
    )


def _draws(
    score: Score, pool: pd.DataFrame, rows: NDArray[np.int_], drawn: NDArray[np.int_], generator: np.random.Generator
) -> Array | Failure:
    """(rows, draws, columns, outputs): what each column changed as a background row turned into ``rows``, both orders averaged."""
    columns, shape = pool.shape[1], (len(rows), len(drawn))
    ranks = generator.permuted(np.broadcast_to(np.arange(columns), (*shape, columns)), axis=2)
    ranks = np.stack([ranks, columns - 1 - ranks], axis=2)
    turned = ranks[:, :, :, None, :] < np.arange(columns + 1)[:, None]
    sources = np.where(turned, rows[:, None, None, None, None], drawn[:, None, None, None])
    scores = score(mixed(pool, sources.reshape(-1, columns)))
    if isinstance(scores, Failure):
        return scores
    steps = np.diff(outputs(scores).reshape(*shape, 2, columns + 1, -1), axis=3)
    return np.asarray(np.take_along_axis(steps, ranks[..., None], axis=3).mean(axis=2))


def _calls(rows: int, columns: int) -> int:
    return min(rows, -(-rows * 2 * DRAWS * (columns + 1) * columns // CELLS))


def _affordable(columns: int) -> int:
    return int(np.clip(SCORED // (2 * DRAWS * (columns + 1)), 10, ROWS))
