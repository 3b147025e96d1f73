"""Estimators and pipelines of scikit-learn."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import GammaRegressor, LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler

from governance.record.declaration import Capability, Task
from governance.subject.model.interface import Failure
from governance.subject.model.wrapping import wrap


def encoded(final, **options):
    return make_pipeline(
        make_column_transformer((StandardScaler(), ["momentum", "carry", "flow"]), (OneHotEncoder(), ["venue"]), **options), final
    )


FORESTS = {
    "forest": (RandomForestClassifier(20, random_state=0), "binary", Task.BINARY, "prediction"),
    "forest of three classes": (RandomForestClassifier(20, random_state=0), "multiclass", Task.MULTICLASS, "prediction"),
    "regression forest": (RandomForestRegressor(20, random_state=0), "value", Task.REGRESSION, "prediction"),
    "extra trees": (ExtraTreesClassifier(20, random_state=0), "binary", Task.BINARY, "prediction"),
    "boosted classifier": (GradientBoostingClassifier(n_estimators=20), "binary", Task.BINARY, "margin"),
    "boosted regressor": (GradientBoostingRegressor(n_estimators=20), "value", Task.REGRESSION, "prediction"),
    "histogram classifier": (HistGradientBoostingClassifier(max_iter=8), "binary", Task.BINARY, "margin"),
    "histogram of three classes": (HistGradientBoostingClassifier(max_iter=8), "multiclass", Task.MULTICLASS, "margin"),
    "histogram regressor": (HistGradientBoostingRegressor(max_iter=8), "value", Task.REGRESSION, "prediction"),
    "histogram with a log link": (
        HistGradientBoostingRegressor(loss="gamma", max_iter=8),
        "positive",
        Task.REGRESSION,
        "margin",
    ),
}
SUMS = {
    "linear": (LinearRegression(), "value", Task.REGRESSION, "identity"),
    "gamma": (GammaRegressor(), "positive", Task.REGRESSION, "log"),
    "logistic": (LogisticRegression(), "binary", Task.BINARY, "logit"),
    "logistic of three classes": (LogisticRegression(), "multiclass", Task.MULTICLASS, "softmax"),
    "transformed target": (
        TransformedTargetRegressor(Ridge(), func=np.log, inverse_func=np.exp), "positive", Task.VOLATILITY, "target transformer",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORESTS)
def test_tree_ensembles_are_explained_exactly_along_their_paths(table, adds_up, name):
    native, target, task, scale = FORESTS[name]
    model = wrap(native.fit(table.numbers, getattr(table, target)), "sklearn", task)
    found = model.contributions(table.numbers, table.numbers[:50])
    adds_up(found, model.score(table.numbers))
    assert (found.kind, found.scale, found.exact) == ("path-dependent", scale, True)


@pytest.mark.parametrize("name", SUMS)
def test_sums_over_columns_are_explained_in_closed_form_through_encoders_and_scalers(table, adds_up, name):
    native, target, task, link = SUMS[name]
    model = wrap(encoded(native).fit(table.mixed, getattr(table, target)), "sklearn", task)
    found = model.contributions(table.mixed, table.mixed[:60])
    adds_up(found, model.score(table.mixed))
    assert found.features == ("momentum", "carry", "flow", "venue")
    assert (found.kind, found.link, found.exact, found.background_rows) == ("interventional", link, True, 60)


def test_a_linear_model_is_explained_as_by_shaps_linear_explainer(table):
    import shap

    native = LogisticRegression().fit(table.numbers, table.binary)
    found = wrap(native, "sklearn", Task.BINARY).contributions(table.numbers, table.numbers)
    independent = shap.LinearExplainer(native, shap.maskers.Independent(table.numbers, max_samples=1000))
    np.testing.assert_allclose(found.values[:, :, 0], independent.shap_values(table.numbers), atol=1e-9)


def test_a_linear_model_is_explained_as_its_coefficients_say(table):
    native = LinearRegression().fit(table.numbers, table.value)
    found = wrap(native, "sklearn", Task.REGRESSION).contributions(table.numbers[:30], table.numbers[30:90])
    centred = table.numbers[:30] - table.numbers[30:90].mean()
    np.testing.assert_allclose(found.values[:, :, 0], centred * native.coef_, atol=1e-10)


@pytest.mark.parametrize("sparse_threshold", [0.0, 1.0])
def test_encoded_columns_are_gathered_into_the_column_they_came_from(table, adds_up, sparse_threshold):
    model = wrap(
        encoded(RandomForestClassifier(10, random_state=0), sparse_threshold=sparse_threshold).fit(table.mixed, table.binary),
        "sklearn",
        Task.BINARY,
    )
    found = model.contributions(table.mixed, table.mixed[:50])
    adds_up(found, model.score(table.mixed))
    assert (found.method, found.features[-1]) == ("TreeExplainer", "venue")


@pytest.mark.parametrize("library", ["lightgbm", "xgboost"])
def test_a_booster_at_the_end_of_a_sparse_pipeline_is_explained_by_its_own_algorithm(table, adds_up, library):
    final = {"lightgbm": _lightgbm, "xgboost": _xgboost}[library]()
    model = wrap(encoded(final, sparse_threshold=1.0).fit(table.mixed, table.binary), "sklearn", Task.BINARY)
    found = model.contributions(table.mixed, table.mixed[:50])
    adds_up(found, model.score(table.mixed))
    assert found.method.startswith({"lightgbm": "LightGBM", "xgboost": "XGBoost"}[library])
    assert found.link == "logit"


def _lightgbm():
    from lightgbm import LGBMClassifier

    return LGBMClassifier(n_estimators=10, verbose=-1)


def _xgboost():
    from xgboost import XGBClassifier

    return XGBClassifier(n_estimators=10)


@pytest.mark.parametrize("before", [PCA(2), PolynomialFeatures(2)])
def test_contributions_through_mixed_columns_are_sampled_and_say_so(table, adds_up, before):
    native = make_pipeline(before, RandomForestClassifier(5, max_depth=3, random_state=0)).fit(table.numbers, table.binary)
    model = wrap(native, "sklearn", Task.BINARY)
    found = model.contributions(table.numbers, table.numbers[:50])
    adds_up(found, model.score(table.numbers))
    assert (found.method, found.exact) == ("permutation sampling", False)


def test_a_histogram_model_with_categories_is_not_explained_by_an_algorithm_that_misreads_them(table, adds_up):
    native = HistGradientBoostingClassifier(max_iter=5, categorical_features="from_dtype").fit(table.categorical, table.binary)
    model = wrap(native, "sklearn", Task.BINARY)
    found = model.contributions(table.categorical[:20], table.categorical[20:60])
    adds_up(found, model.score(table.categorical[:20]))
    assert not found.exact


def test_a_classifier_answers_with_probabilities_in_the_order_of_its_classes(table):
    labels = np.array(["down", "up"])[table.binary]
    native = LogisticRegression().fit(table.numbers, labels)
    model = wrap(native, "sklearn", Task.BINARY)
    np.testing.assert_array_equal(model.score(table.numbers), native.predict_proba(table.numbers))
    assert model.classes == ("down", "up")


def test_a_regressor_answers_in_one_column_and_has_no_classes(table):
    model = wrap(Ridge().fit(table.numbers, table.value), "sklearn", Task.REGRESSION)
    assert model.score(table.numbers).shape == (400, 1)
    assert model.classes is None


def test_columns_are_given_in_the_order_the_model_learned_whatever_else_the_sample_holds(table):
    model = wrap(Ridge().fit(table.numbers, table.value), "sklearn", Task.REGRESSION)
    shuffled = table.mixed[["venue", "flow", "momentum", "carry"]]
    np.testing.assert_array_equal(model.score(shuffled), model.score(table.numbers))
    assert model.contributions(shuffled, shuffled).features == ("momentum", "carry", "flow")


def test_missing_columns_are_named_in_the_failure(table):
    model = wrap(Ridge().fit(table.numbers, table.value), "sklearn", Task.REGRESSION)
    assert model.score(table.numbers[["flow", "momentum"]]) == Failure("the sample lacks 1 of the model's features: carry")


def test_a_model_fitted_on_an_array_takes_a_frame_of_as_many_columns_and_no_other(table, recwarn):
    model = wrap(RandomForestClassifier(3).fit(table.numbers.to_numpy(), table.binary), "sklearn", Task.BINARY)
    assert model.score(table.numbers).shape == (400, 2)
    assert model.contributions(table.numbers, table.numbers[:9]).values.shape == (400, 3, 1)
    assert model.score(table.numbers.iloc[:, :2]) == Failure("the model takes 3 features, the sample has 2")
    assert not [warning for warning in recwarn if "feature names" in str(warning.message)]


def test_what_a_model_raises_becomes_a_reason(table):
    model = wrap(Ridge().fit(table.numbers, table.value), "sklearn", Task.REGRESSION)
    found = model.score(table.numbers.assign(carry=np.nan))
    assert isinstance(found, Failure)
    assert "ValueError: Input X contains NaN" in found.reason
    assert isinstance(model.contributions(table.numbers.assign(carry=np.nan), table.numbers), Failure)


def test_a_refit_keeps_settings_and_classes_and_takes_the_seed(table):
    native = encoded(RandomForestClassifier(7, max_depth=2)).fit(table.mixed, np.array(["down", "up"])[table.binary])
    model = wrap(native, "sklearn", Task.BINARY)
    first, again = (model.refit(table.mixed[:200], table.binary[:200].astype(float), 11) for _ in range(2))
    other = model.refit(table.mixed[:200], table.binary[:200].astype(float), 12)
    assert first.classes == ("down", "up")
    assert (first.native[-1].n_estimators, first.native[-1].max_depth, first.native[-1].random_state) == (7, 2, 11)
    np.testing.assert_array_equal(first.score(table.mixed), again.score(table.mixed))
    assert (first.score(table.mixed) != other.score(table.mixed)).any()
    assert native[-1].random_state is None


def test_of_a_parameter_search_the_winner_is_fitted_again(table):
    search = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}).fit(table.numbers, table.value)
    model = wrap(search, "sklearn", Task.REGRESSION)
    assert isinstance(model.refit(table.numbers, table.value, 1).native, Ridge)
    assert model.penalties() == {"alpha": search.best_params_["alpha"]}


def test_penalties_are_the_settings_that_regularise_by_their_full_name(table):
    native = make_pipeline(StandardScaler(), Ridge(alpha=3.0)).fit(table.numbers, table.value)
    assert wrap(native, "sklearn", Task.REGRESSION).penalties() == {"ridge__alpha": 3.0}
    unpenalised = wrap(LinearRegression().fit(table.numbers, table.value), "sklearn", Task.REGRESSION)
    assert isinstance(unpenalised.penalties(), Failure)


def test_gradients_are_refused_as_declared(table):
    model = wrap(Ridge().fit(table.numbers, table.value), "sklearn", Task.REGRESSION)
    assert Capability.GRADIENTS not in model.capabilities
    assert isinstance(model.gradients(table.numbers), Failure)


def test_asking_leaves_the_sample_as_it_was(table):
    before = table.mixed.copy(deep=True)
    model = wrap(encoded(LogisticRegression()).fit(table.mixed, table.binary), "sklearn", Task.BINARY)
    model.score(table.mixed)
    model.contributions(table.mixed, table.mixed[:40])
    pd.testing.assert_frame_equal(table.mixed, before)
