"""What the subject's kind of explainer says of an answer whose contributions are known."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.likeness import explained_share, rank_correlation, row_cosines
from governance.statistics.resampling import Estimate, bootstrap
from governance.subject.attribution.explaining import Attribution
from governance.subject.attribution.known import MIXED, STRAIGHT, KnownAnswer, Lesson, answered_directions, known_answer, lesson
from governance.subject.attribution.rows import background_rows
from governance.subject.attribution.twins import in_order
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.model.explaining import spread
from governance.subject.model.frames import mixed, stacked
from governance.subject.model.interface import Contributions, Failure, Model
from governance.subject.model.links import outputs
from governance.subject.model.sampling import sampled
from governance.subject.refits import refitted
from governance.subject.relearning import to_learn
from governance.subject.subject import Subject

Array = NDArray[np.float64]
SAMPLING = "permutation sampling"
# Rows on which a twin is held against the answer it learned.
HELD = 1_000
HALF = 0.5


@dataclass(frozen=True)
class Recovered:
    """Of n rows the ``given`` and the ``true`` contributions (n, p); ``fit`` (m, 2), squared errors of the twin and of the mean answer.

    ``fit`` is of rows that mix the features of two: contributions are made of such rows. It is None where no twin was needed.
    ``told`` is for conventions.
    """

    features: tuple[str, ...]
    given: Array
    true: Array
    fit: Array | None
    told: str

    @property
    def described(self) -> float:
        """R² of what was explained against the known answer: 1 by construction where that is the answer itself."""
        return 1.0 if self.fit is None else float(explained_share(self.fit.mean(axis=0, keepdims=True))[0])


@dataclass(frozen=True)
class Asked:
    """At most how many rows a twin learns, features carry the answer, rows are explained, and background rows they are held against.

    A twin whose R² reaches ``described`` is good enough to stop at.
    """

    learned: int
    carriers: int
    rows: int
    background: int
    described: float


@dataclass(frozen=True)
class _Place:
    """The rows ``seen`` that are explained ``against`` others; the model's ``columns``, and the ``signs`` (p,) of the answer's parts."""

    seen: pd.DataFrame
    against: pd.DataFrame
    columns: list[str]
    signs: Array


def recovered(subject: Subject, found: Attribution, asked: Asked) -> Recovered | Failure:
    """The known answer and what is said of it.

    An explainer that needs nothing but scores explains the answer itself. For any other the subject's estimator learns it: once with
    straight, bent and stepped parts, once with straight ones alone, of random signs; where it learns neither, which an estimator
    bound to directions cannot, again with the signs of the model's own answers. What was learned best counts.
    """
    place, bound = _places(subject, found, asked)
    if found.contributions.method == SAMPLING:
        return _itself(subject, place, asked)
    tried: list[Recovered | Failure] = []
    for one in (place, bound):
        tried += [_learned(subject, found, one, asked, forms) for forms in (MIXED, STRAIGHT)]
        good = [item for item in tried if isinstance(item, Recovered)]
        if any(item.described >= asked.described for item in good):
            break
    return max(good, key=lambda item: item.described) if good else tried[0]


def agreements(subject: Subject, these: Recovered, parameters: BootstrapParameters) -> dict[str, Estimate]:
    """By metric, how near the given contributions come to the true ones: the cosine of a row, the difference, the ranks."""
    given, true = these.given, these.true
    cosines = row_cosines(given[:, :, None], true[:, :, None])
    both = np.column_stack([np.abs(given - true).sum(axis=1), np.abs(true).sum(axis=1)])
    sizes, columns = np.abs(np.hstack([given, true])), given.shape[1]

    def ranks(means: Array) -> Array:
        return np.array([rank_correlation(row[:columns], row[columns:]) for row in means])

    return {
        "row_agreement": mean(subject, cosines[:, 0], parameters, (-1.0, 1.0)),
        "difference": estimate(subject, both, lambda means: means[:, 0] / means[:, 1], parameters),
        "rank_correlation": estimate(subject, sizes, ranks, parameters, bounds=(-1.0, 1.0)),
    }


def twin_fit(subject: Subject, errors: Array, parameters: BootstrapParameters) -> Estimate:
    """R² of a twin by its ``errors`` (m, 2), the ``fit`` of `Recovered`; rows that were mixed have no order in time."""
    return bootstrap(
        errors, explained_share, generator=subject.generator(), resamples=parameters.resamples,
        confidence=parameters.confidence, dependent=False,
    )  # fmt: skip


def _places(subject: Subject, found: Attribution, asked: Asked) -> tuple[_Place, _Place]:
    """With random signs, and with those of the model's answers."""
    features = subject.samples[Role.VALIDATION].features
    names = {str(name): name for name in features.columns}
    columns = [names[name] for name in found.features]
    explained = features.iloc[found.positions]
    signs = subject.under("signs of a known answer").generator().choice([-1.0, 1.0], len(columns))
    rows, against = explained.iloc[spread(len(explained), asked.rows)], background_rows(subject, asked.background)
    place = _Place(rows, against, columns, signs)
    return place, replace(place, signs=answered_directions(found, explained[columns]))


def _itself(subject: Subject, place: _Place, asked: Asked) -> Recovered | Failure:
    frame = subject.samples[Role.TRAINING].features[place.columns]
    answer = known_answer(subject, frame, place.signs, asked.carriers, MIXED)
    if isinstance(answer, Failure):
        return answer
    given = sampled(answer.score, place.seen[place.columns], place.against[place.columns])
    return given if isinstance(given, Failure) else _held(given, answer, place, None, _told(answer, "itself"))


def _learned(subject: Subject, found: Attribution, place: _Place, asked: Asked, forms: tuple[str, ...]) -> Recovered | Failure:
    sample = to_learn(subject, asked.learned)
    answer = known_answer(subject, sample.features[place.columns], place.signs, asked.carriers, forms)
    made = answer if isinstance(answer, Failure) else lesson(subject, found, sample, answer)
    if isinstance(made, Failure):
        return made
    twin = refitted(subject, made.sample)
    if isinstance(twin, Failure):
        return Failure(f"no twin learned a known answer: {twin.reason}")
    given = twin.contributions(place.seen, place.against)
    if isinstance(given, Failure):
        return Failure(f"no twin that learned a known answer could be explained: {given.reason}")
    if given.link != found.contributions.link or not np.isfinite(given.values).all():
        return Failure(f"a twin that learned a known answer is explained on another scale (link: {given.link}), or not at all")
    fit = _fit(twin, place, subject.generator(), made)
    told = _told(made.answer, f"learned from {made.sample.rows} rows")
    return fit if isinstance(fit, Failure) else _held(given, made.answer, place, fit, told)


def _fit(twin: Model, place: _Place, generator: np.random.Generator, made: Lesson) -> Array | Failure:
    """(m, 2) squared errors on rows whose every column comes from an explained row or from a background row, by equal chance."""
    pool, first = stacked(place.seen, place.against), len(place.seen)
    rows, others = generator.integers(0, first, (HELD, 1)), generator.integers(first, len(pool), (HELD, 1))
    copies = mixed(pool, np.where(generator.random((HELD, pool.shape[1])) < HALF, rows, others))
    scores = twin.score(copies)
    if isinstance(scores, Failure):
        return Failure(f"rows that mix features cannot be scored: {scores.reason}")
    truth = made.base + made.answer.score(copies)[:, 0]
    said = made.scale(outputs(scores))[:, 0]
    return np.column_stack([np.square(said - truth), np.square(truth - truth.mean())])


def _held(given: Contributions, answer: KnownAnswer, place: _Place, fit: Array | None, told: str) -> Recovered:
    values = in_order(given, place.columns)[:, :, 0]
    seen = place.seen if given.positions is None else place.seen.iloc[given.positions]
    return Recovered(tuple(map(str, place.columns)), values, answer.true(seen, place.against), fit, f"{told}; {given.method}")


def _told(answer: KnownAnswer, how: str) -> str:
    carried = [form for form, weight in zip(answer.forms, answer.weights, strict=True) if weight != 0.0]
    return f"known answer of {len(carried)} parts ({', '.join(dict.fromkeys(carried))}), {how}"
