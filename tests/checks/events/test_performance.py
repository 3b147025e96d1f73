import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.forecasts import qlike
from governance.subject.events import events
from governance.subject.subject import CalendarEvent

CHECK = "events.performance"


def test_a_relation_that_turns_round_in_events_is_found(eventful, measure, only, rows_of_events):
    evidence = measure(CHECK, eventful(flips=rows_of_events))
    assert only(evidence, "event_skill").high < -0.5
    assert only(evidence, "excess_loss").value > 0.5


def test_a_sound_model_keeps_its_skill_when_everything_is_five_times_as_large(eventful, measure, only):
    for seed in range(3):
        evidence = measure(CHECK, eventful(seed=seed))
        assert only(evidence, "event_skill").low > 0
        assert only(evidence, "excess_loss").low < 0.25


def test_a_model_that_turns_round_elsewhere_is_not_blamed_for_events(eventful, measure, only):
    evidence = measure(CHECK, eventful(flips=range(300, 400)))
    assert only(evidence, "event_skill").low > 0
    assert only(evidence, "excess_loss").value < 0.25


def test_the_skill_agrees_with_the_losses_added_up_by_hand(eventful, measure, only):
    subject = eventful()
    inside = events(subject).inside
    target = subject.samples[Role.VALIDATION].target
    model = np.square(target - subject.prediction(Role.VALIDATION))
    naive = np.square(target - subject.samples[Role.TRAINING].target.mean())
    found = only(measure(CHECK, subject), "event_skill")
    assert found.value == pytest.approx(1 - model[inside].mean() / naive[inside].mean())
    assert found.n == inside.sum()
    assert "against mean" in found.convention


def test_control_days_are_as_turbulent_as_those_of_the_events(eventful, measure):
    (table, _) = measure(CHECK, eventful()).tables
    ratio = float(table.note.split("is ")[1].split(" times")[0])
    assert 0.5 < ratio < 2.0


def test_the_events_are_named_by_date(eventful, measure):
    (_, each) = measure(CHECK, eventful()).tables
    titles = " | ".join(row[0] for row in each.rows)
    start = np.datetime64("2015-01-01") + 900
    assert any(str(start + day) in titles for day in range(202, 206))
    assert "volatility spike" in titles


def test_a_variance_forecast_that_a_crash_takes_by_surprise_is_not_blamed_for_the_shock(make_subject, measure, only):
    """The forecast is the true variance, known with one day's delay; the jump itself is nobody's to foresee."""
    generator = np.random.default_rng(2)
    scale = np.ones(1600)
    for first in (1000, 1250, 1400):
        scale[first : first + 30] = 5.0
    known = np.concatenate([[1.0], scale[:-1]])
    returns = scale * generator.normal(size=1600)
    frame, y = pd.DataFrame({"known": known**2}), returns**2
    columns = {Role.TRAINING: {"returns": pd.Series(returns[:900])}, Role.VALIDATION: {"returns": pd.Series(returns[900:])}}
    subject = make_subject(
        "volatility", (frame[:900], y[:900]), (frame[900:], y[900:]), lambda given: given["known"], columns=columns,
        target_unit="variance", periods_per_year=252,
    )  # fmt: skip
    found = only(measure(CHECK, subject), "event_skill")
    assert found.low > 0
    assert qlike(np.array([1.0]), np.array([1.0]))[0] == 0


def test_a_strategy_that_loses_in_events_only_is_found_and_one_that_does_not_is_not(eventful, measure, only, rows_of_events):
    sound = measure(CHECK, eventful("strategy"))
    turned = measure(CHECK, eventful("strategy", flips=rows_of_events))
    assert only(sound, "event_loss").low < 0.2
    assert only(turned, "event_loss").low > 0.2
    assert not [item for item in sound.measurements if item.metric == "event_skill"]


def test_a_classifier_is_held_against_the_naive_frequencies(eventful, measure, only, rows_of_events):
    assert only(measure(CHECK, eventful("binary")), "event_skill").low > 0
    assert only(measure(CHECK, eventful("binary", flips=rows_of_events)), "event_skill").high < -0.5


def test_it_does_not_apply_where_nothing_happened(eventful, measure):
    evidence = measure(CHECK, eventful(wild=False, seed=7))
    assert evidence.status is Status.NOT_APPLICABLE
    assert "event" in evidence.reason


def test_it_does_not_apply_where_no_series_tells_of_events(make_subject, measure):
    X = np.random.default_rng(0).normal(size=(800, 2))
    subject = make_subject(
        "binary", (X[:400], X[:400, 0] > 0), (X[400:], X[400:, 0] > 0), lambda frame: np.full((len(frame), 2), 0.5)
    )
    evidence = measure(CHECK, subject)
    assert evidence.status is Status.NOT_APPLICABLE
    assert "no calendar" in evidence.reason


def test_it_does_not_apply_without_a_known_time(eventful, measure):
    assert measure(CHECK, eventful(time=None)).status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_where_the_model_s_loss_is_infinite(make_subject, measure):
    X = np.abs(np.random.default_rng(0).normal(size=(800, 1)))
    subject = make_subject(
        "volatility", (X[:400], X[:400, 0]), (X[400:], X[400:, 0]), lambda frame: np.zeros(len(frame)), target_unit="variance"
    )
    assert measure(CHECK, subject).status is Status.INCONCLUSIVE


def test_the_calendar_makes_an_event_of_quiet_days(eventful, measure, only):
    named = CalendarEvent("Referendum", "2017-08-01", "2017-09-15")
    evidence = measure(CHECK, eventful(wild=False, seed=7, calendar=[named]))
    assert "Referendum" in evidence.tables[1].rows[0][0]
    assert only(evidence, "event_skill").n >= 46


def test_parameters_are_honoured(eventful, measure, only):
    subject = eventful()
    assert measure(CHECK, subject, smallest_n=400).status is Status.NOT_APPLICABLE
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "event_skill") for level in (0.99, 0.5))
    assert wide.high - wide.low > narrow.high - narrow.low
    assert "the 9 nearest" in measure(CHECK, subject, matches=9).tables[0].note
    assert dataclasses.asdict(wide)["confidence"] == 0.99
