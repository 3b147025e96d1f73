import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression

from governance.record.declaration import Role
from governance.statistics.splitting import walk_forward_splits
from governance.subject.model.interface import Failure
from governance.subject.refits import history, learned, refitted
from governance.subject.scoring import HELD


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(300, 2))
    return X, X[:, 0] + generator.normal(size=300)


@pytest.fixture
def subject(make_subject, line):
    X, y = line
    return make_subject("regression", (X[:200], y[:200]), (X[200:], y[200:]), LinearRegression().fit(X[:200], y[:200]))


def test_a_refit_on_the_same_rows_answers_as_the_model_does_and_is_made_once(subject):
    fresh = [refitted(subject, subject.samples[Role.TRAINING]) for _ in range(2)]
    frame = subject.samples[Role.VALIDATION].features
    assert fresh[0].score(frame) == pytest.approx(subject.scores(Role.VALIDATION))
    assert fresh[0] is fresh[1]
    assert subject.scoring.refits == 1


def test_other_rows_another_target_and_another_seed_are_other_refits(subject):
    sample = subject.samples[Role.TRAINING]
    refitted(subject, sample)
    refitted(subject, sample, seed=1)
    refitted(subject, dataclasses.replace(sample, target=-sample.target))
    assert subject.scoring.refits == 3


def test_only_the_last_few_refits_are_held(subject):
    sample = subject.samples[Role.TRAINING]
    for seed in range(HELD + 1):
        refitted(subject, sample, seed)
    refitted(subject, sample, 0)
    assert subject.scoring.refits == HELD + 2


def test_a_model_that_cannot_be_refitted_says_why(make_subject, line):
    X, y = line
    subject = make_subject("regression", (X, y), None, lambda frame: frame.iloc[:, 0])
    assert refitted(subject, subject.samples[Role.TRAINING]) == Failure("a function cannot be refitted")


def test_a_classifier_that_misses_a_class_is_a_failure(make_subject):
    X, y = np.zeros((100, 1)), np.repeat([0.0, 1.0], 50)
    subject = make_subject("binary", (X, y), (X, y), DummyClassifier().fit(X, y))
    (only,) = learned(subject, history(subject, (Role.TRAINING,)), walk_forward_splits(100, 2, 40), 1000)
    assert only == Failure("the 40 rows to learn from do not hold every class")


def test_the_history_is_in_time_order_whatever_sample_the_rows_came_from(make_subject, line):
    X, y = line
    start = np.datetime64("2020-01-01", "ns")
    days = [start + np.arange(first, 300, 2) * np.timedelta64(1, "D") for first in (1, 0)]
    times = dict(zip((Role.TRAINING, Role.VALIDATION), days, strict=True))
    subject = make_subject("regression", (X[1::2], y[1::2]), (X[::2], y[::2]), LinearRegression().fit(X, y), times=times)
    past = history(subject)
    assert past.sample.target == pytest.approx(y)
    assert list(past.steps) == list(range(300))


def test_rows_of_a_panel_share_a_step(make_subject, line):
    X, y = line
    days = np.datetime64("2020-01-01", "ns") + np.repeat(np.arange(150), 2) * np.timedelta64(1, "D")
    subject = make_subject("regression", (X, y), None, LinearRegression().fit(X, y), times={Role.TRAINING: days})
    past = history(subject)
    assert past.length == 150
    assert list(past.rows(np.array([3, 5]))) == [6, 7, 10, 11]


def test_the_longest_declared_label_is_the_horizon(make_subject, line):
    X, y = line
    days = pd.Series(pd.date_range("2015-01-01", periods=300))
    ends = days + pd.to_timedelta(np.where(np.arange(300) == 7, 9, 2), unit="D")
    columns = {Role.TRAINING: {"label_end": ends}}
    subject = make_subject("regression", (X, y), None, LinearRegression().fit(X, y), columns=columns)
    assert history(subject).horizon == 9


def test_without_times_there_is_no_history(make_subject, line):
    X, y = line
    subject = make_subject("regression", (X, y), None, LinearRegression().fit(X, y), time=None)
    assert history(subject) == Failure("no time column is known in the training sample")


def test_a_learned_subject_was_fitted_on_what_was_known_and_scores_what_came_after(subject, line):
    X, y = line
    past = history(subject)
    (late,) = learned(subject, past, walk_forward_splits(300, 1, 250, horizon=5), 1000)
    byhand = LinearRegression().fit(X[:245], y[:245]).predict(X[250:])
    assert late.prediction(Role.VALIDATION) == pytest.approx(byhand)
    assert late.samples[Role.VALIDATION].target == pytest.approx(y[250:])
    assert late.samples[Role.TRAINING].rows == 245


def test_of_more_rows_than_the_budget_evenly_spaced_ones_are_learned_from(subject, line):
    _, y = line
    (late,) = learned(subject, history(subject), walk_forward_splits(300, 1, 250, horizon=5), 50)
    kept = np.linspace(0, 244, 50).astype(int)
    assert late.samples[Role.TRAINING].target == pytest.approx(y[kept])
    assert late.samples[Role.VALIDATION].rows == 50
