import dataclasses

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from governance.record.evidence import Status

CHECK = "overfitting.memorisation"


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1200, 3))
    return X, X[:, 0] + generator.normal(size=1200)


def subject_of(make_subject, X, y, model, task="regression", **more):
    return make_subject(task, (X[:1000], y[:1000]), (X[1000:], y[1000:]), model.fit(X[:1000], y[:1000]), **more)


def test_a_tree_without_bounds_gives_back_every_foreign_outcome(make_subject, measure, only, line):
    found = only(measure(CHECK, subject_of(make_subject, *line, DecisionTreeRegressor(random_state=0))), "memorised")
    assert (found.low, found.value, found.high) == (1.0, 1.0, 1.0)


def test_a_classifier_that_learns_by_heart_is_found_as_well(make_subject, measure, only, line):
    X, y = line
    model = DecisionTreeClassifier(min_samples_leaf=2, random_state=0)
    found = only(measure(CHECK, subject_of(make_subject, X, (y > 0).astype(float), model, "binary")), "memorised")
    assert found.low > 0.5


@pytest.mark.parametrize(("model", "task"), [(LinearRegression(), "regression"), (LogisticRegression(), "binary")])
def test_a_stiff_model_takes_up_hardly_anything(make_subject, measure, only, line, model, task):
    X, y = line
    target = (y > 0).astype(float) if task == "binary" else y
    assert only(measure(CHECK, subject_of(make_subject, X, target, model, task)), "memorised").high < 0.05


def test_it_does_not_concern_a_strategy_and_needs_a_model_that_can_be_refitted(make_subject, measure, line):
    X, y = line
    assert measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), "strategy")).status is Status.NOT_APPLICABLE
    plain = make_subject("regression", (X[:1000], y[:1000]), (X[1000:], y[1000:]), lambda frame: frame.iloc[:, 0])
    assert measure(CHECK, plain).reason == "the function model cannot be asked for refit"


def test_too_few_rows_or_a_refit_without_every_class_are_inconclusive(make_subject, measure, line):
    X, y = line
    assert "fewer than 200 are not" in measure(CHECK, subject_of(make_subject, X, y, LinearRegression()), smallest_n=200).reason
    rare = (np.arange(1200) == 501).astype(float)  # not among 100 evenly spaced rows
    evidence = measure(CHECK, subject_of(make_subject, X, rare, LogisticRegression(), "binary"), share=0.5, rows=100)
    assert evidence.status is Status.INCONCLUSIVE
    assert evidence.reason


def test_share_and_rows_bound_what_is_told(make_subject, measure, only, line):
    subject = subject_of(make_subject, *line, LinearRegression())
    assert only(measure(CHECK, subject), "memorised").n == 100
    assert only(measure(CHECK, subject, share=0.2, rows=500), "memorised").n == 100
    assert subject.scoring.refits == 4


def test_equal_audits_are_equal(make_subject, measure, line):
    once, again = (measure(CHECK, subject_of(make_subject, *line, DecisionTreeRegressor(max_depth=6))) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)


def test_of_k_neighbours_the_kth_part_of_every_error_is_memorised(make_subject, measure, only, line):
    """The mean of 2 neighbours moves half the way to the outcome it is told."""
    X, _ = line
    noise = np.random.default_rng(1).normal(size=1200)
    found = only(measure(CHECK, subject_of(make_subject, X, noise, KNeighborsRegressor(2))), "memorised")
    # With variance 1, told: (y - (y + a) / 2)² has mean 1/2 for independent y and a; untold: (y - (a + b) / 2)² has mean 3/2.
    assert found.low < 2 / 3 < found.high
