"""LightGBM's estimators and bare boosters."""

import lightgbm
import numpy as np
import pytest

from governance.record.declaration import Capability, Task
from governance.subject.model.interface import Failure
from governance.subject.model.wrapping import wrap

KINDS = {
    "classifier": ("binary", Task.BINARY, "logit", {}),
    "three classes": ("multiclass", Task.MULTICLASS, "softmax", {}),
    "regressor": ("value", Task.REGRESSION, "identity", {}),
    "gamma": ("positive", Task.VOLATILITY, "log", {"objective": "gamma"}),
    "dropped trees": ("binary", Task.BINARY, "logit", {"boosting_type": "dart"}),
}


def fitted(table, target, frame=None, **settings):
    kind = lightgbm.LGBMClassifier if target in {"binary", "multiclass"} else lightgbm.LGBMRegressor
    return kind(n_estimators=15, verbose=-1, n_jobs=1, **settings).fit(
        table.categorical if frame is None else frame, getattr(table, target)
    )


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_contributions_are_lightgbms_own_and_add_up(table, adds_up, name, bare):
    target, task, link, settings = KINDS[name]
    native = fitted(table, target, **settings)
    model = wrap(native.booster_ if bare else native, "lightgbm", task)
    found = model.contributions(table.categorical, table.categorical[:20])
    adds_up(found, model.score(table.categorical))
    assert (found.method, found.kind, found.link, found.exact) == ("LightGBM pred_contrib", "path-dependent", link, True)


def test_estimator_and_bare_booster_give_the_same_probabilities(table):
    native = fitted(table, "binary")
    estimator, booster = wrap(native, "lightgbm", Task.BINARY), wrap(native.booster_, "lightgbm", Task.BINARY)
    np.testing.assert_array_equal(estimator.score(table.categorical), native.predict_proba(table.categorical))
    np.testing.assert_allclose(booster.score(table.categorical), estimator.score(table.categorical), atol=1e-15)
    assert estimator.classes == booster.classes == (0, 1)
    several = wrap(fitted(table, "multiclass").booster_, "lightgbm", Task.MULTICLASS)
    assert several.classes == (0, 1, 2)


def test_text_columns_are_read_in_the_categories_the_model_learned(table):
    model = wrap(fitted(table, "binary"), "lightgbm", Task.BINARY)
    nyse = table.mixed["venue"] == "nyse"
    np.testing.assert_array_equal(model.score(table.mixed[nyse]), model.score(table.categorical[nyse]))


def test_columns_are_found_by_name_with_spaces_as_lightgbm_stores_them(table):
    spaced = table.numbers.rename(columns={"carry": "net carry"})
    model = wrap(fitted(table, "value", spaced), "lightgbm", Task.REGRESSION)
    np.testing.assert_array_equal(model.score(spaced[["flow", "net carry", "momentum"]]), model.score(spaced))
    assert model.contributions(spaced, spaced).features == ("momentum", "net carry", "flow")
    assert isinstance(model.score(table.numbers), Failure)


def test_a_model_fitted_on_an_array_is_given_columns_by_position(table):
    model = wrap(fitted(table, "value", table.numbers.to_numpy()), "lightgbm", Task.REGRESSION)
    assert model.score(table.numbers).shape == (400, 1)
    assert isinstance(model.score(table.numbers.iloc[:, :2]), Failure)


def test_a_number_where_a_category_was_learned_is_a_failure(table):
    model = wrap(fitted(table, "binary"), "lightgbm", Task.BINARY)
    found = model.score(table.mixed.assign(venue=1.0))
    assert isinstance(found, Failure)
    assert "categorical_feature" in found.reason


def test_linear_leaves_which_lightgbm_cannot_explain_are_sampled(table, adds_up, capfd):
    model = wrap(fitted(table, "value", table.numbers, linear_tree=True), "lightgbm", Task.REGRESSION)
    found = model.contributions(table.numbers, table.numbers[:50])
    adds_up(found, model.score(table.numbers))
    assert not found.exact
    assert capfd.readouterr().err == ""


def test_names_are_found_as_lightgbm_stores_them_with_each_space_an_underscore(table):
    spaced = table.numbers.set_axis(["open  interest", "close ", *table.numbers.columns[2:]], axis=1)
    model = wrap(fitted(table, "value", spaced), "lightgbm", Task.REGRESSION)
    assert model.score(spaced).shape == (400, 1)


@pytest.mark.parametrize("bare", [False, True])
def test_a_refit_on_the_same_rows_and_seed_gives_the_same_model(table, bare):
    native = fitted(table, "binary", random_state=5, subsample=0.5, subsample_freq=1)
    model = wrap(lightgbm.Booster(model_str=native.booster_.model_to_string()) if bare else native, "lightgbm", Task.BINARY)
    again = model.refit(table.categorical, table.binary.astype(float), 5)
    np.testing.assert_allclose(again.score(table.categorical), model.score(table.categorical), atol=1e-12)
    other = model.refit(table.categorical, table.binary.astype(float), 6)
    assert (other.score(table.categorical) != model.score(table.categorical)).any()


def test_a_model_that_stopped_early_is_fitted_again_for_as_many_rounds(table):
    native = lightgbm.LGBMClassifier(n_estimators=300, verbose=-1, n_jobs=1, early_stopping_round=3).fit(
        table.categorical[:200], table.binary[:200], eval_set=[(table.categorical[200:], table.binary[200:])]
    )
    again = wrap(native, "lightgbm", Task.BINARY).refit(table.categorical[:200], table.binary[:200].astype(float), 0)
    assert again.native.booster_.current_iteration() == native.best_iteration_


def test_penalties_are_told_by_estimators_and_by_the_files_of_boosters(table):
    native = fitted(table, "binary", reg_lambda=2.0)
    assert wrap(native, "lightgbm", Task.BINARY).penalties()["reg_lambda"] == 2.0
    loaded = lightgbm.Booster(model_str=native.booster_.model_to_string())
    assert wrap(loaded, "lightgbm", Task.BINARY).penalties()["lambda_l2"] == 2.0


def test_gradients_are_refused_as_declared(table):
    model = wrap(fitted(table, "binary"), "lightgbm", Task.BINARY)
    assert model.capabilities == {Capability.SCORE, Capability.CONTRIBUTIONS, Capability.REFIT, Capability.PENALTIES}
    assert isinstance(model.gradients(table.categorical), Failure)
