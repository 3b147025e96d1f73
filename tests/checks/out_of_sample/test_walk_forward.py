import dataclasses

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import DecisionTreeRegressor

from governance.record.evidence import Status
from governance.statistics.forecasts import diebold_mariano

CHECK = "out-of-sample.walk-forward"


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1000, 2))
    return X, X[:, 0] + generator.normal(size=1000)


class Average(LinearRegression):
    """The mean of what it learned from, summed in another order than the naive forecast sums it."""

    def fit(self, X, y):
        super().fit(X, y)
        self.coef_[:] = 0.0
        self.intercept_ = sum(map(float, y)) / len(y)
        return self


def subject_of(make_subject, X, y, model, task="regression", **more):
    return make_subject(task, (X[:600], y[:600]), (X[600:], y[600:]), model.fit(X[:600], y[:600]), **more)


def test_a_model_that_learns_noise_has_no_skill_as_time_goes_on(make_subject, measure, only, line):
    X, _ = line
    y = np.random.default_rng(1).normal(size=1000)
    evidence = measure(CHECK, subject_of(make_subject, X, y, DecisionTreeRegressor(random_state=0)))
    assert only(evidence, "skill").high < 0
    assert only(evidence, "stretches_won").value == 0


def test_skill_that_one_lucky_split_shows_is_not_found_elsewhere(make_subject, measure, only, line):
    """The relation holds in the first third of training and in validation only."""
    X, y = line
    noise = np.random.default_rng(2).normal(size=1000)
    lucky = np.where((np.arange(1000) >= 250) & (np.arange(1000) < 750), noise - X[:, 0], y)
    evidence = measure(CHECK, subject_of(make_subject, X, lucky, LinearRegression()), first_share=0.3)
    worst = min(item.value for item in evidence.measurements if item.metric == "fold_skill")
    assert worst < 0


def test_a_sound_model_keeps_its_skill_in_every_stretch(make_subject, measure, only, line):
    evidence = measure(CHECK, subject_of(make_subject, *line, LinearRegression()))
    assert only(evidence, "skill").low > 0.3
    assert only(evidence, "skill").p_value < 1e-6
    assert only(evidence, "stretches_won").value == 1
    departure = only(evidence, "departure")
    assert (departure.low, departure.value, departure.high) == (0, 0, 0)


def test_a_classifier_is_walked_as_well(make_subject, measure, only, line):
    X, y = line
    found = measure(CHECK, subject_of(make_subject, X, (y > 0).astype(float), LogisticRegression(), "binary"))
    assert only(found, "skill").low > 0


def test_a_model_that_is_not_what_its_refit_is_departs_from_it(make_subject, measure, only, line):
    X, y = line
    subject = subject_of(make_subject, X, y, LinearRegression())
    subject.scoring.model.native.coef_ = np.zeros(2)
    assert only(measure(CHECK, subject), "departure").high < -0.2


def test_a_model_that_cannot_be_refitted_is_inconclusive(make_subject, measure, line):
    X, y = line
    subject = make_subject("regression", (X[:600], y[:600]), (X[600:], y[600:]), lambda frame: frame.iloc[:, 0])
    evidence = measure(CHECK, subject)
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "the function model cannot be asked for refit")


def test_a_refit_that_fails_is_inconclusive_with_its_reason(make_subject, measure, line):
    X, _ = line
    y = (np.arange(1000) >= 550).astype(float)
    evidence = measure(CHECK, subject_of(make_subject, X, y, LogisticRegression(), "binary"))
    assert evidence.status is Status.INCONCLUSIVE
    assert "rows to learn from do not hold every class" in evidence.reason or "the refit raised ValueError" in evidence.reason


def test_a_refit_that_answers_as_the_naive_forecast_does_has_no_skill_and_nothing_to_test(make_subject, measure, only, line):
    """Their losses differ by rounding only, of which no test can be made."""
    X, y = line
    evidence = measure(CHECK, subject_of(make_subject, X, y, Average()))
    assert evidence.status is Status.MEASURED
    assert only(evidence, "skill").value == pytest.approx(0.0, abs=1e-9)
    assert only(evidence, "skill").p_value is None


def test_it_concerns_neither_a_strategy_nor_rows_without_order(make_subject, measure, line):
    X, y = line
    assert measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), "strategy")).status is Status.NOT_APPLICABLE
    assert measure(CHECK, subject_of(make_subject, X, y, LinearRegression(), time=False)).status is Status.NOT_APPLICABLE


def test_too_short_a_history_is_inconclusive(make_subject, measure, line):
    X, y = line
    evidence = measure(CHECK, subject_of(make_subject, X, y, LinearRegression()), refits=20)
    assert evidence.reason == "1000 steps of time are too few for 20 refits"


def test_the_budget_is_a_number_of_refits(make_subject, measure, line):
    subject = subject_of(make_subject, *line, LinearRegression())
    evidence = measure(CHECK, subject, refits=3)
    assert len([item for item in evidence.measurements if item.metric == "fold_skill"]) == 3
    assert subject.scoring.refits == 3 + 1  # one more for the departure


def test_equal_audits_are_equal(make_subject, measure, line):
    X, y = line
    once, again = (
        measure(CHECK, subject_of(make_subject, X, y, DecisionTreeRegressor(max_features=1))) for _ in range(2)
    )  # fmt: skip
    assert [dataclasses.replace(item) for item in once.measurements if item.metric != "departure"] == [
        item for item in again.measurements if item.metric != "departure"
    ]


def test_skill_and_p_value_agree_with_refits_by_hand(make_subject, measure, only, line):
    X, y = line
    ours, theirs = [], []
    for start in range(500, 1000, 250):
        known = slice(0, start - 1)  # the label of the row before is not known yet
        fit = LinearRegression().fit(X[known], y[known])
        ours.append((y[start : start + 250] - fit.predict(X[start : start + 250])) ** 2)
        theirs.append((y[start : start + 250] - y[known].mean()) ** 2)
    model, naive = np.concatenate(ours), np.concatenate(theirs)
    found = only(measure(CHECK, subject_of(make_subject, X, y, LinearRegression()), refits=2), "skill")
    assert found.value == pytest.approx(1 - model.mean() / naive.mean())
    assert found.p_value == pytest.approx(diebold_mariano(model, naive, 1).p_value)
