import numpy as np
import pytest

from governance.statistics.forecasts import diebold_mariano, mincer_zarnowitz, qlike


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
