import dataclasses

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import DecisionTreeRegressor

from governance.record.evidence import Status

CHECK = "overfitting.optimism"


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1000, 3))
    return X, X[:, 0] + generator.normal(size=1000)


def subject_of(make_subject, X, y, model, task="regression", **more):
    return make_subject(task, (X[:600], y[:600]), (X[600:], y[600:]), model.fit(X[:600], y[:600]), **more)


def test_the_training_figure_of_a_tree_without_bounds_is_far_too_good(make_subject, measure, only, line):
    evidence = measure(CHECK, subject_of(make_subject, *line, DecisionTreeRegressor(random_state=0)))
    assert only(evidence, "optimism").low > 0.7
    assert only(evidence, "unforeseen").low < 0 < only(evidence, "unforeseen").high


def test_a_relation_that_ended_after_training_is_what_training_could_not_foretell(make_subject, measure, only, line):
    X, y = line
    y = np.where(np.arange(1000) >= 600, y - 2 * X[:, 0], y)
    evidence = measure(CHECK, subject_of(make_subject, X, y, LinearRegression()))
    assert only(evidence, "unforeseen").low > 0.5
    assert only(evidence, "optimism").high < 0.05


@pytest.mark.parametrize(("model", "task"), [(LinearRegression(), "regression"), (LogisticRegression(), "binary")])
def test_a_sound_model_is_as_good_as_its_training_sample_says(make_subject, measure, only, line, model, task):
    X, y = line
    evidence = measure(CHECK, subject_of(make_subject, X, (y > 0).astype(float) if task == "binary" else y, model, task))
    assert only(evidence, "optimism").high < 0.03
    found = only(evidence, "unforeseen")
    assert found.low < 0 < found.high


def test_it_does_not_concern_a_strategy_and_needs_a_model_that_can_be_refitted(make_subject, measure, line):
    X, y = line
    assert measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), "strategy")).status is Status.NOT_APPLICABLE
    plain = make_subject("regression", (X[:600], y[:600]), (X[600:], y[600:]), lambda frame: frame.iloc[:, 0])
    assert measure(CHECK, plain).reason == "the function model cannot be asked for refit"


def test_few_rows_and_a_class_that_a_draw_misses_are_inconclusive(make_subject, measure, line):
    X, y = line
    assert "too few" in measure(CHECK, subject_of(make_subject, X, y, LinearRegression()), smallest_n=500).reason
    rare = (np.arange(1000) % 500 == 1).astype(float)
    evidence = measure(CHECK, subject_of(make_subject, X, rare, LogisticRegression(), "binary"))
    assert evidence.status is Status.INCONCLUSIVE


def test_refits_and_rows_can_be_set(make_subject, measure, only, line):
    subject = subject_of(make_subject, *line, LinearRegression())
    found = only(measure(CHECK, subject, refits=6, rows=300), "optimism")
    assert found.convention.startswith("squared error; 6 refits to 300 rows in blocks of")
    assert subject.scoring.refits == 7


def test_equal_audits_are_equal(make_subject, measure, line):
    once, again = (measure(CHECK, subject_of(make_subject, *line, LinearRegression())) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)


def test_the_optimism_of_least_squares_is_twice_its_coefficients_over_the_rows(make_subject, measure, only):
    """Mallows (1973): the training loss of p coefficients on n rows is too small by 2 p / n of the variance."""
    generator = np.random.default_rng(3)
    X, y = generator.normal(size=(1800, 10)), generator.normal(size=1800)
    found = only(measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), time=False), refits=40), "optimism")
    assert found.value == pytest.approx(2 * 11 / 600, rel=0.35)
