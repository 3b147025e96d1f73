"""The smallest change of features that may be changed which takes an answer to the other side."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.record.evidence import Shape, Table
from governance.subject.attribution.curves import curves
from governance.subject.attribution.moving import inputs_among
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.int_]
# How far, of the way to the nearest row that is answered the other way, the changes of all features together are tried.
WAY = np.linspace(0.05, 1.0, 20)


@dataclass(frozen=True)
class Flips:
    """``single`` (n, features): smallest change of one feature that flips the answer, in training standard deviations.

    ``together`` (n,) is that of all of them towards a training row with the other answer. Infinite where none was found.
    """

    features: tuple[str, ...]
    single: Array
    together: Array

    @property
    def smallest(self) -> Array:
        """(n,) the smaller of the two."""
        return np.asarray(np.minimum(self.single.min(axis=1), self.together))


def side(subject: Subject, answers: Array, threshold: float) -> NDArray[np.bool_]:
    """Whether answers lie above what divides them: the ``threshold`` for a probability, else zero."""
    return answers > (threshold if subject.task is Task.BINARY else 0.0)


def actionable(subject: Subject) -> tuple[str, ...]:
    """The numeric inputs that governance.columns lists as ``actionable``."""
    return tuple(inputs_among(subject, tuple(map(str, subject.samples[Role.VALIDATION].group("actionable").columns))))


def flips(subject: Subject, features: tuple[str, ...], positions: Rows, points: int, threshold: float) -> Flips | Failure:
    """Of the validation rows at ``positions`` (n,): each feature over its training quantiles, then all of them towards a training row.

    The change of several features is the Euclidean length of their changes.
    """
    training, rows = (_numbers(subject, role, features) for role in (Role.TRAINING, Role.VALIDATION))
    scale, own = np.nanstd(training, axis=0), rows[positions]
    before = side(subject, subject.prediction(Role.VALIDATION)[positions], threshold)
    single = np.full(own.shape, np.inf)
    for place, name in enumerate(features):
        found = curves(subject, name, positions, points)
        if isinstance(found, Failure):
            return found
        change = np.abs(found.grid[None, :] - own[:, [place]]) / (scale[place] or 1.0)
        turned = side(subject, found.answers, threshold) != before[:, None]
        single[:, place] = np.where(turned & np.isfinite(change), change, np.inf).min(axis=1)
    together = _towards(subject, features, positions, (training / np.where(scale > 0, scale, 1.0), scale), threshold)
    return together if isinstance(together, Failure) else Flips(features, single, together)


def flips_table(found: Flips) -> Table:
    """What turns answers over: each feature alone, and all together."""
    each = {**dict(zip(found.features, found.single.T, strict=True)), "all together": found.together}
    rows = []
    for name, changes in each.items():
        turned = np.isfinite(changes)
        if turned.any():
            least = int((changes == found.smallest)[turned].sum())
            rows.append((name, int(turned.sum()), float(changes[turned].mean()), least))
    names = ("change of", "rows", "mean smallest change", "smallest of all")
    note = (
        "In how many rows a change of this feature alone turns the answer over, how large it is, and in how many none is smaller."
    )
    return Table("changes", "What turns answers over", Shape.PLAIN, names, tuple(rows), note=note)


def _towards(
    subject: Subject, features: tuple[str, ...], positions: Rows, learned: tuple[Array, Array], threshold: float
) -> Array | Failure:
    standard, scale = learned
    unit = np.where(scale > 0, scale, 1.0)
    own = _numbers(subject, Role.VALIDATION, features)[positions] / unit
    before = side(subject, subject.prediction(Role.VALIDATION)[positions], threshold)
    answered = side(subject, subject.prediction(Role.TRAINING), threshold)
    aims = np.full(own.shape, np.nan)
    for value in (False, True):
        aims[before == value] = _nearest(standard[answered != value], own[before == value])
    usable = np.flatnonzero(np.isfinite(aims).all(axis=1) & np.isfinite(own).all(axis=1))
    found = np.full(len(own), np.inf)
    if len(usable) == 0:
        return found
    step = aims[usable] - own[usable]
    moved = (own[usable, None, :] + WAY[None, :, None] * step[:, None, :]) * unit
    copies = subject.samples[Role.VALIDATION].features.iloc[np.repeat(positions[usable], len(WAY))].reset_index(drop=True)
    columns = {name: _typed(copies[name], moved[:, :, place].reshape(-1)) for place, name in enumerate(features)}
    scores = subject.scoring.frame(copies.assign(**columns))
    if isinstance(scores, Failure):
        return Failure(f"rows with changed features cannot be scored: {scores.reason}")
    turned = side(subject, scores[:, -1].reshape(len(usable), len(WAY)), threshold) != before[usable, None]
    share = np.where(turned, WAY, np.inf).min(axis=1)
    found[usable] = share * np.linalg.norm(step, axis=1)
    return found


def _typed(column: "pd.Series[Any]", values: Array) -> "pd.Series[Any]":
    """``values`` (n,) in the type of the column, so that the model's signature takes them; counts are rounded."""
    return pd.Series(values if pd.api.types.is_float_dtype(column.dtype) else np.rint(values)).astype(column.dtype)


def _nearest(standard: Array, own: Array) -> Array:
    """(m, features) the nearest of the rows ``standard`` to each of ``own`` (m, features); NaN where there is none."""
    from sklearn.neighbors import NearestNeighbors

    known, complete = standard[np.isfinite(standard).all(axis=1)], np.isfinite(own).all(axis=1)
    found = np.full(own.shape, np.nan)
    if len(known) and complete.any():
        places = NearestNeighbors(n_neighbors=1, n_jobs=1).fit(known).kneighbors(own[complete], return_distance=False)
        found[complete] = known[places[:, 0]]
    return found


def _numbers(subject: Subject, role: Role, features: tuple[str, ...]) -> Array:
    frame = subject.samples[role].features.rename(columns=str)
    return np.asarray(frame[list(features)].to_numpy(dtype=float, na_value=np.nan))
