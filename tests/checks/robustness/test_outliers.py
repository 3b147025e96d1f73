import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import GammaRegressor, Ridge

from governance.record.evidence import Status

CHECK = "robustness.outliers"


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    X = pd.DataFrame({"carry": generator.normal(size=500), "trades": generator.integers(0, 9, size=500)})
    return X, X["carry"].to_numpy() + 0.1 * X["trades"].to_numpy() + generator.normal(size=500)


@pytest.fixture
def asked(make_subject, measure):
    def measured(model, table, task="regression", **parameters):
        X, y = table
        return measure(CHECK, make_subject(task, (X[:300], y[:300]), (X[300:], y[300:]), model), **parameters)

    return measured


def test_an_exponential_answer_runs_away_with_one_input(asked, only, table):
    y = np.exp(table[1])
    found = only(asked(GammaRegressor(alpha=0.0).fit(table[0], y), (table[0], y), "pricing"), "beyond_at_deviations")
    assert found.low == found.value == found.high > 10.0
    assert "of carry, 10 deviations above" in found.convention


def test_trees_answer_within_what_they_have_seen(asked, only, table):
    evidence = asked(HistGradientBoostingRegressor(max_iter=20).fit(*table), table)
    assert only(evidence, "beyond_at_deviations").value == only(evidence, "beyond_when_multiplied").value == 0.0


def test_a_regularised_linear_answer_follows_within_reason(asked, only, table):
    assert only(asked(Ridge().fit(*table), table), "beyond_at_deviations").value < 3.0


def test_a_model_that_refuses_what_is_far_out_shows_no_fault(asked, only, table):
    class Guarded(Ridge):
        def predict(self, X):
            if (np.abs(X["carry"]) > 6).any() or (X["trades"].abs() > 20).any():
                raise ValueError("out of place")
            return super().predict(X)

    evidence = asked(Guarded().fit(*table), table)
    assert only(evidence, "beyond_at_deviations").value == 0.0
    assert "4 slips were refused" in only(evidence, "beyond_at_deviations").convention


def test_the_distance_agrees_with_a_computation_by_hand(asked, only, table):
    X, y = table
    model = Ridge().fit(X, y)
    low, high = np.quantile(X["carry"][:300], [0.25, 0.75])
    below = X[300:].assign(carry=X["carry"][:300].median() - 10 * (high - low) / 1.349)
    seen = np.concatenate([y, model.predict(X)])
    evidence = asked(model, table, rows=1000)
    (row,) = [row for row in evidence.tables[0].rows if row[0] == "carry"]
    assert row[-1] == pytest.approx((seen.min() - model.predict(below).min()) / np.ptp(seen))
    found = only(evidence, "beyond_at_deviations")
    assert found.value == max(row[-1], row[-2])
    assert found.n == 200


def test_an_answer_that_overflows_is_the_furthest_there_is(asked, only, table):
    class Overflowing(Ridge):
        def predict(self, X):
            return np.where(X["carry"] > 6, np.inf, super().predict(X))

    assert only(asked(Overflowing().fit(*table), table), "beyond_at_deviations").value > 1e300


def test_whole_numbers_stay_whole(asked, table):
    class Counting(Ridge):
        def predict(self, X):
            assert X["trades"].dtype == np.dtype("int64")
            return super().predict(X)

    assert asked(Counting().fit(*table), table).status is Status.MEASURED


def test_further_deviations_take_the_answer_further(asked, only, table):
    model = Ridge().fit(*table)
    near, far = (only(asked(model, table, deviations=value), "beyond_at_deviations").value for value in (5.0, 20.0))
    assert near < far


def test_a_feature_that_never_varied_stays_where_it_is(asked, only, table):
    X = table[0].assign(carry=1.0)
    assert only(asked(Ridge().fit(X, table[1]), (X, table[1])), "beyond_at_deviations").value < 3.0


def test_it_does_not_concern_classifiers_nor_rows_without_numbers(asked, table):
    assert asked(lambda frame: np.tile([0.5, 0.5], (len(frame), 1)), table, "binary").status is Status.NOT_APPLICABLE
    names = pd.DataFrame({"venue": ["east", "west"] * 250})
    assert asked(lambda frame: np.zeros(len(frame)), (names, table[1])).status is Status.NOT_APPLICABLE
