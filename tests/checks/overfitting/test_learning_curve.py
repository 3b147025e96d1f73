import dataclasses

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import DecisionTreeRegressor

from governance.record.evidence import Status

CHECK = "overfitting.learning-curve"


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1600, 3))
    return X, X[:, 0] + generator.normal(size=1600)


def subject_of(make_subject, X, y, model, task="regression", **more):
    return make_subject(task, (X[:800], y[:800]), (X[800:], y[800:]), model.fit(X[:800], y[:800]), **more)


def test_a_model_that_is_short_of_rows_still_learns_from_the_last_of_them(make_subject, measure, only):
    generator = np.random.default_rng(1)
    X = generator.normal(size=(1600, 60))
    y = X @ np.ones(60) / 8 + generator.normal(size=1600)
    subject = make_subject("regression", (X[:160], y[:160]), (X[160:], y[160:]), LinearRegression().fit(X[:160], y[:160]))
    assert only(measure(CHECK, subject, halvings=1), "last_doubling").low > 0.2


def test_old_rows_that_teach_what_no_longer_holds_take_skill_away(make_subject, measure, only, line):
    X, y = line
    y = np.where(np.arange(1600) < 400, y - 2 * X[:, 0], y)
    found = only(measure(CHECK, subject_of(make_subject, X, y, LinearRegression())), "last_doubling")
    assert found.high < -0.2


@pytest.mark.parametrize(("model", "task"), [(LinearRegression(), "regression"), (LogisticRegression(), "binary")])
def test_a_model_that_has_seen_enough_gains_nothing_from_the_last_doubling(make_subject, measure, only, line, model, task):
    X, y = line
    evidence = measure(CHECK, subject_of(make_subject, X, (y > 0).astype(float) if task == "binary" else y, model, task))
    assert abs(only(evidence, "last_doubling").value) < 0.01
    assert only(evidence, "skill_at", "800 rows").low > 0.2


def test_rows_without_order_are_taken_up_at_random(make_subject, measure, only, line):
    X, y = line
    y = np.where(np.arange(1600) < 400, y - 2 * X[:, 0], y)
    evidence = measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), time=False))
    assert abs(only(evidence, "last_doubling").value) < 0.05


def test_it_does_not_concern_a_strategy_and_needs_a_model_that_can_be_refitted(make_subject, measure, line):
    X, y = line
    assert measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), "strategy")).status is Status.NOT_APPLICABLE
    plain = make_subject("regression", (X[:800], y[:800]), (X[800:], y[800:]), lambda frame: frame.iloc[:, 0])
    assert measure(CHECK, plain).reason == "the function model cannot be asked for refit"


def test_too_short_a_sample_or_a_part_without_every_class_is_inconclusive(make_subject, measure, line):
    X, _ = line
    early = (np.arange(1600) % 800 < 100).astype(float)
    subject = subject_of(make_subject, X, early, LogisticRegression(), "binary")
    assert measure(CHECK, subject).reason.startswith("refitted to 50 rows: ")
    assert measure(CHECK, subject, halvings=5).reason == "800 training rows cannot be halved 5 times"


def test_halvings_and_rows_set_the_parts(make_subject, measure, line):
    subject = subject_of(make_subject, *line, LinearRegression())
    evidence = measure(CHECK, subject, halvings=2, rows=400)
    assert [item.segment for item in evidence.measurements if item.metric == "skill_at"] == ["100 rows", "200 rows", "400 rows"]
    assert subject.scoring.refits == 3


def test_equal_audits_are_equal(make_subject, measure, line):
    once, again = (measure(CHECK, subject_of(make_subject, *line, DecisionTreeRegressor(max_features=1))) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)


def test_the_skills_agree_with_fits_by_hand(make_subject, measure, only, line):
    X, y = line
    evidence = measure(CHECK, subject_of(make_subject, X, y, LinearRegression()))
    naive = np.mean((y[800:] - y[:800].mean()) ** 2)
    skills = []
    for size in (400, 800):
        fit = LinearRegression().fit(X[800 - size : 800], y[800 - size : 800])
        skills.append(1 - np.mean((y[800:] - fit.predict(X[800:])) ** 2) / naive)
    assert [only(evidence, "skill_at", f"{size} rows").value for size in (400, 800)] == pytest.approx(skills)
    assert only(evidence, "last_doubling").value == pytest.approx(skills[1] - skills[0])
