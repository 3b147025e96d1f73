import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.statistics.forecasts import (
    clark_west,
    diebold_mariano,
    giacomini_white,
    mincer_zarnowitz,
    pesaran_timmermann,
    qlike,
)


def test_diebold_mariano_agrees_with_the_published_value_for_absolute_errors(published):
    case = published["dm_mad"]
    actual, first, second = (np.array(case["inputs"][name]) for name in ("actual", "pred1", "pred2"))
    test = diebold_mariano(np.abs(actual - first), np.abs(actual - second), horizon=1)
    assert test.statistic == pytest.approx(case["expected"]["stat"], abs=case["tolerance"])
    assert test.p_value == pytest.approx(case["expected"]["p_two_sided_t"], abs=case["tolerance"])


def test_diebold_mariano_agrees_with_the_published_value_three_steps_ahead(published):
    case, inputs = published["dm_h3"], published["dm_mad"]["inputs"]
    actual, first, second = (np.array(inputs[name]) for name in ("actual", "pred1", "pred2"))
    test = diebold_mariano((actual - first) ** 2, (actual - second) ** 2, horizon=3)
    assert test.statistic == pytest.approx(case["expected"]["stat"], abs=case["tolerance"])
    assert test.p_value == pytest.approx(case["expected"]["p_two_sided_t"], abs=case["tolerance"])
    assert test.kernel == "rectangular"


def test_diebold_mariano_falls_back_to_bartlett_where_the_rectangular_variance_is_negative():
    alternating = np.tile([1.0, -1.0], 50) + np.linspace(0, 0.01, 100)
    test = diebold_mariano(alternating, np.zeros(100), horizon=2)
    assert test.kernel == "bartlett"
    assert np.isfinite(test.statistic)


def test_diebold_mariano_refuses_forecasts_that_never_differ():
    with pytest.raises(ValueError, match="same loss"):
        diebold_mariano(np.ones(10), np.ones(10), horizon=1)
    with pytest.raises(ValueError, match="up to a constant"):
        diebold_mariano(np.full(10, 2.0), np.ones(10), horizon=1)


def test_diebold_mariano_rejects_about_as_often_as_it_says_under_the_null():
    generator = np.random.default_rng(11)
    rejected = 0
    for _ in range(500):
        noise = generator.normal(size=122)
        difference = noise[2:] + 0.5 * noise[1:-1] + 0.25 * noise[:-2]
        rejected += diebold_mariano(difference, np.zeros(120), horizon=3).p_value < 0.05
    assert 0.02 <= rejected / 500 <= 0.08


def test_qlike_agrees_with_the_hand_computed_value(published):
    case = published["qlike_1"]
    losses = qlike(np.array(case["inputs"]["proxy"]), np.array(case["inputs"]["forecast"]))
    assert losses == pytest.approx(case["expected"]["losses"], abs=case["tolerance"])


def test_no_rows_have_no_losses():
    assert qlike(np.array([]), np.array([])).shape == (0,)


def test_qlike_is_smallest_at_the_true_variance_under_a_noisy_proxy():
    proxy = np.random.default_rng(3).normal(size=400_000) ** 2
    grid = np.linspace(0.5, 1.5, 201)
    best = grid[np.argmin([qlike(proxy, np.full_like(proxy, value)).mean() for value in grid[::10]]) * 10]
    assert best == pytest.approx(1.0, abs=0.05)


def test_mincer_zarnowitz_agrees_with_the_hand_computed_regression(published):
    case = published["mz_1"]
    test = mincer_zarnowitz(np.array(case["inputs"]["y"]), np.array(case["inputs"]["f"], dtype=float))
    expected = case["expected"]
    assert (test.alpha, test.beta, test.statistic, test.p_value) == pytest.approx(
        (expected["alpha"], expected["beta"], expected["F"], expected["p_value"]), abs=1e-7
    )
    assert test.degrees_of_freedom == tuple(expected["df"])


def test_robust_mincer_zarnowitz_accepts_an_efficient_forecast_and_rejects_a_biased_one():
    generator = np.random.default_rng(5)
    forecast = generator.normal(size=800)
    realised = forecast + generator.normal(size=800)
    assert mincer_zarnowitz(realised, forecast, covariance="HAC").p_value > 0.05
    assert mincer_zarnowitz(realised + 0.5, forecast, covariance="HAC").p_value < 1e-6


def test_the_intervals_of_mincer_zarnowitz_hold_the_truth_and_agree_with_least_squares():
    import statsmodels.api as sm

    generator = np.random.default_rng(21)
    forecast = generator.normal(size=300)
    realised = 0.1 + 0.9 * forecast + generator.normal(size=300)
    test = mincer_zarnowitz(realised, forecast, confidence=0.9)
    expected = sm.OLS(realised, sm.add_constant(forecast)).fit().conf_int(0.1)
    assert (*test.alpha_interval, *test.beta_interval) == pytest.approx(tuple(expected.ravel()))


@pytest.mark.parametrize(("case", "loss"), [("patton_2", np.abs), ("patton_5", None)])
def test_losses_that_patton_warns_of_favour_a_wrong_forecast_and_qlike_does_not(published, case, loss):
    proxy = np.random.default_rng(8).normal(size=400_000) ** 2
    grid = np.linspace(0.3, 3.5, 81)
    if loss is None:
        losses = [np.mean(proxy**2) / value**2 - 2 * proxy.mean() / value + 1 for value in grid]
    else:
        losses = [loss(proxy - value).mean() for value in grid]
    favoured = grid[np.argmin(losses)]
    assert favoured == pytest.approx(published[case]["expected"]["h_star"], abs=0.04)
    assert grid[np.argmin([qlike(proxy, np.full_like(proxy, value)).mean() for value in grid])] == pytest.approx(1.0, abs=0.03)


def test_robust_mincer_zarnowitz_rejects_about_as_often_as_it_says_under_the_null():
    generator, rejected = np.random.default_rng(22), 0
    for _ in range(300):
        forecast = generator.normal(size=600)
        noise = generator.normal(size=600) * np.sqrt(0.5 + 0.5 * forecast**2)
        rejected += mincer_zarnowitz(forecast + noise, forecast, covariance="HAC").p_value < 0.05
    assert 0.02 <= rejected / 300 <= 0.08


def nested(generator, n, gain):
    predictor = generator.normal(size=n + 1)
    realised = gain * predictor[:-1] + generator.normal(size=n)
    count = np.arange(1, n + 1)
    slope = np.cumsum(predictor[:-1] * realised) / np.cumsum(predictor[:-1] ** 2)
    large = np.concatenate([[0.0], slope[:-1]]) * predictor[:-1]
    return realised[60:], np.zeros(n - 60), np.where(count > 1, large, 0.0)[60:]


def test_clark_west_is_the_t_statistic_of_the_adjusted_gain():
    import statsmodels.api as sm

    realised, small, large = nested(np.random.default_rng(30), 300, 0.2)
    test = clark_west(realised, small, large, horizon=1)
    gain = (realised - small) ** 2 - ((realised - large) ** 2 - (small - large) ** 2)
    fit = sm.OLS(gain, np.ones(len(gain))).fit()
    assert test.value == pytest.approx(fit.params[0])
    assert test.statistic == pytest.approx(fit.tvalues[0] * np.sqrt(len(gain) / (len(gain) - 1)))


@pytest.mark.parametrize("runs", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_clark_west_seldom_finds_what_is_not_there_and_mostly_what_is(runs):
    generator = np.random.default_rng(31)
    idle = sum(clark_west(*nested(generator, 400, 0.0), horizon=1).p_value < 0.05 for _ in range(runs))
    real = sum(clark_west(*nested(generator, 400, 0.2), horizon=1).p_value < 0.05 for _ in range(runs))
    assert 0.02 <= idle / runs <= 0.08
    assert real / runs > 0.8


def test_giacomini_white_one_step_ahead_is_n_times_the_uncentred_r_squared():
    import statsmodels.api as sm

    difference = np.random.default_rng(40).standard_t(5, size=250)
    test = giacomini_white(difference, np.zeros(250), horizon=1)
    instruments = sm.add_constant(difference[:-1]) * difference[1:, None]
    fit = sm.OLS(np.ones(249), instruments).fit()
    assert test.statistic == pytest.approx(249 * (1 - fit.ssr / 249))
    assert test.degrees_of_freedom == 2


@pytest.mark.parametrize("horizon", [1, 3])
@pytest.mark.parametrize("runs", [150, pytest.param(500, marks=pytest.mark.slow)])
def test_giacomini_white_rejects_about_as_often_as_it_says_under_the_null(runs, horizon):
    generator, rejected = np.random.default_rng(41 + horizon), 0
    for _ in range(runs):
        noise = generator.normal(size=500 + horizon)
        difference = np.convolve(noise, np.ones(horizon), mode="valid")
        rejected += giacomini_white(difference, np.zeros(len(difference)), horizon).p_value < 0.05
    assert 0.02 <= rejected / runs <= 0.08


def test_giacomini_white_finds_a_difference_that_can_be_foretold_though_its_mean_is_zero():
    generator = np.random.default_rng(43)
    difference = generator.normal(size=400)
    for index in range(1, 400):
        difference[index] += 0.4 * difference[index - 1]
    difference -= difference.mean()
    assert giacomini_white(difference, np.zeros(400), 1).p_value < 0.001
    assert diebold_mariano(difference, np.zeros(400), 1).p_value > 0.9


def test_pesaran_timmermann_agrees_with_the_formula_of_the_paper_and_its_square_with_a_contingency_table():
    from scipy.stats import chi2_contingency

    generator = np.random.default_rng(50)
    realised = generator.normal(size=400)
    forecast = 0.3 * realised + generator.normal(size=400) + 0.2
    test = pesaran_timmermann(realised, forecast)
    py, px = np.mean(realised > 0), np.mean(forecast > 0)
    right, chance = np.mean((realised > 0) == (forecast > 0)), py * px + (1 - py) * (1 - px)
    of_chance = (2 * py - 1) ** 2 * px * (1 - px) + (2 * px - 1) ** 2 * py * (1 - py) + 4 * py * px * (1 - py) * (1 - px) / 400
    assert test.statistic == pytest.approx((right - chance) / np.sqrt((chance * (1 - chance) - of_chance) / 400))
    assert (test.value, test.expected) == pytest.approx((right, chance))
    table = np.histogram2d(realised > 0, forecast > 0, bins=2)[0]
    assert test.statistic**2 == pytest.approx(chi2_contingency(table, correction=False).statistic * 399 / 400, rel=0.01)


@pytest.mark.parametrize("horizon", [1, 4])
@pytest.mark.parametrize("runs", [200, pytest.param(500, marks=pytest.mark.slow)])
def test_pesaran_timmermann_rejects_about_as_often_as_it_says_where_signs_are_unrelated(runs, horizon):
    generator, rejected = np.random.default_rng(51), 0
    for _ in range(runs):
        drawn = generator.normal(0.1, 1.0, size=(2, 800 + horizon - 1))
        realised, forecast = (np.convolve(row, np.ones(horizon), mode="valid") for row in drawn)
        rejected += pesaran_timmermann(realised, forecast, horizon).p_value < 0.05
    assert 0.02 <= rejected / runs <= 0.08


def test_a_forecast_that_knows_a_little_of_the_direction_is_found_mostly():
    generator, found = np.random.default_rng(53), 0
    for _ in range(100):
        realised = generator.normal(size=800)
        found += pesaran_timmermann(realised, 0.2 * realised + generator.normal(size=800)).p_value < 0.05
    assert found > 80


def test_an_overlapping_horizon_widens_the_interval_of_the_hit_rate():
    generator = np.random.default_rng(52)
    realised = np.convolve(generator.normal(size=1004), np.ones(5), mode="valid")
    forecast = realised + np.convolve(generator.normal(size=1004), np.ones(5), mode="valid")
    near, far = pesaran_timmermann(realised, forecast), pesaran_timmermann(realised, forecast, horizon=5)
    assert near.value == far.value
    assert far.high - far.low > 1.3 * (near.high - near.low)


@given(st.floats(1e-6, 1e6), st.integers(0, 1000))
def test_no_comparison_depends_on_the_unit_of_the_losses(scale, seed):
    first, second = np.random.default_rng(seed).exponential(size=(2, 60))
    assert diebold_mariano(first * scale, second * scale, 2).statistic == pytest.approx(
        diebold_mariano(first, second, 2).statistic
    )
    assert giacomini_white(first * scale, second * scale, 1).statistic == pytest.approx(
        giacomini_white(first, second, 1).statistic
    )


def test_a_hundred_thousand_rows_give_finite_answers():
    generator = np.random.default_rng(60)
    realised, small, large = generator.normal(size=(3, 100_000)) + 1e6
    assert np.isfinite(clark_west(realised, small, large, 5).statistic)
    assert np.isfinite(giacomini_white((realised - small) ** 2, (realised - large) ** 2, 5).statistic)
    assert np.isfinite(pesaran_timmermann(realised - 1e6, small - 1e6, 5).statistic)


ONES, RISING = np.ones(20), np.linspace(0.0, 1.0, 20)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: diebold_mariano(RISING, ONES[:5], 1), "same length"),
        (lambda: diebold_mariano(RISING, ONES, 20), "horizon"),
        (lambda: diebold_mariano(RISING + 0.3, RISING, 1), "up to a constant"),
        (lambda: diebold_mariano(np.full(20, np.nan), ONES, 1), "finite"),
        (lambda: qlike(np.array([0.0, 1.0]), np.array([1.0, 1.0])), "above zero"),
        (lambda: qlike(np.array([1.0]), np.array([-1.0])), "above zero"),
        (lambda: mincer_zarnowitz(RISING, ONES), "constant forecast"),
        (lambda: mincer_zarnowitz(2 * RISING, RISING), "no error"),
        (lambda: mincer_zarnowitz(RISING[:3], RISING[:3]), "at least 4"),
        (lambda: clark_west(RISING, ONES, ONES, 1), "the same on every row"),
        (lambda: giacomini_white(ONES, ONES, 1), "do not vary enough"),
        (lambda: pesaran_timmermann(RISING + 1, RISING - 0.5), "one sign"),
        (lambda: pesaran_timmermann(RISING - 0.5, ONES), "one sign"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
