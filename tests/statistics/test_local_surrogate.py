import numpy as np
import pytest
import statsmodels.api as sm

from governance.statistics.local_surrogate import local_surrogates


@pytest.fixture
def bent():
    """Offsets (4, 90, 3), answers that are bent in the first column, and weights."""
    generator = np.random.default_rng(0)
    offsets = generator.normal(size=(4, 90, 3))
    answers = np.tanh(offsets[..., 0]) - 2 * offsets[..., 1] + 0.3 * generator.normal(size=(4, 90))
    return offsets, answers, np.exp(-np.square(offsets).sum(axis=2) / 3)


def test_coefficients_and_errors_are_those_of_weighted_least_squares_with_robust_errors(bent):
    offsets, answers, weights = bent
    found = local_surrogates(offsets, answers, weights, 30)
    for row in range(4):
        design = sm.add_constant(offsets[row, :60])
        fit = sm.WLS(answers[row, :60], design, weights=weights[row, :60]).fit(cov_type="HC1")
        np.testing.assert_allclose(found.coefficients[row], fit.params[1:])
        np.testing.assert_allclose(found.standard_errors[row], fit.bse[1:])
        ahead = sm.add_constant(offsets[row, 60:]) @ fit.params
        assert found.left[row] == pytest.approx(np.sum(weights[row, 60:] * (answers[row, 60:] - ahead) ** 2))
        centre = np.average(answers[row, :60], weights=weights[row, :60])
        assert found.whole[row] == pytest.approx(np.sum(weights[row, 60:] * (answers[row, 60:] - centre) ** 2))


def test_a_straight_line_is_found_without_error_and_foretells_every_neighbour(bent):
    offsets, _, weights = bent
    found = local_surrogates(offsets, 3 + offsets @ [2.0, -1.0, 0.0], weights, 30)
    np.testing.assert_allclose(found.coefficients, np.tile([2.0, -1.0, 0.0], (4, 1)), atol=1e-12)
    np.testing.assert_allclose(found.standard_errors, 0.0, atol=1e-12)
    assert found.left.max() < 1e-20 < found.whole.min()


def test_a_column_that_never_moves_has_neither_coefficient_nor_error(bent):
    offsets, answers, weights = bent
    still = offsets.copy()
    still[..., 2] = 0.0
    found = local_surrogates(still, answers, weights, 30)
    assert np.abs(found.coefficients[:, 2]).max() == np.abs(found.standard_errors[:, 2]).max() == 0.0


def test_errors_say_how_far_coefficients_of_other_neighbours_lie_apart():
    generator = np.random.default_rng(1)
    offsets = generator.normal(size=(400, 90, 2))
    answers = offsets @ [1.0, 0.0] + np.abs(offsets[..., 1]) * generator.normal(size=(400, 90))
    found = local_surrogates(offsets, answers, np.ones((400, 90)), 30)
    spread = found.coefficients.std(axis=0)
    np.testing.assert_allclose(found.standard_errors.mean(axis=0), spread, rtol=0.15)


@pytest.mark.parametrize("held_out", [0, 86])
def test_without_degrees_of_freedom_or_held_out_neighbours_there_is_no_surrogate(bent, held_out):
    with pytest.raises(ValueError, match="fitted neighbours"):
        local_surrogates(*bent, held_out)
