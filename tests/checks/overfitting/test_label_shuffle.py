import dataclasses

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import DecisionTreeRegressor

from governance.record.evidence import Status

CHECK = "overfitting.label-shuffle"


class Cheat(RegressorMixin, BaseEstimator):
    """Learns nothing from the outcomes it is given: the last column holds the answer."""

    def fit(self, X, y):
        self.n_features_in_ = np.shape(X)[1]
        return self

    def predict(self, X):
        return np.asarray(X)[:, -1]


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1000, 3))
    return X, X[:, 0] + generator.normal(size=1000)


def subject_of(make_subject, X, y, model, task="regression", **more):
    return make_subject(task, (X[:600], y[:600]), (X[600:], y[600:]), model.fit(X[:600], y[:600]), **more)


def test_a_model_of_noise_has_no_advantage_over_shuffled_outcomes(make_subject, measure, only, line):
    X, _ = line
    noise = np.random.default_rng(1).normal(size=1000)
    found = only(
        measure(CHECK, subject_of(make_subject, X, noise, DecisionTreeRegressor(max_depth=5, random_state=0))), "advantage"
    )
    assert found.p_value > 0.1
    assert found.low < 0


def test_an_answer_that_does_not_come_from_the_outcomes_shows_skill_when_they_are_shuffled(make_subject, measure, only, line):
    X, y = line
    evidence = measure(CHECK, subject_of(make_subject, np.column_stack([X, y + 0.1]), y, Cheat()))
    assert only(evidence, "shuffled_skill").low > 0.9
    assert only(evidence, "advantage").p_value == 1.0


@pytest.mark.parametrize(("model", "task"), [(LinearRegression(), "regression"), (LogisticRegression(), "binary")])
def test_a_sound_model_stands_above_every_order_and_they_have_no_skill(make_subject, measure, only, line, model, task):
    X, y = line
    target = (y > 0).astype(float) if task == "binary" else y
    evidence = measure(CHECK, subject_of(make_subject, X, target, model, task))
    assert only(evidence, "advantage").p_value == 1 / 20
    assert only(evidence, "advantage").low > 0.1
    assert only(evidence, "shuffled_skill").low < 0
    assert only(evidence, "shuffled_skill").high < 0.05


def test_two_slow_series_are_not_taken_for_a_relation(make_subject, measure, only):
    """Shuffled row by row the outcomes would lose their persistence, and any two slow series would look related."""
    p_values = []
    for seed in range(6):
        steps = np.random.default_rng(seed).normal(size=(2, 1000))
        slow = np.zeros((2, 1000))
        for at in range(1, 1000):
            slow[:, at] = 0.95 * slow[:, at - 1] + steps[:, at]
        evidence = measure(CHECK, subject_of(make_subject, slow[:1].T, slow[1], LinearRegression()))
        p_values.append(only(evidence, "advantage").p_value)
    assert np.median(p_values) > 0.2


def test_it_does_not_concern_a_strategy_and_needs_a_model_that_can_be_refitted(make_subject, measure, line):
    X, y = line
    assert measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), "strategy")).status is Status.NOT_APPLICABLE
    plain = make_subject("regression", (X[:600], y[:600]), (X[600:], y[600:]), lambda frame: frame.iloc[:, 0])
    assert measure(CHECK, plain).reason == "the function model cannot be asked for refit"
    assert "too few" in measure(CHECK, subject_of(make_subject, X, y, LinearRegression()), smallest_n=700).reason


def test_the_number_of_orders_and_rows_can_be_set(make_subject, measure, only, line):
    subject = subject_of(make_subject, *line, LinearRegression())
    evidence = measure(CHECK, subject, shuffles=9, rows=200)
    assert only(evidence, "advantage").p_value == 1 / 10
    assert subject.scoring.refits == 10
    assert "200 rows learned" in only(evidence, "advantage").convention


def test_equal_audits_are_equal(make_subject, measure, line):
    once, again = (measure(CHECK, subject_of(make_subject, *line, LinearRegression())) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)


def test_the_mean_shuffled_skill_is_what_estimated_coefficients_cost(make_subject, measure, only, line):
    """Of p free coefficients about p / n of the variance is lost (Mallows 1973): 3 / 600."""
    X, _ = line
    noise = np.random.default_rng(2).normal(size=1000)
    evidence = measure(CHECK, subject_of(make_subject, X, noise, LinearRegression(), time=False), shuffles=99)
    assert only(evidence, "shuffled_skill").value == pytest.approx(-3 / 600, abs=0.002)
