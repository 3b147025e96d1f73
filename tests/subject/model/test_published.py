"""Contributions held against published values, through the model port."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeRegressor

from governance.record.declaration import Task
from governance.subject.model.sampling import sampled
from governance.subject.model.wrapping import wrap

# Lundberg, Erion & Lee (2018), figure 1: eighty points where fever and cough meet; both present is worth thirty each over twenty.
PATIENTS = pd.DataFrame({"fever": [0.0, 0.0, 1.0, 1.0], "cough": [0.0, 1.0, 0.0, 1.0]})
SICK = 80.0 * PATIENTS["fever"] * PATIENTS["cough"]


def test_a_tree_that_wants_both_fever_and_cough_gives_each_the_same():
    tree = DecisionTreeRegressor(random_state=0).fit(PATIENTS, SICK)
    found = wrap(tree, "sklearn", Task.REGRESSION).contributions(PATIENTS, PATIENTS)
    assert found.base == pytest.approx([20.0])
    np.testing.assert_allclose(found.values[3, :, 0], [30.0, 30.0], atol=1e-9)


def test_sampling_finds_the_same_without_looking_inside():
    found = sampled(lambda frame: (80.0 * frame["fever"] * frame["cough"]).to_numpy()[:, None], PATIENTS, PATIENTS)
    assert found.base == pytest.approx([20.0])
    np.testing.assert_allclose(found.values[3, :, 0], [30.0, 30.0], atol=1e-9)


def test_a_linear_model_is_explained_by_its_coefficients_and_the_background_s_means():
    """Lundberg & Lee (2017), corollary 1: the coefficient times the distance from the mean."""
    generator = np.random.default_rng(0)
    background = pd.DataFrame(generator.normal(size=(40, 3)), columns=["a", "b", "c"])
    background += np.array([0.0, 2.0, 4.0]) - background.mean()
    model = wrap(LinearRegression().fit(background, background @ [2.0, -3.0, 0.5]), "sklearn", Task.REGRESSION)
    row = pd.DataFrame([[1.0, 1.0, 4.0]], columns=["a", "b", "c"])
    np.testing.assert_allclose(model.contributions(row, background).values[0, :, 0], [2.0, 3.0, 0.0], atol=1e-9)
