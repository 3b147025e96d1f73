import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "trading.random-entry"


def test_a_strategy_that_enters_at_the_wrong_times_is_shown_to(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise - 0.003 * switching, switching))
    assert only(evidence, "timing_mean").high < 0
    assert only(evidence, "percentile", "circular shifts").value < 0.05


def test_a_strategy_with_timing_beats_its_own_positions_at_other_times(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise + 0.003 * switching, switching))
    assert only(evidence, "timing_mean").low > 0
    for null in ("circular shifts", "shuffled holding spells"):
        assert only(evidence, "percentile", null).p_value < 0.01


def test_a_market_that_only_rises_gives_no_timing(strategy, measure, only, noise, switching):
    invested = (switching + 2) / 2
    found = only(measure(CHECK, strategy(noise + 0.005, invested)), "timing_mean")
    assert found.low < 0 < found.high


def test_a_position_that_never_changes_is_inconclusive(strategy, measure, noise):
    evidence = measure(CHECK, strategy(noise))
    assert evidence.status is Status.INCONCLUSIVE
    assert "no timing" in evidence.reason


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_the_number_of_draws_is_honoured(strategy, measure, only, noise, switching):
    found = only(measure(CHECK, strategy(noise, switching), draws=199), "percentile", "shuffled holding spells")
    assert found.n_effective == 199
    assert found.p_value * 200 == pytest.approx(round(found.p_value * 200))


def test_the_percentile_agrees_with_rolling_the_positions_by_hand(strategy, measure, only, noise, switching):
    evidence = measure(CHECK, strategy(noise, switching))
    real = switching @ noise
    reached = sum(np.roll(switching, shift) @ noise >= real - 1e-12 for shift in range(1, 1000))
    assert only(evidence, "percentile", "circular shifts").p_value == pytest.approx((1 + reached) / 1000)
    expected = switching @ noise / 1000 - switching.mean() * noise.mean()
    assert only(evidence, "timing_mean").value == pytest.approx(expected)


def test_all_series_of_a_panel_are_shifted_together(make_subject, measure, only, noise, switching):
    from dataclasses import replace

    X, y = np.repeat(switching[:500], 2)[:, None], noise + 0.004 * np.repeat(switching[:500], 2)
    stamps = np.datetime64("2020-01-01", "ns") + np.repeat(np.arange(500), 2) * np.timedelta64(1, "D")
    times = {Role.TRAINING: stamps - np.timedelta64(600, "D"), Role.VALIDATION: stamps}
    subject = make_subject("strategy", (X, y), (X, y), lambda frame: frame.iloc[:, 0], times=times)
    names = {"asset": pd.Series(np.tile(["a", "b"], 500))}
    subject = replace(subject, samples={role: replace(sample, segments=names) for role, sample in subject.samples.items()})
    evidence = measure(CHECK, subject)
    assert only(evidence, "percentile", "circular shifts").n == 500
    assert only(evidence, "timing_mean").low > 0


def test_the_p_value_keeps_its_size_when_positions_and_returns_are_persistent(strategy, measure, only):
    """Both are autocorrelated (0.8) and know nothing of one another; nominal are 10 of 200."""
    rejected = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        held, met = (pd.Series(generator.normal(size=300)).ewm(alpha=0.2).mean().to_numpy() for _ in range(2))
        evidence = measure(CHECK, strategy(met, held), draws=99, resamples=50)
        rejected += only(evidence, "percentile", "circular shifts").p_value <= 0.05
    assert 2 <= rejected <= 20
