import numpy as np
import pytest

from governance.record.declaration import Direction
from governance.statistics.directions import departures, fewest_points, share_against
from governance.statistics.resampling import wilson

GRID = np.array([0.0, 1.0, 3.0, 4.0])


def measured(found, *, tolerance=0.01, dependent=True, confidence=0.95):
    return share_against(
        np.asarray(found),
        tolerance,
        generator=np.random.default_rng(0),
        resamples=400,
        confidence=confidence,
        dependent=dependent,
    )


def persistent(seed, n=500, phi=0.9):
    generator, series = np.random.default_rng(seed), np.zeros(n + 200)
    for row in range(1, n + 200):
        series[row] = phi * series[row - 1] + np.sqrt(1 - phi**2) * generator.normal()
    return series[200:]


def test_a_fall_goes_against_increasing_by_its_size_and_a_rise_against_decreasing():
    curves = np.array([[0.0, 2.0, 1.5, 4.0]])
    assert departures(curves, GRID, Direction.INCREASING) == pytest.approx(np.array([[-2.0, 0.5, -2.5]]))
    assert departures(curves, GRID, Direction.DECREASING) == pytest.approx(np.array([[2.0, -0.5, 2.5]]))


def test_a_straight_line_is_neither_convex_nor_concave_on_an_uneven_grid():
    line = (3 * GRID - 1)[None, :]
    assert departures(line, GRID, Direction.CONVEX) == pytest.approx(np.zeros((1, 2)))
    assert departures(line, GRID, Direction.CONCAVE) == pytest.approx(np.zeros((1, 2)))


def test_a_parabola_is_convex_by_the_distance_from_its_chords():
    parabola = (GRID**2)[None, :]
    chords = np.interp([1.0, 3.0], [0.0, 3.0], [0.0, 9.0])[0], np.interp(3.0, [1.0, 4.0], [1.0, 16.0])
    expected = np.array([[1.0 - chords[0], 9.0 - chords[1]]])
    assert departures(parabola, GRID, Direction.CONVEX) == pytest.approx(expected)
    assert departures(parabola, GRID, Direction.CONCAVE) == pytest.approx(-expected)
    assert (fewest_points(Direction.CONVEX), fewest_points(Direction.INCREASING)) == (3, 2)


def test_only_steps_beyond_the_tolerance_count():
    found = measured([[0.005, 0.02, -0.3, 0.01]] * 40)
    assert found.value == pytest.approx(0.25)
    assert measured([[0.005, 0.02, -0.3, 0.01]] * 40, tolerance=0.004).value == pytest.approx(0.75)


def test_no_step_against_still_leaves_an_upper_bound_above_zero():
    found = measured(np.full((300, 10), -0.2))
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(wilson(0, 300, 0.95)[1])


def test_steps_of_one_row_do_not_count_as_independent():
    few_rows = measured(np.repeat([[0.1], [-0.1]], 20, axis=0) * np.ones(100), dependent=False)
    assert (few_rows.low, few_rows.high) == pytest.approx(wilson(20, 40, 0.95))


def test_dependent_rows_count_for_fewer():
    found = np.where(persistent(4) > 1, 0.1, -0.1)[:, None] * np.ones(5)
    dependent, independent = measured(found), measured(found, dependent=False)
    assert dependent.n_effective < 0.5 * independent.n_effective == 250
    assert dependent.high - dependent.low > 1.3 * (independent.high - independent.low)


def test_the_dependence_of_steps_within_the_tolerance_counts_where_none_is_beyond():
    leaning = np.where(persistent(5) > 0, 0.005, -0.1)[:, None] * np.ones(5)
    assert measured(leaning).value == 0.0
    assert measured(leaning).high > 2 * measured(np.full((500, 5), -0.1)).high


def test_the_interval_covers_the_share_of_a_persistent_process_about_as_often_as_it_says():
    from scipy.stats import norm

    truth, covered = norm.sf(1.0), 0
    for seed in range(120):
        found = measured(np.where(persistent(seed, phi=0.8) > 1, 0.1, -0.1)[:, None] * np.ones(3))
        covered += found.low <= truth <= found.high
    assert 0.87 <= covered / 120 <= 0.99
