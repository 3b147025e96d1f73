from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.statistics.effects import accumulated_local_effects, effect_band, friedman_h_squared, interaction


def multiplied(X):
    return X[:, 0] * X[:, 1]


def test_a_pure_product_is_all_interaction(published):
    grid = np.array(list(product([-1.0, 1.0], repeat=2)))
    assert friedman_h_squared(multiplied, grid, 0, 1) == pytest.approx(published["H_1"]["expected"]["H2"], abs=1e-12)


def test_h_squared_agrees_with_partial_dependence_computed_row_by_row():
    X = np.random.default_rng(0).normal(size=(25, 3))

    def predict(rows):
        return rows[:, 0] + np.sin(rows[:, 1]) + 0.7 * rows[:, 0] * rows[:, 1] + rows[:, 2]

    def dependence(features):
        means = []
        for row in X:
            changed = X.copy()
            changed[:, features] = row[features]
            means.append(predict(changed).mean())
        return np.array(means) - np.mean(means)

    joint = dependence([0, 1])
    expected = np.sum((joint - dependence([0]) - dependence([1])) ** 2) / np.sum(joint**2)
    assert friedman_h_squared(predict, X, 0, 1) == pytest.approx(expected)


@given(st.integers(0, 1000), st.floats(-5, 5), st.floats(0.1, 5))
def test_an_additive_function_has_no_interaction_whatever_its_scale(seed, first, second):
    X = np.random.default_rng(seed).normal(size=(20, 2))
    found = friedman_h_squared(lambda rows: 1e6 + first * rows[:, 0] ** 2 + second * rows[:, 1], X, 0, 1)
    assert found == pytest.approx(0.0, abs=1e-9)


def test_local_effects_of_correlated_features_are_the_closed_form(published):
    case = published["ale_1"]
    line = np.linspace(0, 1, 10_001)
    found = accumulated_local_effects(multiplied, np.column_stack([line, line]), 0, case["inputs"]["K"])
    assert found.value == pytest.approx(found.edges**2 / 2 - 1 / 6, abs=case["tolerance"])
    at = np.interp([0.0, 0.5, 1.0], found.edges, found.value)
    expected = case["expected"]
    assert at == pytest.approx([expected["at0"], expected["at_half"], expected["at1"]], abs=case["tolerance"])


def test_local_effects_of_a_linear_function_are_its_line_centred_on_the_rows():
    X = np.random.default_rng(1).exponential(size=(5000, 2))
    found = accumulated_local_effects(lambda rows: 3 * rows[:, 0] - rows[:, 1], X, 0, 40)
    assert np.diff(found.value) / np.diff(found.edges) == pytest.approx(np.full(len(found.edges) - 1, 3.0))
    assert np.sum(found.counts * (found.value[1:] + found.value[:-1]) / 2) == pytest.approx(0.0, abs=1e-8)
    assert found.counts.sum() == 5000
    assert found.standard_error == pytest.approx(0.0, abs=1e-12)


def test_the_error_of_a_bin_is_that_of_its_mean_difference():
    X = np.random.default_rng(2).normal(size=(400, 2))
    found = accumulated_local_effects(multiplied, X, 0, 4)
    inside = (X[:, 0] > found.edges[1]) & (X[:, 0] <= found.edges[2])
    difference = X[inside, 1] * (found.edges[2] - found.edges[1])
    assert found.standard_error[1] == pytest.approx(difference.std(ddof=1) / np.sqrt(inside.sum()))


def test_repeated_values_give_fewer_bins():
    X = np.column_stack([np.repeat([0.0, 1.0, 2.0], [80, 15, 5]), np.zeros(100)])
    found = accumulated_local_effects(lambda rows: rows[:, 0] ** 2, X, 0, 10)
    assert found.edges.tolist() == [0.0, 1.0, 2.0]
    assert np.diff(found.value) == pytest.approx([1.0, 3.0])


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda X: friedman_h_squared(multiplied, X, 1, 1), "two different"),
        (lambda X: friedman_h_squared(multiplied, X, 0, 5), "not one of"),
        (lambda X: friedman_h_squared(lambda rows: np.full(len(rows), 2.0), X, 0, 1), "neither feature"),
        (lambda X: friedman_h_squared(lambda rows: np.full(len(rows), np.nan), X, 0, 1), "finite"),
        (lambda X: accumulated_local_effects(multiplied, 0 * X, 0, 5), "constant feature"),
        (lambda X: accumulated_local_effects(multiplied, X, 0, 0), "bins"),
        (lambda X: accumulated_local_effects(multiplied, X, -1, 5), "not one of"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(call, reason):
    with pytest.raises(ValueError, match=reason):
        call(np.random.default_rng(3).normal(size=(10, 2)))


def test_the_band_of_a_linear_effect_has_no_width_but_that_of_its_centre():
    generator = np.random.default_rng(4)
    bin_of = generator.integers(0, 4, 500)
    found = effect_band(bin_of, np.full(500, 0.5), 4, generator=generator, resamples=200, confidence=0.95, dependent=False)
    assert np.diff(found.value) == pytest.approx(np.full(4, 0.5))
    assert found.spread.value == pytest.approx(2 / np.sqrt(12), abs=0.02)
    assert np.all(found.low <= found.value)
    assert np.all(found.value <= found.high)


def test_the_interval_of_an_effect_s_spread_covers_the_truth_about_as_often_as_it_says():
    generator, held = np.random.default_rng(5), 0
    for _ in range(100):
        bin_of = generator.integers(0, 5, 300)
        noisy = 1.0 + generator.normal(size=300)
        band = effect_band(bin_of, noisy, 5, generator=generator, resamples=200, confidence=0.9, dependent=False)
        held += band.spread.low <= 5 / np.sqrt(12) <= band.spread.high
    assert 80 <= held <= 97


def test_a_bin_without_rows_adds_nothing_to_the_effect():
    bin_of = np.repeat([0, 2], 20)
    found = effect_band(bin_of, np.ones(40), 3, generator=np.random.default_rng(6), resamples=50, confidence=0.9, dependent=False)
    assert np.diff(found.value) == pytest.approx([1.0, 0.0, 1.0])


def test_a_weighted_interaction_is_that_of_the_rows_so_often():
    X = np.random.default_rng(7).normal(size=(12, 3))
    counts = np.array([2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])

    def predict(rows):
        return rows[:, 0] + np.sin(rows[:, 1]) * rows[:, 0] + rows[:, 2] ** 2

    def surface(*features):
        rows = np.repeat(X[None], len(X), axis=0).copy()
        for feature in features:
            rows[:, :, feature] = X[:, None, feature]
        return predict(rows.reshape(-1, 3)).reshape(len(X), len(X))

    found = interaction(surface(0, 1), surface(0), surface(1), np.vstack([np.ones(12), counts]))
    expected = [friedman_h_squared(predict, X[np.repeat(np.arange(12), weight)], 0, 1) for weight in (np.ones(12, int), counts)]
    assert found.share == pytest.approx(expected)


def test_answers_that_do_not_move_have_no_interaction():
    flat = np.full((5, 5), 3.0)
    found = interaction(flat, flat, flat, np.ones((1, 5)))
    assert (found.share[0], found.size[0]) == (0.0, pytest.approx(0.0))
