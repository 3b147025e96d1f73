import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "volatility.stress-bias"


def low_when_wild(made, factor):
    """The best forecast, times ``factor`` where it lies in the top 15 % of training."""
    return np.where(made.forecast > np.quantile(made.forecast[:2000], 0.85), factor * made.forecast, made.forecast)


def test_a_model_that_is_low_when_volatility_is_high_is_found(world, audited, measure, only):
    made = world(1)
    evidence = measure(CHECK, audited(made, low_when_wild(made, 0.5)))
    assert only(evidence, "under_forecast").low > 0.25
    assert only(evidence, "beyond_challenger").low > 0.25


def test_sound_models_are_not_accused_though_days_picked_by_their_outcome_would_accuse_them(world, audited, measure, only):
    accused, dilemma = 0, []
    for seed in range(20):
        made = world(seed)
        found = only(measure(CHECK, audited(made, made.forecast), resamples=300), "under_forecast")
        accused += found.low > 0
        realised, forecast = made.realised[2000:], made.forecast[2000:]
        wild = realised >= np.quantile(realised, 0.9)
        dilemma.append(np.mean(realised[wild] / forecast[wild]) - 1)
    assert accused <= 2
    assert min(dilemma) > 0.4


def test_what_the_challenger_shares_is_not_held_against_the_model(world, audited, measure, only):
    """The validation period is wilder by half than anything the state could tell: model and challenger are low together."""
    made = world(8)
    jump = np.where(np.arange(3500) >= 2000, 1.5, 1.0)
    shocked = type(made)(made.forecast, made.realised * jump, made.returns * np.sqrt(jump))
    evidence = measure(CHECK, audited(shocked, made.forecast * np.where(jump > 1, 1.5**0.7, 1.0)))
    assert only(evidence, "beyond_challenger").value < only(evidence, "under_forecast").value


def test_it_does_not_concern_rows_without_order_and_needs_positive_forecasts(world, audited, measure):
    made = world(1)
    assert measure(CHECK, audited(made, made.forecast, time=False)).status is Status.NOT_APPLICABLE
    assert "1500 of 1500 forecasts are not positive" in measure(CHECK, audited(made, -made.forecast)).reason


def test_too_few_rows_under_stress_are_inconclusive(world, audited, measure):
    made = world(1, 2200)
    assert measure(CHECK, audited(made, made.forecast)).reason.startswith("only 20 rows under stress")


def test_the_share_of_rows_is_honoured(world, audited, measure, only):
    made = world(1)
    assert only(measure(CHECK, audited(made, made.forecast), share=0.2), "under_forecast").n == 300


def test_the_value_agrees_with_a_computation_by_hand(world, audited, measure, only):
    made = world(2)
    week = np.array([made.realised[row - 5 : row].mean() for row in range(2000, 3500)])
    rows = 2000 + np.argsort(-week, kind="stable")[:150]
    expected = np.mean(made.realised[rows] / made.forecast[rows]) - 1
    assert only(measure(CHECK, audited(made, made.forecast)), "under_forecast").value == pytest.approx(expected)


def test_the_unit_of_the_target_does_not_matter(world, audited, measure, only):
    made = world(2)
    rooted = type(made)(np.sqrt(made.forecast), np.sqrt(made.realised), made.returns)
    first = only(measure(CHECK, audited(made, made.forecast)), "beyond_challenger").value
    second = only(measure(CHECK, audited(rooted, rooted.forecast, target_unit="volatility")), "beyond_challenger").value
    assert second == pytest.approx(first, abs=1e-6)
