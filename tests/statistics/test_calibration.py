import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss

from governance.statistics.calibration import (
    brier_decomposition,
    calibration_line,
    corp,
    expected_calibration_error,
    hosmer_lemeshow,
    miscalibration_p_value,
    spiegelhalter,
)

samples = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 1)), min_size=1, max_size=80)


def columns(rows):
    stated, outcome = np.array(rows, dtype=float).T
    return stated / 20, outcome


def calibrated(generator, n):
    p = generator.beta(1.5, 2.5, size=n)
    return p, (generator.random(n) < p).astype(float)


def sharpened(p, slope):
    odds = slope * np.log(p / (1 - p))
    return 1 / (1 + np.exp(-odds))


def test_the_calibration_error_is_the_published_one(published):
    case = published["ece_l1"]
    given = case["inputs"]
    found = expected_calibration_error(np.array(given["p"]), np.array(given["y"]), given["n_bins"], "l1")
    assert found == pytest.approx(case["expected"]["ece"], abs=case["tolerance"])


def test_the_three_norms_are_those_of_the_definition():
    p, y = np.array([0.25, 0.25, 0.55, 0.75, 0.75]), np.array([0, 0, 1, 1, 1])
    low, high = 0.25, 1 - (0.55 + 1.5) / 3
    assert expected_calibration_error(p, y, 2, "l2") == pytest.approx(np.sqrt(0.4 * low**2 + 0.6 * high**2))
    assert expected_calibration_error(p, y, 2, "max") == pytest.approx(high)


def test_a_forecast_on_a_bins_edge_belongs_to_the_bin_above_and_one_to_the_last():
    p, y = np.array([0.3, 0.31, 1.0]), np.array([1, 0, 1])
    assert expected_calibration_error(p, y, 10, "max") == pytest.approx(0.5 - 0.305)


@given(samples, st.integers(1, 30))
def test_the_norms_are_ordered_and_within_zero_and_one(rows, bins):
    p, y = columns(rows)
    mean, square, largest = (expected_calibration_error(p, y, bins, norm) for norm in ("l1", "l2", "max"))
    assert 0.0 <= mean <= square + 1e-12 <= largest + 2e-12 <= 1.0 + 3e-12


def test_the_brier_score_is_that_of_scikit_learn(published):
    case = published["brier_1"]
    p, y = np.array(case["inputs"]["p"]), np.array(case["inputs"]["y"])
    assert brier_decomposition(p, y).value == pytest.approx(case["expected"]["brier"], abs=case["tolerance"])
    assert corp(p, y).value == pytest.approx(brier_score_loss(y, p))


@given(samples, st.one_of(st.none(), st.integers(1, 12)))
def test_the_parts_of_the_brier_score_add_up_and_none_but_the_within_part_is_negative(rows, bins):
    p, y = columns(rows)
    found = brier_decomposition(p, y, bins)
    assert found.value == pytest.approx(found.reliability - found.resolution + found.uncertainty + found.within, abs=1e-12)
    assert min(found.reliability, found.resolution, found.uncertainty) >= 0.0
    assert bins is not None or found.within == 0.0


def test_murphys_parts_are_those_of_a_hand_computed_table():
    p = np.repeat([0.2, 0.8], [5, 5])
    y = np.array([0, 0, 0, 0, 1, 1, 1, 1, 0, 0])
    found = brier_decomposition(p, y)
    assert found.reliability == pytest.approx(0.5 * 0.0 + 0.5 * 0.2**2)
    assert found.resolution == pytest.approx(0.5 * 0.2**2 + 0.5 * 0.2**2)
    assert found.uncertainty == pytest.approx(0.4 * 0.6)


def test_spiegelhalters_statistic_is_the_hand_computed_one(published):
    case = published["spieg_1"]
    found = spiegelhalter(np.array(case["inputs"]["p"]), np.array(case["inputs"]["y"]))
    assert found.statistic == pytest.approx(case["expected"]["z"], abs=case["tolerance"])
    assert found.p_value == pytest.approx(case["expected"]["p_value"], abs=case["tolerance"])


@pytest.mark.parametrize("runs", [150, pytest.param(500, marks=pytest.mark.slow)])
def test_the_tests_of_calibration_reject_about_as_often_as_they_say_where_forecasts_are_calibrated(runs):
    generator, rejected = np.random.default_rng(1), np.zeros(3)
    for _ in range(runs):
        p, y = calibrated(generator, 400)
        rejected += [
            spiegelhalter(p, y).p_value < 0.05,
            calibration_line(p, y).p_value < 0.05,
            miscalibration_p_value(p, y, generator=generator, resamples=99) < 0.05,
        ]
    assert np.all((rejected / runs >= 0.02) & (rejected / runs <= 0.08))


def test_forecasts_that_are_too_extreme_are_found_by_each_test():
    generator = np.random.default_rng(2)
    p, y = calibrated(generator, 3000)
    bold = sharpened(p, 2.0)
    assert spiegelhalter(bold, y).p_value < 1e-6
    assert miscalibration_p_value(bold, y, generator=generator, resamples=199) == pytest.approx(1 / 200)
    line = calibration_line(bold, y)
    assert line.p_value < 1e-6
    assert line.slope_interval[0] < 0.5 < line.slope_interval[1] < 0.6


@given(samples)
def test_the_parts_of_corp_add_up_and_none_is_negative(rows):
    p, y = columns(rows)
    found = corp(p, y)
    assert found.value == pytest.approx(found.miscalibration - found.discrimination + found.uncertainty, abs=1e-12)
    assert min(found.miscalibration, found.discrimination, found.uncertainty) >= 0.0


def test_corp_agrees_with_recalibration_by_scikit_learn_for_both_scores():
    p, y = calibrated(np.random.default_rng(3), 2000)
    p = np.round(sharpened(p, 1.7), 2).clip(0.01, 0.99)
    fitted = IsotonicRegression(y_min=0, y_max=1).fit(p, y).predict(p)
    found = corp(p, y)
    assert found.recalibrated == pytest.approx(fitted, abs=1e-6)
    assert found.miscalibration == pytest.approx(brier_score_loss(y, p) - brier_score_loss(y, fitted), abs=1e-7)
    assert found.discrimination == pytest.approx(np.var(y) - brier_score_loss(y, fitted), abs=1e-7)
    logarithmic = corp(p, y, score="log")
    assert logarithmic.value == pytest.approx(log_loss(y, p))
    assert logarithmic.miscalibration > 0.0
    assert logarithmic.uncertainty == pytest.approx(log_loss(y, np.full(2000, y.mean())))


def test_an_increasing_distortion_changes_miscalibration_and_leaves_discrimination():
    p, y = calibrated(np.random.default_rng(4), 1000)
    plain, bold = corp(p, y), corp(sharpened(p, 3.0), y)
    assert bold.discrimination == pytest.approx(plain.discrimination)
    assert bold.miscalibration > plain.miscalibration


def test_one_class_has_no_uncertainty_and_cannot_be_told_apart():
    found = corp(np.array([0.2, 0.4]), np.zeros(2))
    assert (found.uncertainty, found.discrimination, found.miscalibration) == pytest.approx((0.0, 0.0, 0.1))


def test_the_calibration_line_is_that_of_scikit_learns_unpenalised_logistic_regression():
    from sklearn.linear_model import LogisticRegression

    p, y = calibrated(np.random.default_rng(5), 1500)
    bold = sharpened(p, 1.5)
    odds = np.log(bold / (1 - bold))[:, None]
    line = calibration_line(bold, y)
    assert line.slope == pytest.approx(LogisticRegression(C=1e12, tol=1e-10).fit(odds, y).coef_[0, 0], rel=1e-4)
    assert np.mean(1 / (1 + np.exp(-(odds[:, 0] + line.intercept)))) == pytest.approx(y.mean())
    assert line.clipped == 0


def test_forecasts_that_are_too_high_have_a_negative_intercept():
    p, y = calibrated(np.random.default_rng(6), 3000)
    odds = np.log(p / (1 - p)) + 0.5
    line = calibration_line(1 / (1 + np.exp(-odds)), y)
    assert line.intercept_interval[0] < -0.5 < line.intercept_interval[1] < 0.0
    assert line.slope_interval[0] < 1.0 < line.slope_interval[1]


def test_dependent_rows_widen_the_intervals_and_certain_forecasts_are_counted_as_moved():
    p, y = calibrated(np.random.default_rng(7), 500)
    repeated = np.repeat(p, 10), np.repeat(y, 10)
    plain, robust = calibration_line(*repeated), calibration_line(*repeated, lags=20)
    assert np.diff(robust.slope_interval) > 2 * np.diff(plain.slope_interval)
    p[:3] = (0.0, 1.0, 1.0)
    assert calibration_line(p, y).clipped == 3


def test_hosmer_lemeshow_sums_over_groups_of_equal_size():
    generator = np.random.default_rng(8)
    p, y = calibrated(generator, 1000)
    found = hosmer_lemeshow(p, y)
    expected = 0.0
    for rows in np.array_split(np.argsort(p), 10):
        mean = p[rows].mean()
        expected += (y[rows].sum() - p[rows].sum()) ** 2 / (len(rows) * mean * (1 - mean))
    assert found.statistic == pytest.approx(expected)
    assert found.degrees_of_freedom == 8


def test_a_hundred_thousand_rows_are_no_burden():
    p, y = calibrated(np.random.default_rng(9), 100_000)
    assert expected_calibration_error(p, y, 15, "l1") < 0.01
    assert corp(p, y).miscalibration < 0.001
    assert calibration_line(p, y).slope == pytest.approx(1.0, abs=0.05)
    assert brier_decomposition(p, y, 15).within == pytest.approx(0.0, abs=0.01)


HALF, MIXED = np.full(10, 0.5), np.tile([0.0, 1.0], 5)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: expected_calibration_error(np.array([1.2]), np.array([1.0]), 10, "l1"), "within 0 and 1"),
        (lambda: expected_calibration_error(HALF, MIXED + 1, 10, "l1"), "0 or 1"),
        (lambda: expected_calibration_error(HALF, MIXED, 0, "l1"), "bins"),
        (lambda: expected_calibration_error(HALF, MIXED, 10, "l3"), "norm"),
        (lambda: expected_calibration_error(np.array([]), np.array([]), 10, "l1"), "at least 1 rows"),
        (lambda: brier_decomposition(HALF, MIXED[:3]), "same length"),
        (lambda: spiegelhalter(HALF, MIXED), "other than"),
        (lambda: corp(np.full(10, np.nan), MIXED), "finite"),
        (lambda: corp(1 - MIXED, MIXED, score="log"), "infinite"),
        (lambda: calibration_line(np.linspace(0.1, 0.9, 10), np.ones(10)), "both classes"),
        (lambda: calibration_line(HALF, MIXED), "equal forecasts"),
        (lambda: calibration_line(np.linspace(0.1, 0.9, 10), np.repeat([0.0, 1.0], 5)), "separate"),
        (lambda: hosmer_lemeshow(HALF, MIXED), "three groups"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()


def test_hosmer_lemeshow_is_that_of_the_manual_for_the_low_birth_weight_data(published):
    import statsmodels.api as sm

    case = published["hl_1"]
    given = {name: np.array(values, dtype=float) for name, values in case["inputs"].items()}
    races = [given["race"] == 2, given["race"] == 3]
    design = np.column_stack([np.ones(189), *races, *(given[name] for name in ("age", "lwt", "smoke", "ptl", "ht", "ui"))])
    found = hosmer_lemeshow(sm.Logit(given["low"], design).fit(disp=0).predict(), given["low"])
    assert found.statistic == pytest.approx(case["expected"]["chi2"], abs=case["tolerance"])
    assert found.p_value == pytest.approx(case["expected"]["p_value"], abs=case["tolerance"])
    assert found.degrees_of_freedom == case["expected"]["df"]
