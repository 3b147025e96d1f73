"""Answers whose contributions are known: sums of one-dimensional functions of the subject's own features."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.attribution.explaining import Attribution
from governance.subject.model.answering import CLASSIFICATION
from governance.subject.model.interface import Failure
from governance.subject.model.links import logistic
from governance.subject.refits import part
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
MIXED, STRAIGHT = ("straight", "bent", "stepped"), ("straight",)
BENT = 1.5
# Weights of the features that carry the answer fall evenly from one to this; other features have none.
LEAST_WEIGHT = 0.3
# A class is learned from so many copies of each row, of which as many bear it as its probability says.
COPIES = 10
# Probabilities stay this far from 0 and 1, where whole copies could not say them.
EDGE = 0.05


@dataclass(frozen=True)
class KnownAnswer:
    """``weights`` (p,) times a form (``forms``) of each standardised column, added up; ``centre`` and ``scale`` (p,) are of training.

    By this the Shapley contribution of a feature is its own part less the part's mean over the background, however features depend
    on each other: what a coalition is worth is a sum over its features (Lundberg & Lee 2017, section 2).
    """

    columns: tuple[str, ...]
    centre: Array
    scale: Array
    weights: Array
    forms: tuple[str, ...]

    def parts(self, frame: pd.DataFrame) -> Array:
        """(n, p) what each column adds; a missing value counts as the mean of training."""
        return np.column_stack([self._part(frame[name], place) for place, name in enumerate(self.columns)])

    def score(self, frame: pd.DataFrame) -> Array:
        """(n, 1) the answer."""
        return np.asarray(self.parts(frame).sum(axis=1, keepdims=True))

    def true(self, frame: pd.DataFrame, background: pd.DataFrame) -> Array:
        """(n, p) the contributions on ``frame`` against ``background``."""
        return np.asarray(self.parts(frame) - self.parts(background).mean(axis=0))

    def times(self, factor: float) -> "KnownAnswer":
        """The same answer, so many times as large."""
        return replace(self, weights=self.weights * factor)

    def _part(self, column: "pd.Series[Any]", place: int) -> Array:
        if self.weights[place] == 0.0:
            return np.zeros(len(column))
        values = (column.to_numpy(dtype=float, na_value=np.nan) - self.centre[place]) / self.scale[place]
        values = np.nan_to_num(values)
        shapes = {"straight": values, "bent": np.tanh(BENT * values), "stepped": np.where(values > 0, 1.0, -1.0)}
        return np.asarray(self.weights[place] * shapes[self.forms[place]])


def known_answer(
    subject: Subject, frame: pd.DataFrame, signs: Array, carriers: int, forms: tuple[str, ...]
) -> KnownAnswer | Failure:
    """An answer on at most ``carriers`` features of ``frame``, drawn at random among numbers that vary, with the ``forms`` in turn.

    ``signs`` (p,) are the directions of the parts, which all have unit spread on ``frame`` before they are weighed.
    """
    columns = tuple(frame.columns)
    table = [_numbers(frame[name]) for name in columns]
    centre, scale = (np.array([reduce(column) for column in table]) for reduce in (np.nanmean, np.nanstd))
    usable = np.flatnonzero(scale > 0)
    if len(usable) < 2:
        return Failure(f"{len(usable)} of the features are numbers that vary: there are no contributions to tell apart")
    chosen = subject.generator().permutation(usable)[:carriers]
    weights, shapes = np.zeros(len(columns)), [forms[0]] * len(columns)
    weights[chosen] = signs[chosen]
    for turn, place in enumerate(chosen):
        shapes[place] = forms[turn % len(forms)]
    raw = KnownAnswer(columns, centre, np.where(scale > 0, scale, 1.0), weights, tuple(shapes))
    spreads = raw.parts(frame).std(axis=0)[chosen]
    weights[chosen] *= np.linspace(1.0, LEAST_WEIGHT, len(chosen)) / np.where(spreads > 0, spreads, 1.0)
    return replace(raw, weights=weights)


def answered_directions(found: Attribution, seen: pd.DataFrame) -> Array:
    """(p,) 1 or -1: which way the contributions of each column of ``seen`` (the explained rows) go with it.

    An estimator that is bound to a direction can then learn the known answer too.
    """
    given = np.sum(found.contributions.values, axis=2)
    table = np.column_stack([_numbers(seen[name]) for name in seen.columns])
    moved = np.nan_to_num(table - np.nanmean(table, axis=0)) * (given - given.mean(axis=0))
    return np.where(moved.sum(axis=0) < 0, -1.0, 1.0)


@dataclass(frozen=True)
class Lesson:
    """What a twin learns: ``sample`` with outcomes made from ``answer`` plus ``base``, the explained scale being ``scale`` of the score."""

    sample: Sample
    answer: KnownAnswer
    base: float
    scale: Callable[[Array], Array]


def lesson(subject: Subject, found: Attribution, sample: Sample, answer: KnownAnswer) -> Lesson | Failure:
    """``answer`` on the scale that the model's contributions explain, as large as the outcomes are there.

    A `Failure` where that scale is neither the number itself or its logarithm, nor of a class of two its probability or log-odds.
    """
    link, known, target = found.contributions.link, answer.score(sample.features)[:, 0], sample.target
    if subject.task in CLASSIFICATION:
        return _of_classes(found, sample, answer, known)
    if link == "identity":
        answer = answer.times(float(target.std() / known.std()) or 1.0)
        made = float(target.mean()) + answer.score(sample.features)[:, 0]
        return Lesson(replace(sample, target=made), answer, float(target.mean()), lambda scores: scores)
    if link == "log" and target.min() > 0:
        base = float(np.log(target).mean())
        answer = answer.times(float(np.log(target).std() / known.std()) or 1.0)
        return Lesson(replace(sample, target=np.exp(base + answer.score(sample.features)[:, 0])), answer, base, np.log)
    return _no_scale(found)


def _of_classes(found: Attribution, sample: Sample, answer: KnownAnswer, known: Array) -> Lesson | Failure:
    link, outputs = found.contributions.link, np.shape(found.contributions.values)[2]
    if outputs != 1 or link not in ("identity", "logit"):
        return _no_scale(found)
    if link == "logit":
        answer, base = answer.times(float(1 / known.std())), 0.0
        likely = logistic(answer.score(sample.features)[:, 0])
    else:
        answer, base = answer.times(float((0.5 - EDGE) / np.abs(known).max())), 0.5
        likely = base + answer.score(sample.features)[:, 0]
    bearing = np.rint(COPIES * np.clip(likely, EDGE, 1 - EDGE)).astype(int)
    copies = part(sample, np.repeat(np.arange(sample.rows), COPIES))
    marks = (np.arange(COPIES) < bearing[:, None]).astype(float).ravel()
    return Lesson(replace(copies, target=marks), answer, base, log_odds if link == "logit" else lambda scores: scores)


def log_odds(likely: Array) -> Array:
    """Of probabilities, none taken as nearer to 0 or 1 than rounding lets it be."""
    tiny = 1e-9
    kept = np.clip(likely, tiny, 1 - tiny)
    return np.asarray(np.log(kept / (1 - kept)))


def _no_scale(found: Attribution) -> Failure:
    given = found.contributions
    return Failure(f"no known answer can be put on the scale that is explained ({given.scale}, link: {given.link})")


def _numbers(column: "pd.Series[Any]") -> Array:
    if not pd.api.types.is_numeric_dtype(column.dtype) or column.isna().all():
        return np.zeros(len(column))
    return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))
