import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler

from governance.record.evidence import Status

CHECK = "data.preprocessing-leakage"
TRAINED = 300


@pytest.fixture
def rows():
    generator = np.random.default_rng(0)
    frame = pd.DataFrame(generator.normal(size=(500, 3)), columns=["a", "b", "c"])
    frame["c"] += np.arange(500) / 200
    return frame, frame["a"].to_numpy() + generator.normal(size=500)


@pytest.fixture
def leaked(make_subject, measure, rows):
    def measured(step, fitted, **parameters):
        X, y = rows
        model = make_pipeline(step, Ridge()).fit(X.iloc[:TRAINED], y[:TRAINED])
        model.steps[0][1].fit(X.iloc[fitted])
        halves = (X.iloc[:TRAINED], y[:TRAINED]), (X.iloc[TRAINED:].reset_index(drop=True), y[TRAINED:])
        return measure(CHECK, make_subject("regression", *halves, model), **parameters)

    return measured


STEPS = {
    "scaler": StandardScaler,
    "robust": RobustScaler,
    "imputer": SimpleImputer,
    "range": MinMaxScaler,
    "largest": MaxAbsScaler,
    "columns": lambda: ColumnTransformer(
        [("scale", make_pipeline(SimpleImputer(), StandardScaler()), ["a", "b"]), ("range", StandardScaler(), [2])]
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_fitted_on_all_rows_is_found(leaked, only, name):
    evidence = leaked(STEPS[name](), slice(0, 500))
    assert only(evidence, "share_leaked").value == 1.0
    assert only(evidence, "median_place").value == pytest.approx(1.0)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_fitted_on_training_is_not_accused(leaked, only, name):
    assert only(leaked(STEPS[name](), slice(0, TRAINED)), "share_leaked").value == 0.0


def test_a_step_fitted_on_part_of_training_is_not_accused(leaked, only):
    assert only(leaked(StandardScaler(), slice(50, 250)), "share_leaked").value == 0.0


def test_the_places_are_those_worked_out_by_hand(leaked, rows):
    X, _ = rows
    (table,) = leaked(StandardScaler(), slice(0, 400)).tables
    held, training, whole = (X["a"].iloc[:last].mean() for last in (400, 300, 500))
    assert table.rows[0][2:] == pytest.approx((held, training, whole, (held - training) / (whole - training)))


def test_nearness_is_the_policys(leaked, only):
    assert only(leaked(StandardScaler(), slice(0, 490)), "share_leaked").value < 1.0
    assert only(leaked(StandardScaler(), slice(0, 490), nearness=0.5), "share_leaked").value > 0.5


def test_a_model_that_holds_no_such_statistic_is_inconclusive(make_subject, measure, rows):
    X, y = rows
    plain = make_subject("regression", (X, y), (X, y), Ridge().fit(X, y))
    coded = make_pipeline(ColumnTransformer([("code", OneHotEncoder(handle_unknown="ignore"), ["a"])]), Ridge()).fit(X, y)
    assert measure(CHECK, plain).status is Status.INCONCLUSIVE
    assert measure(CHECK, make_subject("regression", (X, y), (X, y), coded)).status is Status.INCONCLUSIVE
    assert measure(CHECK, make_subject("regression", (X, y), (X, y), lambda frame: frame["a"])).status is Status.INCONCLUSIVE
