import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.linear_model import Ridge
from sklearn.tree import DecisionTreeClassifier

from governance.record.evidence import Status

CHECK = "robustness.seed-variance"


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    X = pd.DataFrame(generator.normal(size=(600, 3)), columns=["carry", "flow", "value"])
    return X, X["carry"].to_numpy() + generator.normal(size=600)


@pytest.fixture
def asked(make_subject, measure):
    def measured(model, table, task="regression", **parameters):
        X, y = table
        fitted = model.fit(X[:300], y[:300]) if hasattr(model, "fit") else model
        subject = make_subject(task, (X[:300], y[:300]), (X[300:], y[300:]), fitted)
        return measure(CHECK, subject, **{"resamples": 300, **parameters})

    return measured


def test_a_single_random_tree_is_mostly_the_luck_of_its_seed(asked, only, table):
    evidence = asked(ExtraTreesRegressor(n_estimators=1, max_depth=6, random_state=7), table)
    assert only(evidence, "answer_spread").low > 0.3
    assert only(evidence, "skill_spread").low > 0.01


def test_many_trees_depend_little_on_it(asked, only, table):
    evidence = asked(ExtraTreesRegressor(n_estimators=60, max_depth=4, random_state=7), table)
    assert only(evidence, "answer_spread").high < 0.2
    lead = only(evidence, "lead_over_refits")
    assert lead.low < 0.0 < lead.high


def test_a_fit_without_randomness_has_no_spread(asked, only, table):
    evidence = asked(Ridge(), table)
    for metric in ("answer_spread", "skill_spread", "lead_over_refits"):
        found = only(evidence, metric)
        assert (found.value, found.low, found.high) == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)


def test_a_registered_model_ahead_of_all_its_refits_is_seen(asked, only, table):
    X, y = table

    class Lucky(ExtraTreesRegressor):
        def predict(self, X):
            said = super().predict(X)
            return said if self.random_state != 7 else X["carry"].to_numpy()

    model = Lucky(n_estimators=40, max_depth=2, random_state=7)
    assert only(asked(model, (X, y)), "lead_over_refits").low > 0.0


def test_the_figures_agree_with_a_computation_by_hand(asked, only, table):
    X, y = table
    made = ExtraTreesRegressor(n_estimators=2, max_depth=3)
    answers = np.stack([made.set_params(random_state=seed).fit(X[:300], y[:300]).predict(X[300:]) for seed in (1, 2, 3)])
    skills = 1 - ((y[300:] - answers) ** 2).mean(axis=1) / ((y[300:] - y[:300].mean()) ** 2).mean()
    own = ExtraTreesRegressor(n_estimators=2, max_depth=3, random_state=7)
    evidence = asked(own, table, refits=3)
    assert only(evidence, "skill_spread").value == pytest.approx(skills.std(ddof=1))
    expected = np.sqrt(answers.var(axis=0, ddof=1).mean() / own.predict(X[300:]).var())
    assert only(evidence, "answer_spread").value == pytest.approx(expected)
    assert only(evidence, "skill_spread").n == 3


def test_a_model_that_cannot_be_fitted_again_concludes_nothing(asked, table):
    assert asked(lambda frame: frame["carry"], table).status is Status.INCONCLUSIVE

    class Once(Ridge):
        def fit(self, X, y):
            if getattr(Once, "done", False):
                raise RuntimeError("the feed is closed")
            Once.done = True
            return super().fit(X, y)

    assert "the feed is closed" in asked(Once(), table).reason


def test_classifiers_are_compared_by_log_loss_and_strategies_by_their_positions(asked, only, table):
    X, y = table
    binary = asked(DecisionTreeClassifier(max_depth=2, splitter="random", random_state=7), (X, (y > 0).astype(float)), "binary")
    assert "log loss" in only(binary, "skill_spread").convention
    strategy = asked(ExtraTreesRegressor(n_estimators=2, random_state=7), table, "strategy")
    assert {item.metric for item in strategy.measurements} == {"answer_spread"}
