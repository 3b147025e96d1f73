import numpy as np
import pytest
from scipy.spatial.distance import cosine
from scipy.stats import spearmanr, t

from governance.statistics.likeness import explained_share, half_width, rank_correlation, row_cosines, unaccounted, widened
from governance.statistics.resampling import Estimate


def test_cosines_are_those_of_scipy_row_by_row_and_output_by_output():
    a, b = np.random.default_rng(0).normal(size=(2, 6, 4, 2))
    found = row_cosines(a, b)
    assert found.shape == (6, 2)
    assert found[3, 1] == pytest.approx(1 - cosine(a[3, :, 1], b[3, :, 1]))


def test_what_has_no_direction_is_like_nothing():
    a = np.ones((2, 3, 1))
    b = np.stack([np.zeros((3, 1)), np.ones((3, 1))])
    assert row_cosines(a, b)[:, 0] == pytest.approx([0.0, 1.0])
    rounding = np.stack([1e-14 * np.ones((3, 1)), np.ones((3, 1))])
    assert row_cosines(a, rounding)[:, 0] == pytest.approx([0.0, 1.0])
    assert row_cosines(a, np.zeros((2, 3, 1)))[:, 0] == pytest.approx([0.0, 0.0])


def test_likeness_beyond_the_floor_is_nought_at_the_floor_and_one_where_it_is_complete():
    assert unaccounted(np.array([[0.6, 0.6], [1.0, 0.6], [0.8, 0.6], [0.4, 0.6]])) == pytest.approx([0.0, 1.0, 0.5, -0.5])
    assert np.isfinite(unaccounted(np.array([[1.0, 1.0]]))).all()


def test_the_interval_of_few_draws_is_student_s():
    draws = np.array([1.0, 2.0, 4.0])
    low, high = t.interval(0.9, 2, draws.mean(), draws.std(ddof=1) / np.sqrt(3))
    assert half_width(draws, 0.9) == pytest.approx((high - low) / 2)
    with pytest.raises(ValueError, match="no spread"):
        half_width(draws[:1], 0.9)


def test_widths_over_rows_and_draws_are_added_in_squares_and_kept_within_bounds():
    item = Estimate(0.5, 0.2, 0.7, 10, 10.0, 1.0, 0.95, np.zeros(2))
    half = half_width(np.array([0.4, 0.5, 0.6]), 0.95)
    found = widened(item, np.array([0.4, 0.5, 0.6]))
    assert (found.low, found.high) == pytest.approx((0.5 - np.hypot(0.3, half), 0.5 + np.hypot(0.2, half)))
    assert widened(item, np.array([0.0, 0.5, 1.0]), (0.0, 1.0)).low == 0.0
    assert widened(item, np.array([0.5, 0.5, 0.5])).high == pytest.approx(0.7)


def test_rank_correlation_is_spearman_s_and_nought_where_nothing_is_ranked():
    a, b = np.array([3.0, 1.0, 1.0, 5.0]), np.array([2.0, 2.0, 0.0, 9.0])
    assert rank_correlation(a, b) == pytest.approx(spearmanr(a, b).statistic)
    assert rank_correlation(a, np.ones(4)) == 0.0


def test_the_explained_share_is_r_squared():
    from sklearn.metrics import r2_score

    y, said = np.random.default_rng(1).normal(size=(2, 50))
    means = np.array([[np.mean((y - said) ** 2), y.var()]])
    assert explained_share(means)[0] == pytest.approx(r2_score(y, said))
