"""XGBoost's estimators and bare boosters."""

import numpy as np
import pandas as pd
import pytest
import xgboost

from governance.record.declaration import Capability, Task
from governance.subject.model.answering import SAYS_LABELS
from governance.subject.model.interface import Failure
from governance.subject.model.wrapping import wrap

KINDS = {
    "classifier": ("binary", Task.BINARY, "logit", {}),
    "three classes": ("multiclass", Task.MULTICLASS, "softmax", {}),
    "regressor": ("value", Task.REGRESSION, "identity", {}),
    "gamma": ("positive", Task.VOLATILITY, "log", {"objective": "reg:gamma"}),
    "dropped trees": ("binary", Task.BINARY, "logit", {"booster": "dart"}),
}


def fitted(table, target, frame=None, **settings):
    kind = xgboost.XGBClassifier if target in {"binary", "multiclass"} else xgboost.XGBRegressor
    return kind(**{"n_estimators": 15, "n_jobs": 1, "enable_categorical": True, **settings}).fit(
        table.categorical if frame is None else frame, getattr(table, target)
    )


def loaded(native, folder):
    native.save_model(folder / "model.ubj")
    fresh = type(native)()
    fresh.load_model(folder / "model.ubj")
    return fresh


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_contributions_are_xgboosts_own_and_add_up(table, adds_up, name, bare):
    target, task, link, settings = KINDS[name]
    native = fitted(table, target, **settings)
    model = wrap(native.get_booster() if bare else native, "xgboost", task)
    found = model.contributions(table.categorical, table.categorical[:20])
    adds_up(found, model.score(table.categorical))
    assert (found.method, found.kind, found.link, found.exact) == ("XGBoost pred_contribs", "path-dependent", link, True)


def test_estimator_and_bare_booster_give_the_same_probabilities(table):
    native = fitted(table, "binary")
    estimator, booster = wrap(native, "xgboost", Task.BINARY), wrap(native.get_booster(), "xgboost", Task.BINARY)
    np.testing.assert_array_equal(estimator.score(table.categorical), native.predict_proba(table.categorical))
    np.testing.assert_allclose(booster.score(table.categorical), estimator.score(table.categorical), atol=1e-6)
    assert estimator.classes == booster.classes == (0, 1)
    assert wrap(fitted(table, "multiclass").get_booster(), "xgboost", Task.MULTICLASS).classes == (0, 1, 2)


def test_text_columns_are_read_in_the_categories_the_model_learned(table, tmp_path):
    model = wrap(loaded(fitted(table, "binary"), tmp_path), "xgboost", Task.BINARY)
    some = table.mixed["venue"] != "nyse"
    np.testing.assert_array_equal(model.score(table.mixed[some]), model.score(table.categorical[some]))


def test_a_category_the_model_never_saw_is_a_failure(table):
    model = wrap(fitted(table, "binary"), "xgboost", Task.BINARY)
    told = "column 'venue' holds 'moex', a category that the model never saw"
    assert told in model.score(table.mixed.assign(venue="moex")).reason
    assert told in model.score(table.categorical.assign(venue=pd.Categorical(["moex"] * 400))).reason
    assert model.score(table.mixed.assign(venue=table.mixed["venue"].where(table.mixed.index > 3))).shape == (400, 2)


def test_text_where_numbers_were_learned_is_a_failure(table):
    model = wrap(fitted(table, "value", table.numbers), "xgboost", Task.REGRESSION)
    assert isinstance(model.score(table.numbers.assign(flow="much")), Failure)


def test_columns_are_given_in_the_order_the_model_learned(table):
    model = wrap(fitted(table, "value", table.numbers), "xgboost", Task.REGRESSION)
    np.testing.assert_array_equal(model.score(table.mixed[["venue", "flow", "carry", "momentum"]]), model.score(table.numbers))
    assert model.score(table.numbers[["carry"]]).reason == "the sample lacks 2 of the model's features: momentum, flow"


def test_a_booster_that_answers_with_labels_is_refused(table):
    rows = xgboost.DMatrix(table.numbers, table.multiclass)
    native = xgboost.train({"objective": "multi:softmax", "num_class": 3}, rows, 3)
    assert wrap(native, "xgboost", Task.MULTICLASS) == Failure(SAYS_LABELS)


def test_an_estimator_that_stopped_early_is_explained_by_the_rounds_it_uses(table, adds_up):
    native = xgboost.XGBClassifier(n_estimators=200, early_stopping_rounds=3).fit(
        table.numbers[:200], table.binary[:200], eval_set=[(table.numbers[200:], table.binary[200:])], verbose=False
    )
    model = wrap(native, "xgboost", Task.BINARY)
    found = model.contributions(table.numbers, table.numbers[:20])
    adds_up(found, model.score(table.numbers))
    assert found.link == "logit"
    again = model.refit(table.numbers[:200], table.binary[:200].astype(float), 0)
    assert again.native.get_booster().num_boosted_rounds() == native.best_iteration + 1


def test_a_linear_booster_is_sampled_because_xgboost_explains_it_against_zeros(table, adds_up):
    model = wrap(fitted(table, "value", table.numbers, booster="gblinear"), "xgboost", Task.REGRESSION)
    found = model.contributions(table.numbers, table.numbers[:50])
    adds_up(found, model.score(table.numbers))
    assert not found.exact


def test_a_refit_on_the_same_rows_and_seed_gives_the_same_model(table):
    native = fitted(table, "binary", random_state=5, subsample=0.5)
    model = wrap(native, "xgboost", Task.BINARY)
    again = model.refit(table.categorical, table.binary.astype(float), 5)
    np.testing.assert_array_equal(again.score(table.categorical), model.score(table.categorical))


def test_an_estimator_loaded_from_xgboosts_file_does_not_pretend_to_know_its_settings(table, tmp_path):
    model = wrap(loaded(fitted(table, "binary", reg_lambda=7.0), tmp_path), "xgboost", Task.BINARY)
    assert model.capabilities == {Capability.SCORE, Capability.CONTRIBUTIONS}
    assert isinstance(model.refit(table.categorical, table.binary.astype(float), 1), Failure)
    assert isinstance(model.penalties(), Failure)


def test_penalties_name_what_was_set_and_what_xgboost_took_by_itself(table):
    told = wrap(fitted(table, "binary", reg_lambda=7.0), "xgboost", Task.BINARY).penalties()
    assert (told["reg_lambda"], told["max_depth"], told["n_estimators"]) == (7.0, 6.0, 15.0)
