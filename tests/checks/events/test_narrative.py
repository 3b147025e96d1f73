import dataclasses

import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Shape, Status
from governance.reporting.charts import draw
from governance.subject.events import events
from governance.subject.subject import CalendarEvent

CHECK = "events.narrative"


def table(evidence, name):
    (found,) = [item for item in evidence.tables if item.name == name]
    return found


def rising(frame):
    """The first feature lies higher by five as soon as the second wild week is known."""
    frame = frame.copy()
    frame.loc[451:480, "momentum"] += 5.0
    return frame


def test_the_change_of_the_answer_is_the_sum_of_its_features_to_the_last_digit(eventful, measure, only):
    evidence = measure(CHECK, eventful(change=rising))
    assert only(evidence, "identity_residual").value < 1e-12
    for item in evidence.measurements:
        if item.metric == "answer_change":
            (waterfall,) = [
                found for found in evidence.tables if found.shape is Shape.WATERFALL and found.title.endswith(item.segment)
            ]
            assert sum(amount for _, amount in waterfall.rows) == pytest.approx(item.value)


def test_contributions_that_leave_a_step_untold_are_found(eventful, measure, only):
    subject = eventful()

    def spoilt(given):
        values = given.values.copy()
        values[3, 0, 0] += 0.5
        return dataclasses.replace(given, values=values)

    subject.scoring.model.spoil = spoilt
    assert only(measure(CHECK, subject), "identity_residual").value > 0.01


def test_the_feature_that_moved_the_answer_leads_the_story(eventful, measure):
    evidence = measure(CHECK, eventful(change=rising, weights=(1.0, -0.01, 0.0)))
    leading = [found.rows[0][0] for found in evidence.tables if found.shape is Shape.WATERFALL]
    assert leading[-1] == "momentum"


def test_the_change_agrees_with_the_answers_themselves(eventful, measure):
    subject = eventful(change=rising)
    answers = subject.prediction(Role.VALIDATION)
    found = {item.segment: item.value for item in measure(CHECK, subject).measurements if item.metric == "answer_change"}
    for event in events(subject).found:
        first = event.rows[0]
        if event.title in found:
            assert found[event.title] == pytest.approx(answers[first : first + 5].mean() - answers[first - 5 : first].mean())
    assert len(found) >= 2


def test_every_story_can_be_drawn_and_names_its_event_by_date(eventful, measure):
    evidence = measure(CHECK, eventful(calendar=[CalendarEvent("Referendum", "2018-02-01", "2018-02-20")]))
    for found in evidence.tables:
        assert found.shape is Shape.PLAIN or draw(found, "chart") is not None
    assert any("Referendum" in row[1] for row in table(evidence, "timeline").rows)
    assert all(len(row[0]) == 10 for row in table(evidence, "timeline-1").rows)


def test_days_alike_are_past_by_a_month_and_apart(eventful, measure):
    rows = table(measure(CHECK, eventful(), alike=6), "alike").rows
    for title, days, count, distance, _, _ in rows:
        stamps = np.array(days.split(", "), dtype="datetime64[D]")
        assert len(stamps) == count == 6
        assert stamps.max() < np.datetime64(title[:10]) - 20
        assert np.diff(np.sort(stamps)).min() > np.timedelta64(5, "D")
        assert distance > 0


def test_the_day_most_alike_is_the_one_that_is_the_same(eventful, measure):
    subject = eventful()
    event = max(events(subject).found, key=lambda item: item.size)
    training, validation = subject.samples[Role.TRAINING], subject.samples[Role.VALIDATION]
    training.features.iloc[77] = validation.features.iloc[event.rows[0] : event.rows[0] + 5].mean()
    days = {row[0]: row[1] for row in table(measure(CHECK, subject), "alike").rows}
    assert str(training.time[77])[:10] in days[event.title]


def test_no_number_speaks_of_fewer_than_five_rows(eventful, measure):
    evidence = measure(CHECK, eventful())
    assert min(item.n for item in evidence.measurements) >= 5
    assert min(row[2] for row in table(evidence, "alike").rows) >= 5


def test_it_does_not_apply_where_nothing_happened_or_nothing_can_be_known(eventful, make_subject, measure):
    assert measure(CHECK, eventful(wild=False, seed=7)).status is Status.NOT_APPLICABLE
    X = np.random.default_rng(0).normal(size=(800, 2))
    quiet = make_subject(
        "binary", (X[:400], X[:400, 0] > 0), (X[400:], X[400:, 0] > 0), lambda frame: np.full((len(frame), 2), 0.5)
    )
    assert measure(CHECK, quiet).status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_where_the_model_cannot_be_explained_or_an_event_has_no_before(eventful, measure):
    assert measure(CHECK, eventful(model=lambda frame: frame["momentum"])).status is Status.INCONCLUSIVE
    first = eventful(wild=False, seed=7, calendar=[CalendarEvent("Listing", "2017-06-19", "2017-06-30")])
    assert "before and after" in measure(CHECK, first).reason


def test_parameters_are_honoured(eventful, measure):
    subject = eventful()
    assert len([item for item in measure(CHECK, subject, stories=1).measurements if item.metric == "answer_change"]) == 1
    assert measure(CHECK, subject, span=8).measurements[1].n == 16
    assert "40 training rows" in measure(CHECK, subject, background=40).measurements[0].convention
