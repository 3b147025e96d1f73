import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression, Ridge

from governance.record.evidence import Status

CHECK = "robustness.stress"


@pytest.fixture
def table():
    """Two features that move together; from row 500 to 549 both are far from the usual, and the outcome follows no more."""
    generator = np.random.default_rng(0)
    common = generator.normal(size=600)
    X = pd.DataFrame({"spread": common + 0.2 * generator.normal(size=600), "level": common + 0.2 * generator.normal(size=600)})
    hard = slice(500, 549)
    X.loc[hard] += 6.0
    y = common + 0.3 * generator.normal(size=600)
    return X, y


@pytest.fixture
def asked(make_subject, measure):
    def measured(table, task="regression", model=None, time=True, **parameters):
        X, y = table
        fitted = model or Ridge().fit(X[:300], y[:300])
        subject = make_subject(task, (X[:300], y[:300]), (X[300:], y[300:]), fitted, time=time)
        return measure(CHECK, subject, **{"resamples": 300, **parameters})

    return measured


def test_skill_that_vanishes_in_unusual_windows_is_seen(asked, only, table):
    assert only(asked(table), "skill_in_stress").high < 0.0


def test_skill_that_holds_in_unusual_windows_is_seen(asked, only, table):
    X, y = table
    assert only(asked((X, X["level"].to_numpy() + 0.1 * y)), "skill_in_stress").low > 0.5


def test_features_that_move_together_are_shocked_together(asked, only, table):
    evidence = asked(table)
    up, down = (only(evidence, "shock_move", f"common movement, {word}") for word in ("up", "down"))
    assert up.low > 1.0
    assert down.value == pytest.approx(-up.value)


def test_the_move_under_a_declared_shock_agrees_with_the_coefficients(asked, only, table):
    X, y = table
    model = Ridge().fit(X[:300], y[:300])
    low, high = np.quantile(X[:300], [0.25, 0.75], axis=0)
    expected = model.coef_ @ (np.array([3.0, -2.0]) * (high - low) / 1.349) / model.predict(X[300:]).std()
    found = only(asked(table, model=model, scenarios="twist: spread=+3, level=-2"), "shock_move", "twist")
    assert found.value == pytest.approx(expected)
    assert found.low == pytest.approx(found.high)


def test_a_larger_shock_takes_the_answer_further_out(asked, only, table):
    near, far = (only(asked(table, deviations=size), "beyond_under_shock").value for size in (5.0, 50.0))
    assert near < 3.0 < far


def test_declared_dates_are_windows_of_their_own(asked, table):
    names = [row[0] for row in asked(table, dates="2015-12-01, 1999-01-01").tables[0].rows]
    assert names[0] == "2015-12-01 to 2015-12-10 (declared)"
    assert len(names) == 6


def test_a_scenario_that_cannot_be_read_is_named(asked, table):
    for text, wrong in (("crash: rate=+1", "rate=+1"), ("level=2", "it has no name"), ("crash: level=much", "level=much")):
        evidence = asked(table, scenarios=text)
        assert evidence.status is Status.INCONCLUSIVE
        assert wrong in evidence.reason


def test_a_date_that_cannot_be_read_is_named(asked, table):
    assert "12 March, 2020-02-31" in asked(table, dates="2016-01-04, 12 March, 2020-02-31").reason


def test_rows_without_order_have_no_windows_and_strategies_no_skill(asked, table):
    assert "no order in time" in asked(table, time=False).absent["skill_in_stress"]
    assert {item.metric for item in asked(table, "strategy").measurements} == {"shock_move", "beyond_under_shock"}


def test_probabilities_move_within_their_bounds(asked, only, table):
    X, y = table[0], (table[1] > 0).astype(float)
    evidence = asked((X, y), "binary", LogisticRegression().fit(X[:300], y[:300]))
    assert only(evidence, "shock_move", "common movement, up").low > 0.0
    assert "beyond_under_shock" not in {item.metric for item in evidence.measurements}


def test_a_model_that_refuses_shocked_rows_is_said_to_and_few_rows_are_not_measured(asked, table):
    class Guarded(Ridge):
        def predict(self, X):
            if (X["level"] > 9).any():
                raise ValueError("out of bounds")
            return super().predict(X)

    guarded = asked(table, model=Guarded().fit(table[0][:300], table[1][:300]))
    assert "out of bounds" in guarded.absent["shock_move"]
    assert "fewer than 30" in asked(table, windows=1).absent["skill_in_stress"]
