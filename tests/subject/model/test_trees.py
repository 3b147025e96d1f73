"""What SHAP's algorithm for trees costs, and what it cannot read."""

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier, RandomForestRegressor

from governance.record.declaration import Task
from governance.subject.model import trees
from governance.subject.model.wrapping import wrap


def test_of_a_forest_that_would_take_too_long_fewer_rows_are_explained_and_named(table, adds_up, monkeypatch):
    model = wrap(RandomForestRegressor(10, random_state=0).fit(table.numbers, table.value), "sklearn", Task.REGRESSION)
    whole = model.contributions(table.numbers, table.numbers[:50])
    monkeypatch.setattr(trees, "STEPS", 1)
    found = model.contributions(table.numbers, table.numbers[:50])
    adds_up(found, model.score(table.numbers))
    assert whole.positions is None
    assert (len(found.positions), found.positions[-1]) == (trees.FEWEST, 399)
    np.testing.assert_allclose(found.values, whole.values[found.positions])


def test_a_forest_is_explained_as_its_conditional_expectations_say(table):
    native = RandomForestRegressor(1, max_depth=1, bootstrap=False, random_state=0).fit(table.numbers, table.value)
    found = wrap(native, "sklearn", Task.REGRESSION).contributions(table.numbers, table.numbers[:50])
    split = native.estimators_[0].tree_.feature[0]
    np.testing.assert_allclose(found.base, table.value.mean())
    np.testing.assert_allclose(found.values[:, split, 0], native.predict(table.numbers) - table.value.mean(), atol=1e-12)


def test_boosting_of_several_classes_which_shap_does_not_read_is_sampled(table, adds_up):
    native = GradientBoostingClassifier(n_estimators=3).fit(table.numbers, table.multiclass)
    model = wrap(native, "sklearn", Task.MULTICLASS)
    found = model.contributions(table.numbers, table.numbers[:50])
    adds_up(found, model.score(table.numbers))
    assert (found.exact, found.kind) == (False, "interventional")


@pytest.mark.parametrize("final", [object(), None])
def test_other_objects_are_no_trees(final):
    assert not trees.is_tree(final)
