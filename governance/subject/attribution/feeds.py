"""Declared groups of features, such as one bought feed: what the answers lose without it, and how fresh and complete it is."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.model.interface import Failure
from governance.subject.outcomes import losses, per_row_loss, weights
from governance.subject.samples import Sample
from governance.subject.series import places_before, series_of
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.int_]
START = "group:"


def feeds(subject: Subject) -> Mapping[str, tuple[str, ...]]:
    """The features of each declared group, by its name; columns that are no features of the model are left out, and so are empty groups."""
    features = set(map(str, subject.samples[Role.VALIDATION].features.columns))
    found: dict[str, tuple[str, ...]] = {}
    for role in subject.samples[Role.VALIDATION].columns:
        group, _, column = role.removeprefix(START).partition(":")
        if role.startswith(START) and column in features:
            found[group] = (*found.get(group, ()), column)
    return found


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
