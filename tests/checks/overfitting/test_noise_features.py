import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LassoCV, LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.tree import DecisionTreeRegressor

from governance.record.evidence import Status

CHECK = "overfitting.noise-features"


@pytest.fixture
def line():
    """Four features that each say the same of the outcome, so that either half has signal."""
    generator = np.random.default_rng(0)
    X = pd.DataFrame(generator.normal(size=(1400, 4)), columns=list("abcd"))
    return X, X.sum(axis=1).to_numpy() + generator.normal(size=1400)


def subject_of(make_subject, X, y, model, task="regression", **more):
    return make_subject(task, (X[:1000], y[:1000]), (X[1000:], y[1000:]), model.fit(X[:1000], y[:1000]), **more)


def test_neighbours_among_noise_are_no_neighbours(make_subject, measure, only):
    """Each of six columns says all there is to say."""
    generator = np.random.default_rng(0)
    y = generator.normal(size=1400)
    X = y[:, None] + 0.3 * generator.normal(size=(1400, 6))
    evidence = measure(CHECK, subject_of(make_subject, X, y, KNeighborsRegressor(5)))
    assert only(evidence, "loss_added").low > 0


def test_a_tree_without_bounds_relies_on_noise(make_subject, measure, only, line):
    evidence = measure(CHECK, subject_of(make_subject, *line, DecisionTreeRegressor(random_state=0)))
    assert only(evidence, "noise_share").low > 0.2


@pytest.mark.parametrize(("model", "task"), [(LassoCV(cv=3), "regression"), (LogisticRegression(), "binary")])
def test_a_stiff_model_pays_next_to_nothing(make_subject, measure, only, line, model, task):
    X, y = line
    evidence = measure(CHECK, subject_of(make_subject, X, (y > 0).astype(float) if task == "binary" else y, model, task))
    assert abs(only(evidence, "loss_added").value) < 0.02
    assert only(evidence, "noise_share").high < 0.05


def test_columns_that_hold_no_numbers_are_drawn_anew_as_they_are(make_subject, measure, only, line):
    from sklearn.compose import make_column_transformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    X, y = line
    named = X.assign(b=np.where(X["b"] > 0, "up", "down"))
    model = make_pipeline(
        make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["b"]), remainder="passthrough"), LinearRegression()
    )
    assert only(measure(CHECK, subject_of(make_subject, named, y, model)), "noise_share").high < 0.05


def test_it_does_not_concern_a_strategy_and_needs_a_model_that_can_be_refitted(make_subject, measure, line):
    X, y = line
    assert measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), "strategy")).status is Status.NOT_APPLICABLE
    plain = make_subject("regression", (X[:1000], y[:1000]), (X[1000:], y[1000:]), lambda frame: frame.iloc[:, 0])
    assert measure(CHECK, plain).reason == "the function model cannot be asked for refit"


def test_a_single_feature_is_inconclusive_and_refits_that_rely_on_none_have_no_share(make_subject, measure, line):
    X, y = line
    assert "1 features" in measure(CHECK, subject_of(make_subject, X[["a"]], y, LinearRegression())).reason
    evidence = measure(CHECK, subject_of(make_subject, X, y, DecisionTreeRegressor(min_samples_leaf=600)))
    assert evidence.absent["noise_share"] == "the refits do not rely on any feature"


def test_the_rows_learned_from_can_be_bounded(make_subject, measure, only, line):
    subject = subject_of(make_subject, *line, LinearRegression())
    assert only(measure(CHECK, subject, rows=300), "noise_share").n == 300
    assert subject.scoring.refits == 4


def test_equal_audits_are_equal(make_subject, measure, line):
    once, again = (measure(CHECK, subject_of(make_subject, *line, LinearRegression())) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)


def test_least_squares_pays_about_a_free_coefficient_each(make_subject, measure, only):
    """Of n rows, a useless coefficient costs 1 / n of the variance that is left; here the outcome is noise alone."""
    generator = np.random.default_rng(3)
    X, y = generator.normal(size=(4000, 40)), generator.normal(size=4000)
    model = LinearRegression().fit(X[:400], y[:400])
    subject = make_subject("regression", (X[:400], y[:400]), (X[400:], y[400:]), model, time=False)
    found = only(measure(CHECK, subject), "loss_added")
    # In either refit 20 signal columns that mean nothing either are fitted: 40 free coefficients of 400 against 20.
    assert found.value == pytest.approx(40 / (400 - 42) - 20 / (400 - 22), abs=0.025)
