import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge

from governance.record.evidence import Status

CHECK = "robustness.noise"


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    X = pd.DataFrame(generator.normal(size=(600, 3)), columns=["carry", "flow", "value"])
    return X, X["carry"].to_numpy() + 0.5 * X["flow"].to_numpy() + generator.normal(size=600)


@pytest.fixture
def asked(make_subject, measure):
    def measured(model, table, task="regression", **parameters):
        X, y = table
        subject = make_subject(task, (X[:300], y[:300]), (X[300:], y[300:]), model)
        return measure(CHECK, subject, **{"resamples": 300, **parameters})

    return measured


def test_large_coefficients_of_nearly_equal_features_magnify_noise(asked, only, table):
    X = table[0].assign(value=table[0]["carry"] + 0.01 * table[0]["value"])
    y = 50 * (X["value"] - X["carry"]).to_numpy() + table[1]
    evidence = asked(Ridge(alpha=1e-9).fit(X, y), (X, y))
    assert only(evidence, "amplification").low > 20.0
    assert only(evidence, "skill_lost").low > 0.25


def test_a_sum_of_independent_effects_passes_noise_on_as_it_is(asked, only, table):
    evidence = asked(Ridge().fit(*table), table)
    assert 0.7 < only(evidence, "amplification").low < only(evidence, "amplification").high < 1.3
    assert only(evidence, "skill_lost").high < 0.02


def test_shallow_boosting_magnifies_little(asked, only, table):
    evidence = asked(HistGradientBoostingRegressor(max_iter=30, max_leaf_nodes=6).fit(*table), table)
    assert only(evidence, "amplification").high < 5.0


def test_the_amplification_of_a_linear_model_agrees_with_its_coefficients(asked, only, table):
    X, y = table
    model = Ridge().fit(X, y)
    low, high = np.quantile(X[:300], [0.25, 0.75], axis=0)
    expected = np.sqrt(np.sum((model.coef_ * (high - low) / 1.349) ** 2)) / model.predict(X[300:]).std()
    found = only(asked(model, table, draws=200, rows=1000), "amplification")
    assert found.value == pytest.approx(expected, rel=0.02)
    assert found.n == 300


def test_the_level_of_the_noise_is_honoured(asked, only, table):
    model = Ridge().fit(*table)
    little, much = (only(asked(model, table, level=level), "skill_lost").value for level in (0.05, 0.5))
    assert much > 10 * little


def test_classifiers_lose_skill_and_strategies_only_move(asked, only, table):
    X, y = table[0], (table[1] > 0).astype(float)
    assert only(asked(LogisticRegression().fit(X, y), (X, y), "binary"), "skill_lost").high < 0.02
    strategy = asked(Ridge().fit(*table), table, "strategy")
    assert {item.metric for item in strategy.measurements} == {"amplification"}


def test_whole_numbers_and_gaps_stay_what_they_are(asked, table):
    class Strict(HistGradientBoostingRegressor):
        def predict(self, X):
            assert X["trades"].dtype == np.dtype("int64")
            assert X["flow"].isna().any()
            return super().predict(X)

    X = table[0].assign(trades=np.arange(600) % 7, flow=table[0]["flow"].where(np.arange(600) % 3 > 0))
    assert asked(Strict(max_iter=5).fit(X, table[1]), (X, table[1])).status is Status.MEASURED


def test_constant_answers_few_rows_and_rows_without_numbers_conclude_nothing(asked, table):
    X, y = table
    assert "all the same" in asked(lambda frame: np.ones(len(frame)), table).reason
    assert asked(Ridge().fit(X, y), (X[:320], y[:320])).status is Status.INCONCLUSIVE
    names = pd.DataFrame({"venue": ["east", "west"] * 300})
    assert "no feature is a number" in asked(lambda frame: np.arange(len(frame)), (names, y)).reason
