"""CatBoost's estimators and plain models."""

import contextlib
import itertools
import json
import math

import catboost
import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from governance.record.declaration import Capability, Task
from governance.subject.model.catboost import catboost_sums
from governance.subject.model.interface import Failure
from governance.subject.model.wrapping import wrap

KINDS = {
    "classifier": ("binary", Task.BINARY, "logit", {}),
    "three classes": ("multiclass", Task.MULTICLASS, "softmax", {}),
    "regressor": ("value", Task.REGRESSION, "identity", {}),
    "tweedie": ("positive", Task.VOLATILITY, "log", {"loss_function": "Tweedie:variance_power=1.5"}),
    "poisson": ("positive", Task.VOLATILITY, "log", {"loss_function": "Poisson"}),
}
QUIET = {"iterations": 15, "thread_count": 1, "verbose": False, "allow_writing_files": False}


def fitted(table, target, frame=None, **settings):
    kind = catboost.CatBoostClassifier if target in {"binary", "multiclass"} else catboost.CatBoostRegressor
    frame = table.categorical if frame is None else frame
    categories = {"cat_features": ["venue"]} if "venue" in frame else {}
    return kind(**{**QUIET, **categories, **settings}).fit(frame, getattr(table, target))


def loaded(native, folder, kind=catboost.CatBoost):
    native.save_model(str(folder / "model.cbm"))
    return kind().load_model(str(folder / "model.cbm"))


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_contributions_are_catboosts_own_and_add_up(table, adds_up, tmp_path, name, plain):
    target, task, link, settings = KINDS[name]
    native = fitted(table, target, **settings)
    model = wrap(loaded(native, tmp_path) if plain else native, "catboost", task)
    found = model.contributions(table.categorical, table.categorical[:20])
    adds_up(found, model.score(table.categorical))
    assert (found.method, found.kind, found.link, found.exact) == ("CatBoost ShapValues", "path-dependent", link, True)


@pytest.mark.parametrize("name", KINDS)
def test_a_plain_model_from_a_file_answers_as_the_estimator_that_wrote_it(table, tmp_path, name):
    target, task, _, settings = KINDS[name]
    native = fitted(table, target, **settings)
    model = wrap(loaded(native, tmp_path), "catboost", task)
    own = native.predict_proba(table.categorical) if target in {"binary", "multiclass"} else native.predict(table.categorical)
    np.testing.assert_array_equal(model.score(table.categorical), np.reshape(own, (400, -1)))


def test_classes_are_the_labels_it_was_trained_on(table, tmp_path):
    named = catboost.CatBoostClassifier(**QUIET).fit(table.numbers, np.where(table.binary == 1, "up", "down"))
    assert wrap(loaded(named, tmp_path), "catboost", Task.BINARY).classes == ("down", "up")
    assert wrap(fitted(table, "multiclass"), "catboost", Task.MULTICLASS).classes == (0, 1, 2)
    assert wrap(fitted(table, "value"), "catboost", Task.REGRESSION).classes is None


def test_a_model_that_is_no_classifier_gives_no_probabilities_although_catboost_would(table, tmp_path):
    native = loaded(fitted(table, "value"), tmp_path)
    assert native.predict(table.categorical, prediction_type="Probability").shape == (400, 2)
    assert "no classifier" in wrap(native, "catboost", Task.BINARY).reason


def test_a_plain_classifier_is_refused_where_a_number_is_wanted(table, tmp_path):
    assert "is a classifier" in wrap(loaded(fitted(table, "binary"), tmp_path), "catboost", Task.REGRESSION).reason


def test_separate_probabilities_of_several_classes_are_not_taken_for_shares_of_one(table):
    model = wrap(fitted(table, "multiclass", loss_function="MultiClassOneVsAll"), "catboost", Task.MULTICLASS)
    assert "do not sum to one" in model.score(table.categorical).reason


def test_text_columns_and_categories_are_read_alike(table, tmp_path):
    model = wrap(loaded(fitted(table, "binary"), tmp_path), "catboost", Task.BINARY)
    some = table.mixed["venue"] != "nyse"
    np.testing.assert_array_equal(model.score(table.mixed[some]), model.score(table.categorical[some]))


def test_a_missing_category_is_a_failure_and_a_missing_number_is_not(table, adds_up):
    model = wrap(fitted(table, "binary"), "catboost", Task.BINARY)
    gaps = table.mixed.index > 3
    assert (
        "cat_features must be integer or string" in model.score(table.mixed.assign(venue=table.mixed["venue"].where(gaps))).reason
    )
    holes = table.mixed.assign(carry=table.mixed["carry"].where(gaps))
    adds_up(model.contributions(holes, holes[:20]), model.score(holes))


def test_text_where_numbers_were_learned_is_a_failure(table):
    model = wrap(fitted(table, "value", table.numbers), "catboost", Task.REGRESSION)
    assert isinstance(model.score(table.numbers.assign(flow="much")), Failure)


def test_columns_are_given_in_the_order_the_model_learned(table):
    model = wrap(fitted(table, "value", table.numbers), "catboost", Task.REGRESSION)
    np.testing.assert_array_equal(model.score(table.mixed[["venue", "flow", "carry", "momentum"]]), model.score(table.numbers))
    assert model.score(table.numbers[["carry"]]).reason == "the sample lacks 2 of the model's features: momentum, flow"


def test_a_model_fitted_on_an_array_knows_only_how_many_columns_it_takes(table):
    native = catboost.CatBoostRegressor(**QUIET).fit(table.numbers.to_numpy(), table.value)
    model = wrap(native, "catboost", Task.REGRESSION)
    assert model.score(table.numbers)[:, 0] == pytest.approx(native.predict(table.numbers.to_numpy()))
    assert model.score(table.mixed).reason == "the model takes 3 features, the sample has 4"


@pytest.mark.parametrize("policy", ["Depthwise", "Lossguide"])
def test_trees_that_are_not_symmetric_are_sampled_because_catboosts_contributions_do_not_add_up(table, adds_up, policy):
    native = fitted(table, "value", table.numbers, grow_policy=policy)
    assert not catboost_sums(native, table.numbers).add_up
    model = wrap(native, "catboost", Task.REGRESSION)
    found = model.contributions(table.numbers, table.numbers[:50])
    adds_up(found, model.score(table.numbers))
    assert not found.exact


def level(splits, leaves, weights, row, known):
    """What a symmetric tree is expected to say of ``row`` where only the columns ``known`` are: Lundberg et al. (2020), algorithm 1."""
    if not splits:
        return leaves[0]
    half = len(leaves) // 2
    low, high = (level(splits[:-1], leaves[part], weights[part], row, known) for part in (slice(half), slice(half, None)))
    column, border = splits[-1]
    if column in known:
        return high if row[column] > border else low
    return (low * sum(weights[:half]) + high * sum(weights[half:])) / sum(weights)


def shapley(tree, row, columns):
    splits = [(split["float_feature_index"], split["border"]) for split in tree["splits"]]
    said = {
        known: level(splits, tree["leaf_values"], tree["leaf_weights"], row, known)
        for size in range(columns + 1)
        for known in itertools.combinations(range(columns), size)
    }
    found = np.zeros(columns)
    for column, known in itertools.product(range(columns), said):
        if column not in known:
            share = math.factorial(len(known)) * math.factorial(columns - len(known) - 1) / math.factorial(columns)
            found[column] += share * (said[tuple(sorted((*known, column)))] - said[known])
    return found


@pytest.mark.parametrize("depth", [2, 3])
def test_contributions_are_those_of_the_definition(table, tmp_path, depth):
    native = fitted(table, "value", table.numbers, depth=depth, iterations=6)
    native.save_model(str(tmp_path / "model.json"), format="json")
    trees = json.loads((tmp_path / "model.json").read_text())["oblivious_trees"]
    found = wrap(native, "catboost", Task.REGRESSION).contributions(table.numbers[:10], table.numbers)
    rows = table.numbers[:10].to_numpy()
    expected = [sum(shapley(tree, row, 3) for tree in trees) for row in rows]
    np.testing.assert_allclose(found.values[:, :, 0], expected, atol=1e-9)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_a_refit_on_the_same_rows_and_seed_gives_the_same_model(table, tmp_path, name, plain):
    target, task, _, settings = KINDS[name]
    constraints = {} if target == "multiclass" else {"monotone_constraints": {"momentum": 1}}
    native = fitted(table, target, random_seed=5, depth=4, **constraints, **settings)
    model = wrap(loaded(native, tmp_path) if plain else native, "catboost", task)
    outcome = getattr(table, target).astype(float)
    again = model.refit(table.mixed, outcome, 5)
    np.testing.assert_array_equal(again.score(table.categorical), model.score(table.categorical))
    assert (model.refit(table.mixed, outcome, 6).score(table.categorical) != model.score(table.categorical)).any()


def test_a_refit_by_other_names_of_the_settings_is_the_same(table):
    native = catboost.CatBoostClassifier(
        n_estimators=12, eta=0.2, max_depth=3, reg_lambda=2.0, random_state=5, objective="Logloss", silent=True,
        allow_writing_files=False, save_snapshot=False,
    ).fit(table.numbers, table.binary)  # fmt: skip
    model = wrap(native, "catboost", Task.BINARY)
    again = model.refit(table.numbers, table.binary.astype(float), 5)
    np.testing.assert_array_equal(again.score(table.numbers), model.score(table.numbers))


def test_a_refit_on_any_number_of_threads_is_the_same(table):
    outcome, found = table.binary.astype(float), []
    for threads in (1, 2):
        model = wrap(fitted(table, "binary", thread_count=threads), "catboost", Task.BINARY)
        found.append(model.refit(table.categorical, outcome, 3).score(table.categorical))
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("plain", [False, True])
def test_a_model_that_stopped_early_is_fitted_again_for_as_many_rounds(table, tmp_path, plain):
    native = catboost.CatBoostClassifier(**{**QUIET, "iterations": 500}).fit(
        table.numbers[:200], table.binary[:200], eval_set=(table.numbers[200:], table.binary[200:]), early_stopping_rounds=5
    )
    assert native.tree_count_ < 500
    model = wrap(loaded(native, tmp_path) if plain else native, "catboost", Task.BINARY)
    again = model.refit(table.numbers[:200], table.binary[:200].astype(float), 0)
    assert again.native.tree_count_ == native.tree_count_
    np.testing.assert_allclose(again.score(table.numbers), model.score(table.numbers), atol=1e-6)


def test_a_model_that_set_rows_aside_to_stop_on_does_so_again(table):
    native = fitted(table, "binary", iterations=300, eval_fraction=0.3, early_stopping_rounds=5, random_seed=4)
    model = wrap(native, "catboost", Task.BINARY)
    again = model.refit(table.categorical, table.binary.astype(float), 4)
    assert again.native.tree_count_ == native.tree_count_ < 300
    np.testing.assert_array_equal(again.score(table.categorical), model.score(table.categorical))


@pytest.mark.parametrize("form", ["plain", "pipeline", "search"])
def test_a_refit_writes_no_files_prints_nothing_and_takes_the_seed(table, tmp_path, capfd, form):
    loud = catboost.CatBoostRegressor(iterations=5)
    made = {
        "plain": lambda: loud,
        "pipeline": lambda: make_pipeline(StandardScaler(), loud),
        "search": lambda: GridSearchCV(loud, {"depth": [2]}, cv=2),
    }[form]()
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    with contextlib.chdir(tmp_path / "first"):
        model = wrap(made.fit(table.numbers, table.value), "sklearn", Task.REGRESSION)
    capfd.readouterr()
    with contextlib.chdir(tmp_path / "second"):
        one, two, same = (model.refit(table.numbers, table.value, seed).score(table.numbers) for seed in (1, 2, 1))
    assert capfd.readouterr() == ("", "")
    assert list((tmp_path / "second").iterdir()) == []
    assert (one != two).any()
    np.testing.assert_array_equal(one, same)


def test_at_the_end_of_a_pipeline_its_contributions_are_its_own(table, adds_up):
    native = make_pipeline(StandardScaler(), catboost.CatBoostClassifier(**QUIET)).fit(table.numbers, table.binary)
    model = wrap(native, "sklearn", Task.BINARY)
    found = model.contributions(table.numbers, table.numbers[:20])
    adds_up(found, model.score(table.numbers))
    assert (found.method, found.link) == ("CatBoost ShapValues", "logit")


def test_penalties_name_what_was_set_and_what_catboost_took_by_itself(table, tmp_path):
    model = wrap(loaded(fitted(table, "binary", l2_leaf_reg=7.0, learning_rate=0.1), tmp_path), "catboost", Task.BINARY)
    told = model.penalties()
    assert (told["l2_leaf_reg"], told["learning_rate"], told["iterations"], told["depth"]) == (7.0, 0.1, 15.0, 6.0)
    assert model.capabilities == {Capability.SCORE, Capability.CONTRIBUTIONS, Capability.REFIT, Capability.PENALTIES}


def test_a_category_the_model_never_saw_is_answered_as_catboost_answers_it(table):
    native = fitted(table, "binary")
    strange = table.mixed.assign(venue="moex")
    np.testing.assert_array_equal(wrap(native, "catboost", Task.BINARY).score(strange), native.predict_proba(strange))
