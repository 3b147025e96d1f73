import dataclasses

import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.events import events
from governance.subject.model.interface import Failure

CHECK = "events.attribution-shift"
LEANING = (1.0, -0.5, 0.2)


@pytest.fixture
def broken(rows_of_events):
    """A third feature that runs away in events: its unit changed, and the model follows it."""

    def change(frame):
        frame = frame.copy()
        frame.loc[rows_of_events, "flow"] *= 40
        return frame

    return change


def table(evidence, name):
    (found,) = [item for item in evidence.tables if item.name == name]
    return found


def test_a_feature_that_takes_over_in_events_and_ruins_the_answers_is_found(eventful, measure, only, broken):
    evidence = measure(CHECK, eventful(change=broken, weights=LEANING))
    found = only(evidence, "shift_without_skill")
    assert found.low > 0.5
    assert found.p_value < 0.05
    assert table(evidence, "drivers").rows[0][0] == "flow"
    assert only(evidence, "event_share", "flow").value > 0.8


def test_a_sound_model_in_a_storm_is_not_blamed(eventful, measure, only):
    for seed in range(3):
        evidence = measure(CHECK, eventful(seed=seed))
        assert only(evidence, "shift_without_skill").value == 0.0
        assert only(evidence, "shift_without_skill").high < 0.5


def test_a_shift_that_keeps_its_skill_is_shown_and_not_counted(eventful, measure, only, rows_of_events):
    """The second feature matters more in events, and rightly so: the outcome follows it there."""

    def louder(frame):
        frame = frame.copy()
        frame.loc[rows_of_events, "carry"] *= 4
        return frame

    evidence = measure(CHECK, eventful(change=louder, weights=(1.0, -0.125, 0.0)))
    assert only(evidence, "attribution_shift").low > 0.05
    assert only(evidence, "shift_without_skill").value == 0.0


def test_lost_skill_without_a_shift_is_not_called_one(eventful, measure, only, rows_of_events):
    assert only(measure(CHECK, eventful(flips=rows_of_events)), "shift_without_skill").high < 0.3


def test_the_shares_agree_with_a_computation_by_hand(eventful, measure):
    subject = eventful()
    inside = events(subject).inside
    features = subject.samples[Role.VALIDATION].features.to_numpy()
    centre = subject.samples[Role.TRAINING].features.to_numpy().mean(axis=0)
    sizes = np.abs((features - centre) * [1.0, -0.5, 0.0])
    rows = {row[0]: row for row in table(measure(CHECK, subject, background=900), "drivers").rows}
    for place, name in enumerate(("momentum", "carry", "flow")):
        assert rows[name][1] == pytest.approx(sizes[inside, place].sum() / sizes[inside].sum())
        assert rows[name][2] == pytest.approx(sizes[~inside, place].sum() / sizes[~inside].sum())


def test_the_events_stand_by_date_in_the_map_of_drivers(eventful, measure):
    columns = {row[1] for row in table(measure(CHECK, eventful()), "events").rows}
    assert "elsewhere" in columns
    assert any(name.startswith("from 2018-0") for name in columns)


def test_a_large_sample_is_thinned_and_keeps_its_events(eventful, measure, only):
    found = only(measure(CHECK, eventful(), rows=120), "attribution_shift")
    assert 60 <= found.n < 120
    assert " further rows of the " in found.convention


def test_a_costly_method_that_explains_few_rows_is_given_enough_of_the_events(eventful, measure, only):
    def few(given):
        places = np.unique(np.linspace(0, len(given.values) - 1, 100).astype(int))
        return dataclasses.replace(
            given,
            values=given.values[places],
            explained=given.explained[places],
            as_scores=given.as_scores[places],
            positions=places,
        )

    subject = eventful()
    subject.scoring.model.spoil = few
    assert 50 <= only(measure(CHECK, subject), "attribution_shift").n < 100


def test_a_strategy_s_shift_counts_where_it_loses(eventful, measure, only, broken):
    turned = (1.0, -0.5, 0.2)
    assert only(measure(CHECK, eventful("strategy", change=broken, weights=turned)), "attribution_shift").low > 0.5
    assert only(measure(CHECK, eventful("strategy")), "shift_without_skill").value == 0.0


def test_it_does_not_apply_where_nothing_happened(eventful, measure):
    assert measure(CHECK, eventful(wild=False, seed=7)).status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_where_the_model_cannot_be_explained(eventful, measure):
    subject = eventful()
    subject.scoring.model.spoil = lambda _: Failure("the trees are too deep")
    evidence = measure(CHECK, subject)
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "the trees are too deep")


def test_it_is_inconclusive_where_too_few_rows_could_be_explained(eventful, measure):
    assert measure(CHECK, eventful(), rows=40).status is Status.INCONCLUSIVE


def test_parameters_are_honoured(eventful, measure, only):
    subject = eventful()
    assert measure(CHECK, subject, smallest_n=400).status is Status.NOT_APPLICABLE
    assert only(measure(CHECK, subject, confidence=0.5), "attribution_shift").confidence == 0.5
    assert "40 training rows" in only(measure(CHECK, subject, background=40), "attribution_shift").convention
