import dataclasses

import numpy as np
import pytest

from governance.record.declaration import Role, Task
from governance.record.evidence import Status
from governance.subject.model.interface import Failure
from governance.subject.model.wrapping import wrap
from governance.subject.scoring import Scoring

CHECK = "interpretability.fidelity"
WEIGHTS = (2.0, -1.5, 1.0, -0.5)
QUICK = {"resamples": 200, "removals": 200, "surrogates": 40}


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1500, 4))
    y = X @ WEIGHTS + generator.normal(size=1500)
    return (X[:900], y[:900]), (X[900:], y[900:])


@pytest.fixture
def made(make_subject, additive, data):
    def subject(spoil=lambda given: given, **options):
        return make_subject("regression", *data, additive(weights=WEIGHTS, spoil=spoil), **options)

    return subject


@pytest.fixture
def fitted(made):
    def subject(native, flavour, task="regression"):
        one = made()
        sample = one.samples[Role.TRAINING]
        target = sample.target if task == "regression" else (sample.target > 0).astype(int)
        model = wrap(native.fit(sample.features, target), flavour, Task(task))
        identity = dataclasses.replace(one.identity, task=Task(task))
        return dataclasses.replace(one, scoring=Scoring(model), identity=identity)

    return subject


def test_contributions_dealt_to_the_wrong_features_are_no_better_than_chance(made, measure, only):
    def shuffled(given):
        return dataclasses.replace(given, values=np.random.default_rng(0).permuted(given.values, axis=1))

    evidence = measure(CHECK, made(shuffled), **QUICK)
    for metric in ("deletion_gain", "insertion_gain"):
        assert only(evidence, metric).value == pytest.approx(0.0, abs=0.15)
        assert only(evidence, metric).high < 0.3


def test_contributions_that_are_the_wrong_way_round_are_worse_than_chance(made, measure, only):
    reversed_ = made(lambda given: dataclasses.replace(given, values=-given.values))
    assert only(measure(CHECK, reversed_, **QUICK), "deletion_gain").high < -0.5


def test_an_exact_explanation_is_faithful_and_its_model_straight(made, measure, only):
    evidence = measure(CHECK, made(), **QUICK)
    for metric in ("deletion_gain", "insertion_gain"):
        found = only(evidence, metric)
        assert 0.5 < found.low < found.value < found.high < 0.9
        assert found.n == 200
    assert only(evidence, "local_r_squared").value == pytest.approx(1.0)
    assert evidence.absent == {}


def test_boosted_trees_and_classifiers_are_faithful_too(fitted, measure, only):
    from lightgbm import LGBMClassifier, LGBMRegressor

    trees = {"n_estimators": 30, "num_leaves": 7, "verbose": -1, "n_jobs": 1}
    for native, task in ((LGBMRegressor(**trees), "regression"), (LGBMClassifier(**trees), "binary")):
        evidence = measure(CHECK, fitted(native, "lightgbm", task), **QUICK)
        assert only(evidence, "deletion_gain").low > 0.4
        assert only(evidence, "insertion_gain").low > 0.4
        assert 0.4 < only(evidence, "local_r_squared").value < 1.0


def test_the_gain_of_two_normal_features_is_the_root_of_one_half(make_subject, additive, measure, only):
    """The row's distances from the background's mean and from one background row correlate by that much, and so do the orders."""
    X = np.random.default_rng(3).normal(size=(4000, 2))
    subject = make_subject("regression", (X[:2000], X[:2000, 0]), (X[2000:], X[2000:, 0]), additive(weights=(1.0, 1.0)))
    evidence = measure(CHECK, subject, removals=2000, background=2000, resamples=200, surrogates=30)
    for metric in ("deletion_gain", "insertion_gain"):
        found = only(evidence, metric)
        assert found.low < np.sqrt(0.5) < found.high
        assert found.high - found.low < 0.1


def test_an_interaction_without_main_effects_is_not_straight(make_subject, measure, only):
    from governance.subject.model.sampling import sampled

    class Product:
        flavour, classes = "made", None
        capabilities = frozenset({"contributions", "score"})

        def score(self, frame):
            return (frame["x0"] * frame["x1"] * frame["x2"]).to_numpy()[:, None]

        def contributions(self, frame, background):
            return sampled(self.score, frame, background)

    X = np.random.default_rng(0).normal(size=(600, 3))
    subject = make_subject("regression", (X[:300], X[:300, 0]), (X[300:], X[300:, 0]), Product())
    evidence = measure(CHECK, subject, **QUICK)
    assert only(evidence, "local_r_squared").high < 0.7
    assert only(evidence, "deletion_gain").n == 100


def test_of_one_feature_there_is_no_order(make_subject, additive, measure, data):
    (X, y), (V, w) = data
    evidence = measure(CHECK, make_subject("regression", (X[:, :1], y), (V[:, :1], w), additive(weights=(1.0,))))
    assert evidence.status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_without_contributions_or_rows(made, make_subject, measure, data):
    assert measure(CHECK, made(lambda _: Failure("too deep"))).reason == "too deep"
    assert measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"])).status is Status.INCONCLUSIVE
    assert "fewer than 30" in measure(CHECK, made(), rows=20).reason


def test_nothing_is_compared_with_an_order_that_is_no_better_than_chance(make_subject, additive, measure, data):
    class Coin(additive):
        def score(self, frame):
            return np.random.default_rng(len(frame)).normal(size=(len(frame), 1))

    evidence = measure(CHECK, make_subject("regression", *data, Coin(weights=WEIGHTS)), **QUICK)
    assert "nothing to compare with" in evidence.absent["deletion_gain"]


def test_the_numbers_of_rows_can_be_set(made, measure, only):
    evidence = measure(CHECK, made(), removals=60, surrogates=35, resamples=100)
    assert only(evidence, "deletion_gain").n == 60
    assert only(evidence, "local_r_squared").n == 35


def test_two_audits_say_the_same(made, measure):
    assert measure(CHECK, made(), **QUICK) == measure(CHECK, made(), **QUICK)
