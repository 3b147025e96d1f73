"""Declared groups of features, such as one bought feed: what the answers lose without it, and how fresh and complete it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.record.evidence import Measurement, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters, equal_accuracy, estimate
from governance.subject.model.interface import Failure
from governance.subject.outcomes import describe_loss, losses, per_row_loss, weights
from governance.subject.samples import Sample
from governance.subject.series import places_before, series_of
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.int_]
Marks = Callable[[Sample, tuple[str, ...]], Array | None]
START = "group:"
NO_SERIES = "rows share a time stamp and no declared segment tells their series apart"


@dataclass(frozen=True)
class Figure:
    """One number of a feed; ``told`` says how it was had, and ``p_value`` belongs to there being nothing."""

    estimate: Estimate
    told: str
    p_value: float | None = None


def feeds(subject: Subject) -> Mapping[str, tuple[str, ...]]:
    """The features of each declared group, by its name; columns that are no features of the model are left out, and so are empty groups."""
    features = set(map(str, subject.samples[Role.VALIDATION].features.columns))
    found: dict[str, tuple[str, ...]] = {}
    for role in subject.samples[Role.VALIDATION].columns:
        group, _, column = role.removeprefix(START).partition(":")
        if role.startswith(START) and column in features:
            found[group] = (*found.get(group, ()), column)
    return found


def added(
    subject: Subject, name: str, columns: tuple[str, ...], how: tuple[int, int, int], parameters: BootstrapParameters
) -> Figure | Failure:
    """What the feed ``name`` takes off the loss without it, as a share of it, or adds to a strategy's mean return.

    ``how`` it is taken away: from at most so many validation rows, in so many copies, by stretches of so many training rows. The p-value
    is that of Diebold and Mariano. A `Failure` where a loss is not finite or nothing is lost without the feed.
    """
    most, copies, block = how
    rows = explained_rows(subject, most)
    without = loss_without(subject, columns, rows, copies, block)
    if isinstance(without, Failure):
        return without
    pairs = np.column_stack([(losses(subject, Role.VALIDATION) * weights(subject, Role.VALIDATION))[rows], without])
    if not np.isfinite(pairs).all() or not pairs[:, 1].any():
        return Failure(f"the loss with or without {name} is infinite, or zero throughout")
    item = estimate(subject, pairs, _gain if subject.task is Task.STRATEGY else _share, parameters)
    drawn = f"{how_drawn(subject, len(rows))}, {copies} copies in blocks of {block}"
    return Figure(item, f"{describe_loss(subject)}; {drawn}", equal_accuracy(subject, *pairs.T))


def _share(means: Array) -> Array:
    return np.asarray(1 - means[:, 0] / means[:, 1])


def _gain(means: Array) -> Array:
    return np.asarray(means[:, 1] - means[:, 0])


def value_table(found: Iterable[Measurement]) -> Table:
    """What each feed adds, of what was measured of all."""
    rows = tuple((str(item.segment), item.value, item.low, item.high) for item in found if item.metric.startswith("marginal"))
    note = "Above zero the model does better with the feed; an interval that holds zero shows no value."
    return Table("value", "What each feed adds", Shape.INTERVALS, ("feed", "value", "low", "high"), rows, note=note)


def loss_without(subject: Subject, columns: tuple[str, ...], rows: Rows, copies: int, block: int) -> Array | Failure:
    """(r,) weighted losses on the validation ``rows`` with ``columns`` taken from training rows instead, averaged over ``copies``.

    The columns are replaced together, by stretches of ``block`` consecutive training rows that start anywhere, so that the feed keeps
    its distribution and its own ties in time and loses those to the rows. The copies are scored in one batch.
    """
    sample, learned = subject.samples[Role.VALIDATION], subject.samples[Role.TRAINING]
    stretches = -(-sample.rows // block)
    starts = subject.generator().integers(0, learned.rows, (copies, stretches))
    drawn = ((starts[:, rows // block] + rows % block) % learned.rows).ravel()
    frame = sample.features.iloc[np.tile(rows, copies)].reset_index(drop=True)
    other = learned.features.iloc[drawn].reset_index(drop=True)
    scores = subject.scoring.frame(frame.assign(**{name: other[name] for name in columns}))
    if isinstance(scores, Failure):
        return Failure(f"copies without {', '.join(columns)} cannot be scored: {scores.reason}")
    own = losses(subject, Role.VALIDATION)[rows]
    # Averaged as differences from the loss with the feed: a feed that the model ignores then changes it by nothing, not by rounding.
    changes = [_losses_of(subject, rows, part) - own for part in np.split(scores, copies)]
    return np.asarray(weights(subject, Role.VALIDATION)[rows] * (own + np.mean(changes, axis=0)))


def _losses_of(subject: Subject, rows: Rows, scores: Array) -> Array:
    """(r,) losses of other scores of some rows, under the floor that the whole sample has."""
    every = subject.scores(Role.VALIDATION).copy()
    every[rows] = scores
    return per_row_loss(subject, subject.samples[Role.VALIDATION].target, every)[rows]


def stale(sample: Sample, columns: tuple[str, ...]) -> Array | None:
    """(n,) 1 where every one of ``columns`` repeats the row before in its series, else 0; NaN where there is none before.

    None where the series of a panel cannot be told apart.
    """
    series = series_of(sample)
    if series is None:
        return None
    before = places_before(series, 1)
    codes = np.column_stack([pd.factorize(sample.features[name], use_na_sentinel=True)[0] for name in columns])
    same = (codes == codes[before]).all(axis=1)
    return np.where(before >= 0, same.astype(float), np.nan)


def missing(sample: Sample, columns: tuple[str, ...]) -> Array:
    """(n,) 1 where any of ``columns`` has no value, else 0."""
    return np.asarray(sample.features[list(columns)].isna().any(axis=1), dtype=float)


def since_training(subject: Subject, columns: tuple[str, ...], marks: Marks, parameters: BootstrapParameters) -> Figure | Failure:
    """The share of validation rows that ``marks`` (`stale`, `missing`) of the ``columns`` count, less that of training rows.

    The samples are resampled apart. A `Failure` where the marks cannot be told.
    """
    later, earlier = (marks(subject.samples[role], columns) for role in (Role.VALIDATION, Role.TRAINING))
    if later is None or earlier is None:
        return Failure(NO_SERIES)
    generator = subject.generator()
    now, then = (
        estimate(subject, kept[np.isfinite(kept)][:, None], lambda means: means[:, 0], parameters, generator)
        for kept in (later, earlier)
    )
    value, draws = now.value - then.value, now.draws - then.draws
    beyond = replace(now.by(value, draws), n_effective=min(now.n_effective, then.n_effective))
    return Figure(beyond, f"{then.value:.4g} in training")
