import dataclasses

import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.attribution.earned import earned
from governance.subject.attribution.explaining import explain
from governance.subject.outcomes import losses, per_row_loss

CHECK = "events.explanation-outcome"


def shares(evidence):
    return {item.segment: item for item in evidence.measurements if item.metric == "earned_share"}


def test_a_feature_of_noise_that_drives_the_answer_is_shown_to_cost(eventful, measure):
    found = shares(measure(CHECK, eventful(wild=False, weights=(1.0, -0.5, 0.8))))
    assert found["flow"].high < 0
    assert found["momentum"].low > 0


def test_the_features_of_a_sound_model_earn(eventful, measure, only):
    evidence = measure(CHECK, eventful(wild=False))
    found = shares(evidence)
    assert found["momentum"].low > 0
    assert found["carry"].low > 0
    assert found["flow"].value == 0.0
    assert only(evidence, "saved").value == pytest.approx(1.0)


@pytest.mark.parametrize("task", ["regression", "binary", "strategy"])
def test_the_parts_of_each_row_add_up_to_what_the_answer_saved(eventful, task):
    subject = eventful(task)
    found = explain(subject, 2000, 200)
    base = found.contributions.base[0]
    answer = 1 / (1 + np.exp(-base)) if task == "binary" else base
    target = subject.samples[Role.VALIDATION].target
    saved = per_row_loss(subject, target, np.full((len(target), 1), answer)) - losses(subject, Role.VALIDATION)
    assert earned(subject, found).sum(axis=1) == pytest.approx(saved)


def test_for_squared_error_and_for_returns_the_parts_are_those_of_the_closed_form(eventful):
    for task in ("regression", "strategy"):
        subject = eventful(task)
        found = explain(subject, 2000, 200)
        part, base = found.contributions.values[:, :, 0], found.contributions.base[0]
        target, answer = subject.samples[Role.VALIDATION].target, subject.prediction(Role.VALIDATION)
        slope = target if task == "strategy" else 2 * target - base - answer
        assert earned(subject, found) == pytest.approx(part * slope[:, None])


def test_a_row_that_answers_the_base_is_credited_by_the_slope_there(eventful):
    subject = eventful()

    def cancelled(given):
        values = given.values.copy()
        values[3, :, 0] = [1.0, -1.0, 0.0]
        return dataclasses.replace(given, values=values)

    subject.scoring.model.spoil = cancelled
    found = explain(subject, 2000, 200)
    target = subject.samples[Role.VALIDATION].target[3]
    assert earned(subject, found)[3] == pytest.approx(
        2 * (target - found.contributions.base[0]) * np.array([1.0, -1.0, 0.0]), rel=1e-3
    )


def test_a_feature_that_costs_in_events_only_is_seen_there(eventful, measure, rows_of_events):
    (table,) = [item for item in measure(CHECK, eventful(flips=rows_of_events)).tables if item.name == "events"]
    saved = {(row[0], row[1]): row[-1] for row in table.rows}
    assert saved["momentum", "in events"] < 0 < saved["momentum", "elsewhere"]


def test_intervals_hold_for_all_features_together(eventful, measure):
    found = shares(measure(CHECK, eventful()))
    assert all(item.confidence == pytest.approx(1 - 0.05 / 3) for item in found.values())


def test_it_does_not_concern_several_classes_and_says_where_it_cannot_divide(make_subject, eventful, measure):
    X = np.random.default_rng(0).normal(size=(300, 2))
    three = make_subject(
        "multiclass", (X, np.arange(300) % 3), (X, np.arange(300) % 3), lambda frame: np.full((len(frame), 3), 1 / 3)
    )
    assert measure(CHECK, three).status is Status.NOT_APPLICABLE
    subject = eventful()
    subject.scoring.model.spoil = lambda given: dataclasses.replace(given, as_scores=None, link="unknown")
    assert "link: unknown" in measure(CHECK, subject).reason
    assert measure(CHECK, eventful(model=lambda frame: frame["momentum"])).status is Status.INCONCLUSIVE
    idle = eventful()
    idle.scoring.model.spoil = lambda given: dataclasses.replace(given, values=0 * given.values)
    assert "every contribution is zero" in measure(CHECK, idle).reason


def test_parameters_are_honoured(eventful, measure, only):
    subject = eventful()
    assert only(measure(CHECK, subject, rows=200), "saved").n == 200
    assert measure(CHECK, subject, smallest_n=800).status is Status.INCONCLUSIVE
    assert "40 training rows" in only(measure(CHECK, subject, background=40), "saved").convention
