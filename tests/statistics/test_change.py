import numpy as np
import pytest

from governance.statistics.change import cusum, page_hinkley, watch


def watched(reference, series, *, seed=0, **given):
    asked = {"resamples": 300, "level": 0.05, "rise": 1.0, "dependent": True, **given}
    return watch(reference, series, generator=np.random.default_rng(seed), **asked)


def test_the_sums_are_those_of_the_recursions():
    series = np.random.default_rng(0).normal(size=200)
    level, steps, own, lowest = 0.0, [], [], 0.0
    total, climbed = 0.0, 0.0
    for t, value in enumerate(series):
        level = max(0.0, level + value - 0.25)
        steps.append(level)
        total += value
        climbed += value - total / (t + 1) - 0.25
        lowest = min(lowest, climbed)
        own.append(climbed - lowest)
    assert cusum(series, 0.25) == pytest.approx(np.array(steps))
    assert page_hinkley(series, 0.25) == pytest.approx(np.array(own))


def test_a_rise_is_found_soon_after_it_and_its_beginning_is_named():
    generator = np.random.default_rng(1)
    series = generator.normal(size=300)
    series[200:] += 1.5
    alarm = watched(generator.normal(size=500), series, level=0.01).first
    assert 200 <= alarm.at <= 225
    assert 190 <= alarm.since <= 205


def test_a_level_that_falls_is_no_alarm():
    generator = np.random.default_rng(2)
    assert watched(generator.normal(size=400), generator.normal(size=200) - 2.0).first is None


def autoregressive(generator, n, coefficient):
    from scipy.signal import lfilter

    return lfilter([1.0], [1.0, -coefficient], generator.normal(size=n + 100))[100:]


@pytest.mark.parametrize("coefficient", [0.0, 0.5])
@pytest.mark.parametrize("runs", [80, pytest.param(600, marks=pytest.mark.slow)])
def test_it_sounds_about_as_often_as_it_says_where_nothing_changes(coefficient, runs):
    generator, false = np.random.default_rng(3), 0
    for seed in range(runs):
        series = autoregressive(generator, 450, coefficient)
        false += watched(series[:300], series[300:], seed=seed, level=0.1).first is not None
    assert 0.02 <= false / runs <= 0.16


def test_the_rates_it_states_are_those_of_fresh_series():
    generator = np.random.default_rng(4)
    found = watched(generator.normal(size=2000), generator.normal(size=100), level=0.1, rise=0.5, resamples=1000)
    assert found.false_alarms / found.draws == pytest.approx(0.1, abs=0.04)
    heard = [watched(generator.normal(size=2000), 0.5 + generator.normal(size=100), level=0.1, rise=0.5) for _ in range(60)]
    assert np.mean([item.first is not None for item in heard]) == pytest.approx(found.found / found.draws, abs=0.12)


def test_a_smaller_rate_of_false_alarms_needs_more_to_sound():
    generator = np.random.default_rng(5)
    samples = generator.normal(size=400), generator.normal(size=200)
    loose, strict = (watched(*samples, level=level).alarms["CUSUM"].threshold for level in (0.2, 0.01))
    assert loose < strict


def test_a_long_series_is_watched_in_means_and_dated_in_rows():
    generator = np.random.default_rng(6)
    series = generator.normal(size=20_000)
    series[15_000:] += 0.5
    alarm = watched(generator.normal(size=10_000), series, rise=0.5).first
    assert 15_000 <= alarm.at <= 15_800
    assert alarm.at % 40 == 0


def test_the_p_value_is_small_exactly_where_a_detector_sounds():
    generator = np.random.default_rng(7)
    for shift in np.linspace(0.0, 0.6, 20):
        found = watched(generator.normal(size=400), generator.normal(size=200) + shift)
        assert (found.p_value <= 0.05) == (found.first is not None)


def test_what_cannot_be_calibrated_is_refused_with_a_reason():
    with pytest.raises(ValueError, match="never varies"):
        watched(np.ones(100), np.zeros(50))
    with pytest.raises(ValueError, match="at least 20"):
        watched(np.arange(10.0), np.zeros(50))


@pytest.mark.parametrize("runs", [60, pytest.param(400, marks=pytest.mark.slow)])
def test_a_rise_far_above_the_noise_does_not_make_single_large_values_alarms(runs):
    generator = np.random.default_rng(8)
    false = [watched(generator.normal(size=200), generator.normal(size=200), level=0.05, rise=8.0).first for _ in range(runs)]
    assert sum(item is not None for item in false) / runs <= 0.12
