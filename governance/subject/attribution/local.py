"""Local surrogates of single answers: what a straight line through the answers of neighbours says of each feature."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.statistics.local_surrogate import LocalSurrogates, local_surrogates
from governance.statistics.resampling import Estimate
from governance.subject.attribution.copies import Explained, answers_of, explained
from governance.subject.attribution.explaining import Attribution
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import skill
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# LIME's own width of the kernel, in units of the square root of the number of features.
WIDTH = 0.75
# Neighbours that are fitted: so many for each coefficient, and never fewer than the least; half as many more are held out.
EACH = 5
LEAST = 60
LOCAL = "neighbours weighted by nearness, a third of them held out and not fitted"


@dataclass(frozen=True)
class Local:
    """The ``surrogates`` of the n rows of ``these``, and what each feature adds to the answer by them, ``contributions`` (n, p).

    That is the coefficient times the distance of the row from the background's mean, so that of a linear model it is the Shapley
    value. ``fitted`` and ``held_out`` count the neighbours of a row.
    """

    these: Explained
    surrogates: LocalSurrogates
    contributions: Array
    fitted: int
    held_out: int


def surrogacy(subject: Subject, found: Attribution, rows: int, background: int, least: int = LEAST) -> Local | Failure:
    """`local` for at most ``rows`` of the explained rows, computed once for all checks that ask for as many."""

    def make() -> Local | Failure:
        these = explained(subject, found, rows, background)
        return local(subject, these, subject.under("local surrogates").generator(), least)

    return subject.once(("local surrogates", rows, background, least, found.convention), make)


def repeated(
    subject: Subject, found: Attribution, rows: int, background: int, times: int, least: int = LEAST
) -> tuple[Local, ...] | Failure:
    """``times`` surrogates of each row, one or more: those that all checks share, then others to neighbours drawn with the check's seed."""
    kept, generator = [surrogacy(subject, found, rows, background, least)], subject.generator()
    while len(kept) < times and not isinstance(kept[-1], Failure):
        kept.append(local(subject, explained(subject, found, rows, background), generator, least))
    failed = [item for item in kept if isinstance(item, Failure)]
    return failed[0] if failed else tuple(item for item in kept if isinstance(item, Local))


def local_r_squared(
    subject: Subject, found: Attribution, rows: int, background: int, parameters: BootstrapParameters
) -> Estimate | Failure:
    """R² of local surrogates on the neighbours that were held out, at most ``rows`` explained rows together."""
    around = surrogacy(subject, found, rows, background)
    if isinstance(around, Failure):
        return around
    values = np.column_stack([around.surrogates.left, around.surrogates.whole])
    return (
        estimate(subject, values, skill, parameters) if values[:, 1].any() else Failure("the answers do not vary around any row")
    )


def local(subject: Subject, these: Explained, generator: np.random.Generator, least: int = LEAST) -> Local | Failure:
    """A weighted linear surrogate around each row (Ribeiro, Singh & Guestrin 2016), fitted to ``least`` neighbours or more.

    A neighbour has some of its features, their number drawn evenly from one to all, replaced by those of one background row; its
    nearness is exp(-d²/w²) of the distance d in standard deviations of the background with w = 0.75 √p. A feature that is no
    number, or misses a value, counts as one standard deviation away where it is replaced by another value.
    """
    rows, columns = these.contributions.shape
    fitted = max(least, EACH * (columns + 1))
    total = fitted + fitted // 2
    kept = generator.random((rows, total, columns)).argsort(axis=2) >= generator.integers(1, columns + 1, (rows, total, 1))
    sources = np.where(kept, np.arange(rows)[:, None, None], these.paired(generator, total)[:, :, None])
    answers = answers_of(subject, these, sources)
    if isinstance(answers, Failure):
        return answers
    numbers = [_distances(these.pool.iloc[:, column], rows) for column in range(columns)]
    offsets = np.stack([_offsets(item, sources[:, :, column]) for column, item in enumerate(numbers)], axis=2)
    weights = np.exp(-np.square(offsets).sum(axis=2) / (WIDTH**2 * columns))
    found = local_surrogates(offsets, answers, weights, total - fitted)
    centre = np.stack([_centre(item, rows) for item in numbers], axis=1)
    return Local(these, found, -found.coefficients * centre, fitted, total - fitted)


def _distances(column: "pd.Series[float]", rows: int) -> Array:
    """The pool's values in standard deviations of its background; codes of the values, not floats, where they are no numbers."""
    if not pd.api.types.is_numeric_dtype(column.dtype) or column.isna().any():
        return np.asarray(pd.factorize(column, use_na_sentinel=False)[0])
    values = column.to_numpy(dtype=float)
    spread = float(values[rows:].std())
    return np.asarray(values / (spread or 1.0))


def _offsets(values: Array, sources: NDArray[np.int_]) -> Array:
    own = values[: len(sources), None]
    moved = values[sources]
    return np.asarray(moved - own if values.dtype.kind == "f" else (moved != own).astype(float))


def _centre(values: Array, rows: int) -> Array:
    """(n,) mean offset of the background from each row."""
    if values.dtype.kind == "f":
        return np.asarray(values[rows:].mean() - values[:rows])
    return np.asarray((values[rows:] != values[:rows, None]).mean(axis=1))
