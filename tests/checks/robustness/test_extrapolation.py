from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "robustness.extrapolation"


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    X = pd.DataFrame(generator.normal(size=(800, 2)), columns=["carry", "flow"])
    return X, X["carry"].to_numpy() + 0.5 * generator.normal(size=800)


@pytest.fixture
def made(make_subject):
    def subject(model, table, task="regression", **kinds):
        X, y = table
        return make_subject(task, (X[:400], y[:400]), (X[400:], y[400:]), model.fit(X[:400], y[:400]), **kinds)

    return subject


def moved(table, by):
    X, y = table
    shift = np.where(np.arange(800) < 400, 0.0, by)
    return X.assign(carry=X["carry"] + shift), y + shift


def test_a_trend_that_is_carried_on_where_it_no_longer_holds_shows_no_skill_there(made, measure, only, table):
    evidence = measure(CHECK, made(Ridge(), (moved(table, 6.0)[0], table[1])), resamples=300)
    assert only(evidence, "beyond_range").low > 0.9
    assert only(evidence, "far_from_training").low > 0.9
    assert only(evidence, "skill_outside").high < -0.5


def test_a_linear_signal_goes_on_beyond_its_training(made, measure, only, table):
    assert only(measure(CHECK, made(Ridge(), moved(table, 6.0)), resamples=300), "skill_outside").low > 0.3


def test_rows_like_those_of_training_lie_within_it(made, measure, only, table):
    evidence = measure(CHECK, made(Ridge(), table), resamples=300)
    assert only(evidence, "beyond_range").value < 0.03
    assert only(evidence, "far_from_training").value < 0.04
    assert "lie outside of training" in evidence.absent["skill_outside"]


def test_a_slow_feature_that_wanders_as_it_did_in_training_is_not_far(made, measure, only):
    generator = np.random.default_rng(4)
    carry = np.zeros(800)
    for step in range(1, 800):
        carry[step] = 0.95 * carry[step - 1] + generator.normal()
    X = pd.DataFrame({"carry": carry, "week": pd.Series(carry).rolling(5, min_periods=1).mean()})
    evidence = measure(CHECK, made(Ridge(), (X, carry + generator.normal(size=800))), resamples=300)
    assert only(evidence, "far_from_training").value < 0.1


def test_the_share_beyond_the_range_agrees_with_a_count(made, measure, only, table):
    X, y = moved(table, 1.0)
    inside = (X[400:] >= X[:400].min()) & (X[400:] <= X[:400].max())
    found = only(measure(CHECK, made(Ridge(), (X, y))), "beyond_range")
    assert found.value == pytest.approx(1 - inside.all(axis=1).mean())
    assert found.low < found.value < found.high


def test_a_share_of_none_has_an_upper_bound(made, measure, only, table):
    X = table[0].clip(-1, 1)
    found = only(measure(CHECK, made(Ridge(), (X, table[1]))), "beyond_range")
    assert found.value == found.low == 0.0
    assert found.high > 0.0


def test_a_lower_share_calls_more_rows_far(made, measure, only, table):
    subject = made(Ridge(), table)
    strict, loose = (only(measure(CHECK, subject, share=share), "far_from_training").value for share in (0.8, 1.0))
    assert strict > loose


def test_production_is_looked_at_where_there_is_some(made, measure, only, table):
    subject = made(Ridge(), table)
    later = subject.samples[Role.VALIDATION]
    used = replace(later, identity=replace(later.identity, role=Role.PRODUCTION), features=later.features + 10)
    evidence = measure(CHECK, replace(subject, samples={**subject.samples, Role.PRODUCTION: used}))
    assert only(evidence, "beyond_range", "production").value == 1.0


def test_gaps_count_as_ordinary_and_without_numbers_nothing_is_concluded(make_subject, measure, only, table):
    X = table[0].assign(carry=table[0]["carry"].where(np.arange(800) % 4 > 0), venue=["east", "west"] * 400)

    gappy = make_subject("regression", (X[:400], table[1][:400]), (X[400:], table[1][400:]), lambda frame: frame["flow"])
    assert only(measure(CHECK, gappy), "far_from_training").value < 0.05
    names = X[["venue"]]
    none = make_subject("regression", (names, table[1]), (names, table[1]), lambda frame: np.arange(len(frame)))
    assert measure(CHECK, none).status is Status.INCONCLUSIVE


def test_a_strategy_has_shares_and_no_skill(made, measure, table):
    evidence = measure(CHECK, made(Ridge(), table, "strategy"))
    assert {item.metric for item in evidence.measurements} == {"beyond_range", "far_from_training"}
