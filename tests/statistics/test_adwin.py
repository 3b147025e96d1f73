"""ADWIN of river, calibrated on draws."""

import sys

import numpy as np

from governance.statistics.adwin import DELTAS, DRAWS, NOT_INSTALLED, TOO_LOUD, _river, adaptive, first_rise
from governance.statistics.change import watch


def drawn(seed, m=200, shape=DRAWS):
    return np.random.default_rng(seed).normal(size=(shape, m))


def watched(series, *, level=0.05, rise=1.0, seeds=(1, 2)):
    return adaptive(series, *(drawn(seed) for seed in seeds), level=level, rise=rise)


def test_a_planted_rise_is_found_soon_after_it():
    series = drawn(3, shape=1)[0] + 1.5 * (np.arange(200) >= 120)
    found = watched(series)
    assert 120 <= found.at <= 150


def test_it_is_silent_on_sound_series_in_at_least_the_stated_share():
    found = watched(drawn(4, shape=1)[0])
    assert found.at is None
    assert found.false_alarms / found.draws <= 0.05
    assert found.found / found.draws > 0.8
    heard = [first_rise(_river()(found.delta), series) is not None for series in drawn(5, shape=100)]
    assert sum(heard) <= 5


def test_a_fall_is_no_alarm_and_a_rise_after_it_is():
    from river.drift import ADWIN

    fallen = drawn(6, shape=1)[0] - 2.0 * (np.arange(200) >= 60)
    assert first_rise(ADWIN(delta=0.05, clock=1), fallen) is None
    assert 130 <= first_rise(ADWIN(delta=0.05, clock=1), fallen + 2.0 * (np.arange(200) >= 130)) <= 160


def test_its_alarm_is_that_of_rivers_own_run():
    from river.drift import ADWIN

    for series in drawn(7, shape=10) + np.where(np.arange(200) >= 100, 1.0, 0.0):
        own, alarms = ADWIN(delta=0.01, clock=1), []
        for step, value in enumerate(series):
            own.update(value)
            if own.drift_detected:
                alarms.append(step)
        assert first_rise(ADWIN(delta=0.01, clock=1), series) == alarms[0]
        assert alarms[0] >= 100


def test_a_smaller_rate_of_false_alarms_takes_a_smaller_delta_and_the_largest_that_keeps_it():
    from river.drift import ADWIN

    calm = np.cumsum(drawn(8, m=120), axis=1) / 8
    loose, strict = (adaptive(calm[0], calm, calm, level=level, rise=1.0) for level in (0.3, 0.05))
    assert strict.delta < loose.delta
    assert strict.false_alarms <= 0.05 * DRAWS
    assert loose.false_alarms <= 0.3 * DRAWS
    larger = DELTAS[DELTAS.index(strict.delta) - 1]
    sounding = [first_rise(ADWIN(delta=larger, clock=1), series) is not None for series in calm]
    assert sum(sounding) > 0.05 * DRAWS


def test_a_delta_that_other_series_do_not_bear_out_is_made_smaller():
    calm, restless = drawn(12, m=120), np.cumsum(drawn(13, m=120), axis=1) / 8
    found = adaptive(calm[0], calm, restless, level=0.05, rise=1.0)
    assert found.delta < adaptive(calm[0], calm, calm, level=0.05, rise=1.0).delta
    assert found.false_alarms <= 0.05 * DRAWS


def test_where_every_delta_is_too_loud_it_says_so():
    climbing = drawn(9, m=200, shape=20) + np.arange(200)
    assert adaptive(climbing[0], climbing, climbing, level=0.05, rise=1.0) == TOO_LOUD


def test_without_river_it_is_absent_with_a_reason_and_nothing_else_changes(monkeypatch):
    def asked():
        generator = np.random.default_rng(10)
        reference, series = generator.normal(size=300), generator.normal(size=150) + 1.0
        return watch(reference, series, generator=generator, resamples=200, level=0.05, rise=1.0, dependent=True, windows=True)

    present = asked()
    monkeypatch.setitem(sys.modules, "river", None)
    absent = asked()
    assert absent.adaptive == NOT_INSTALLED
    assert present.adaptive.draws == DRAWS
    assert (absent.alarms, absent.p_value, absent.own) == (present.alarms, present.p_value, present.own)
    assert (absent.false_alarms, absent.found, absent.first) == (present.false_alarms, present.found, present.first)


def test_a_long_series_is_watched_in_means_and_dated_in_rows():
    generator = np.random.default_rng(11)
    series = generator.normal(size=20_000) + 0.5 * (np.arange(20_000) >= 15_000)
    found = watch(
        generator.normal(size=1000), series, generator=generator, resamples=200, level=0.05, rise=0.5, dependent=False, windows=True
    ).adaptive  # fmt: skip
    assert 15_000 <= found.at <= 16_500
    assert 14_800 <= found.since <= 15_300


def test_the_same_draws_give_the_same_answer():
    series = drawn(20, shape=1)[0]
    assert watched(series) == watched(series)
