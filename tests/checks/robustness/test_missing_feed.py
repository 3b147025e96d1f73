import numpy as np
import pandas as pd
import pytest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline

from governance.record.evidence import Status

CHECK = "robustness.missing-feed"


@pytest.fixture
def table():
    """A dominant feature that moves slowly, and one that hardly matters."""
    generator = np.random.default_rng(0)
    carry = np.zeros(600)
    for step in range(1, 600):
        carry[step] = 0.95 * carry[step - 1] + generator.normal()
    X = pd.DataFrame({"carry": carry, "flow": generator.normal(size=600)})
    return X, carry + 0.1 * X["flow"].to_numpy() + generator.normal(size=600)


@pytest.fixture
def legs(table):
    """Two legs that lie close together: the outcome is ten times their difference."""
    generator = np.random.default_rng(1)
    level = 100 + np.cumsum(generator.normal(size=600))
    X = pd.DataFrame({"near": level + 0.1 * generator.normal(size=600), "far": level})
    return X, 10 * (X["near"] - X["far"]).to_numpy() + generator.normal(size=600)


@pytest.fixture
def asked(make_subject, measure):
    def measured(model, table, task="regression", time=True, **parameters):
        X, y = table
        subject = make_subject(task, (X[:400], y[:400]), (X[400:], y[400:]), model, time=time)
        return measure(CHECK, subject, **{"resamples": 300, **parameters})

    return measured


def test_a_model_that_trades_on_two_legs_is_found_when_one_of_them_stands_still(asked, only, legs):
    evidence = asked(Ridge(alpha=1e-6).fit(*legs), legs)
    found = only(evidence, "loss_when_stale")
    assert found.low > 4.0
    assert "standing still" in found.convention
    assert only(evidence, "answers_beyond").value > 1.0


def test_a_gap_that_is_read_as_a_sentinel_is_found(asked, only, table):
    model = make_pipeline(SimpleImputer(strategy="constant", fill_value=-999.0), Ridge()).fit(*table)
    evidence = asked(model, table)
    assert only(evidence, "loss_when_lost").low > 100.0
    assert "of carry, lost" in only(evidence, "answers_beyond").convention


def test_losing_its_one_dominant_feature_is_no_fault_of_a_model(asked, only, table):
    evidence = asked(make_pipeline(SimpleImputer(), Ridge()).fit(*table), table)
    assert only(evidence, "loss_when_lost").high < 2.0
    assert only(evidence, "loss_when_stale").high < 2.0
    assert only(evidence, "answers_beyond").value == 0.0
    assert only(evidence, "skill_left", "carry, lost").high < 0.3


def test_a_model_that_refuses_a_missing_value_is_not_judged_by_what_others_would_fill_in(asked, only, table):
    X = table[0].assign(carry=table[0]["carry"] + 50)
    model = Ridge().fit(X[:400], table[1][:400])
    evidence = asked(model, (X, table[1]))
    assert only(evidence, "skill_left", "carry, lost, the training median in its place").high < 0.3
    assert "a missing value is refused for 2 features" in only(evidence, "loss_when_lost").convention
    assert "of all feeds as they came" in only(evidence, "loss_when_lost").convention


def test_a_longer_outage_costs_more(asked, only, table):
    model = Ridge().fit(*table)
    short = only(asked(model, table, bars=1), "skill_left", "carry, standing still")
    long = only(asked(model, table, bars=20), "skill_left", "carry, standing still")
    assert short.value > long.value


def test_only_the_leading_features_fail_where_there_are_many(asked, table):
    evidence = asked(Ridge().fit(*table), table, features=1)
    assert {item.segment for item in evidence.measurements if item.metric == "skill_left"} == {
        "carry, standing still",
        "carry, lost, the training median in its place",
        "all feeds as they came",
    }


def test_the_ratio_agrees_with_a_computation_by_hand(asked, only, table):
    X, y = table
    model = Ridge().fit(X[:400], y[:400])
    later, outcome = X[400:].reset_index(drop=True), y[400:]
    stale = np.arange(200) // 5 * 5 - 1
    rows = np.flatnonzero(stale >= 0)
    spoilt = later.iloc[rows].assign(carry=later["carry"].to_numpy()[stale[rows]])
    loss = (outcome[rows] - model.predict(spoilt)) ** 2
    ratio = loss.mean() / ((outcome[rows] - y[:400].mean()) ** 2).mean()
    found = only(asked(model, table, rows=1000), "skill_left", "carry, standing still")
    assert found.value == pytest.approx(1 - ratio)
    assert found.n == 195


def test_among_rows_without_order_another_rows_value_stands_still(asked, only, table):
    """The loss of the intact model would be a pass for a question that was never asked."""
    model = Ridge().fit(*table)
    evidence = asked(model, table, time=False)
    found = only(evidence, "loss_when_stale")
    assert "another row's value stands in its place" in found.convention
    assert "standing still" in found.convention
    worst = min(item.value for item in evidence.measurements if item.metric == "skill_left" and "still" in item.segment)
    assert found.value == pytest.approx(1 - worst)
    assert worst < only(evidence, "skill_left", "all feeds as they came").value


def test_in_a_panel_a_feed_stands_still_within_its_series_only(make_subject, table):
    from dataclasses import replace

    from governance.record.declaration import Role
    from governance.subject.feeds import held_rows
    from governance.subject.model.interface import Failure

    X, y = table[0][:12], table[1][:12]
    days = {
        role: np.repeat(np.array(["2020-01-01"], "datetime64[ns]") + np.arange(6) * np.timedelta64(1, "D"), 2) for role in Role
    }
    subject = make_subject("regression", (X, y), (X, y), Ridge().fit(X, y), times=days)
    assert isinstance(held_rows(subject, 3), Failure)
    asset = {"asset": pd.Series(["a", "b"] * 6)}
    named = {role: replace(sample, segments=asset) for role, sample in subject.samples.items()}
    held = held_rows(replace(subject, samples=named), 3)
    assert held.tolist() == [-1] * 6 + [4, 5] * 3


def test_a_classifier_is_weighed_by_its_log_loss_and_a_strategy_by_its_positions(asked, only, table):
    X, y = table
    binary = asked(LogisticRegression().fit(X, y > 0), (X, (y > 0).astype(float)), "binary")
    assert only(binary, "loss_when_lost").high < 4.0
    assert "log loss" in only(binary, "loss_when_lost").convention
    strategy = asked(Ridge().fit(X, y), table, "strategy")
    assert {item.metric for item in strategy.measurements} == {"answers_beyond"}


def test_too_few_rows_conclude_nothing(asked, table):
    X, y = table
    assert asked(Ridge().fit(X, y), (X[:420], y[:420])).status is Status.INCONCLUSIVE


def test_truth_values_and_names_may_be_lost_too(asked, only, table):
    from sklearn.compose import make_column_transformer
    from sklearn.preprocessing import OneHotEncoder

    X, y = table[0].assign(venue=["east", "west", "west"] * 200, open=[True, False] * 300), table[1]
    encoder = make_column_transformer((OneHotEncoder(), ["venue"]), remainder="passthrough")
    evidence = asked(make_pipeline(encoder, Ridge()).fit(X, y), (X, y))
    segments = {item.segment for item in evidence.measurements}
    for name in ("venue", "open"):
        assert f"{name}, standing still" in segments
        assert f"{name}, lost, the training median in its place" in segments
    assert only(evidence, "loss_when_stale").high < 2.0
