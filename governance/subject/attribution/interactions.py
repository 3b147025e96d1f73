"""Pairs of features that act together: their surfaces, and what a model shows that learned from data without any interaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import ONE_FORECAST, Role, Task
from governance.record.evidence import Shape, Table
from governance.statistics.effects import Interaction, interaction
from governance.statistics.resampling import Estimate, interval
from governance.statistics.sampling import evenly_drawn
from governance.subject.model.interface import Failure
from governance.subject.refits import part, refitted
from governance.subject.rows import coded
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Pair = tuple[str, str]
ADDITIVE = {"max_depth": 3, "max_bins": 63, "interaction_cst": "no_interactions", "early_stopping": False, "random_state": 0}


@dataclass(frozen=True)
class Surfaces:
    """By feature and by pair of features (n, n) answers: fixed at the values of the matrix' row, all others of its column."""

    single: Mapping[str, Array]
    joint: Mapping[Pair, Array]

    def interactions(self, weights: Array) -> dict[Pair, Interaction]:
        """Of each pair, under ``weights`` (B, n) of the rows."""
        return {
            pair: interaction(answers, self.single[pair[0]], self.single[pair[1]], weights)
            for pair, answers in self.joint.items()
        }


def surfaces(score: Callable[[pd.DataFrame], Array | Failure], rows: pd.DataFrame, names: tuple[str, ...]) -> Surfaces | Failure:
    """Of all pairs of ``names`` over ``rows`` (n, p): n² answers for each feature and each pair."""
    single: dict[str, Array] = {}
    joint: dict[Pair, Array] = {}
    for name in names:
        alone = _fixed(score, rows, (name,))
        if isinstance(alone, Failure):
            return alone
        single[name] = alone
    for pair in combinations(names, 2):
        together = _fixed(score, rows, pair)
        if isinstance(together, Failure):
            return together
        joint[pair] = together
    return Surfaces(single, joint)


def _fixed(score: Callable[[pd.DataFrame], Array | Failure], rows: pd.DataFrame, names: tuple[str, ...]) -> Array | Failure:
    n = len(rows)
    copies = rows.iloc[np.tile(np.arange(n), n)].reset_index(drop=True)
    scores = score(copies.assign(**{name: rows[name].to_numpy()[np.repeat(np.arange(n), n)] for name in names}))
    if isinstance(scores, Failure):
        return Failure(f"copies with a changed {' and '.join(names)} cannot be scored: {scores.reason}")
    return np.asarray(scores[:, -1].reshape(n, n))


def largest(found: Surfaces) -> float:
    """The largest size of an interaction of any pair, every row counted once."""
    n = len(next(iter(found.single.values())))
    return max(float(item.size[0]) for item in found.interactions(np.ones((1, n))).values())


def without_interaction(
    subject: Subject, rows: pd.DataFrame, names: tuple[str, ...], refits: int, most: int
) -> tuple[float, list[float]] | Failure:
    """`largest` of the estimator refitted to drawn training rows, and of ``refits`` more to outcomes that an additive model made.

    Friedman & Popescu (2008, section 8.3): additive boosting of the outcome, its residuals permuted; classes are drawn from its
    probabilities, variances have its ratios permuted. At most ``most`` training rows are learned from, the same in all.
    """
    sample = subject.samples[Role.TRAINING]
    drawn = part(sample, evenly_drawn(sample.target, most, subject.under("rows without interaction").generator()))
    sizes = []
    for target in (drawn.target, *_additive(subject, drawn, refits)):
        model = refitted(subject, replace(drawn, target=target))
        found = model if isinstance(model, Failure) else surfaces(model.score, rows, names)
        if isinstance(found, Failure):
            return found
        sizes.append(largest(found))
    return sizes[0], sizes[1:]


def strength(values: Array, rows: int, confidence: float) -> Estimate:
    """The first of ``values`` (1 + B,), with an interval from the others, of resampled ``rows``, that is drawn out to hold it."""
    value, (low, high) = float(values[0]), interval(values[1:], confidence)
    return Estimate(value, min(low, value), max(high, value), rows, float(rows), 1.0, confidence, values[1:])


def tested(subject: Subject, rows: pd.DataFrame, names: tuple[str, ...], refits: int, learn: int) -> tuple[float | None, str]:
    """The p-value of the largest interaction `without_interaction`, None where there is none, and how it was had or why not."""
    if subject.task not in ONE_FORECAST or refits == 0:
        return None, "no p-value: no refits to data without interaction"
    given = without_interaction(subject, rows, names, refits, learn)
    if isinstance(given, Failure):
        return None, f"no p-value: {given.reason}"
    observed, null = given
    above = sum(size >= observed for size in null)
    return (1 + above) / (1 + len(null)), f"p-value of the refitted estimator against {len(null)} refits to additive outcomes"


def pairs_table(pairs: Mapping[Pair, Interaction]) -> Table:
    """What of each pair's joint effect is interaction."""
    rows = tuple((*pair, float(item.share[0])) for pair, item in pairs.items())
    note = "Zero: the two effects add up. One: all of the joint effect is interaction."
    return Table(
        "pairs", "Share of the joint effect that is interaction", Shape.HEAT_MAP, ("feature", "with", "H²"), rows, note=note
    )


def _additive(subject: Subject, sample: Sample, wanted: int) -> Iterator[Array]:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    X, generator = coded(sample.features, sample.features).to_numpy(dtype=float), subject.generator()
    classifies = subject.task is Task.BINARY
    loss = "gamma" if subject.task is Task.VOLATILITY and (sample.target > 0).all() else "squared_error"
    kind: Any = HistGradientBoostingClassifier(**ADDITIVE) if classifies else HistGradientBoostingRegressor(loss=loss, **ADDITIVE)
    with threadpool_limits(1):  # sums over threads come in any order, and equal audits must give equal bytes
        fitted = kind.fit(X, sample.target)
        level = fitted.predict_proba(X)[:, 1] if classifies else fitted.predict(X)
    for _ in range(wanted):
        if classifies:
            yield (generator.random(len(level)) < level).astype(float)
        elif loss == "gamma":
            yield level * generator.permutation(sample.target / level)
        else:
            yield level + generator.permutation(sample.target - level)
