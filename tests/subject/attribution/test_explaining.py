import dataclasses

import numpy as np
import pytest

from governance.record.declaration import Role
from governance.subject.attribution.explaining import explain
from governance.subject.model.interface import Failure

WEIGHTS = (2.0, -1.0, 0.0)


@pytest.fixture
def subject(make_subject, additive, data):
    def made(task="regression", **options):
        classes = (0, 1) if task == "binary" else None
        target = [(X, (y > 0) if classes else y) for X, y in data]
        return make_subject(task, *target, additive(weights=WEIGHTS, classes=classes, **options))

    return made


def test_contributions_add_up_to_the_model_s_own_answers(subject):
    made = subject()
    found = explain(made, 200, 50)
    assert found.contributions.values.shape == (200, 3, 1)
    assert found.scores == pytest.approx(made.scores(Role.VALIDATION)[found.positions])
    assert found.additivity_residual() < 1e-12
    assert found.link_residual() < 1e-12


def test_the_same_rows_are_explained_once_whoever_asks(subject):
    made = subject()
    first = explain(made.under("a.b"), 200, 50)
    counted = made.scoring.rows_scored
    assert explain(made.under("c.d"), 200, 50).contributions is first.contributions
    assert made.scoring.rows_scored == counted
    explain(made, 201, 50)
    explain(made, 200, 51)
    assert made.scoring.model.asked == 3


def test_a_failure_is_kept_and_given_back_as_it_is(subject):
    made = subject(spoil=lambda _: Failure("too deep"))
    assert explain(made, 200, 50) == explain(made, 200, 50) == Failure("too deep")
    assert made.scoring.model.asked == 1


def test_contributions_to_log_odds_are_taken_back_to_the_probability(subject):
    found = explain(subject("binary", link="logit"), 200, 50)
    assert found.scores.shape == (200, 1)
    assert found.contributions.scale == "margin"
    assert found.link_residual() < 1e-12


def test_a_margin_that_is_not_taken_back_leaves_the_link_open(subject):
    unknown = subject("binary", link="logit", spoil=lambda given: dataclasses.replace(given, as_scores=None, link="unknown"))
    reason = explain(unknown, 200, 50).link_residual()
    assert isinstance(reason, Failure)
    assert "unknown" in reason.reason


def test_the_explanation_of_another_model_shows_in_the_link(subject):
    other = subject(spoil=lambda given: dataclasses.replace(given, as_scores=given.as_scores + 1.0))
    found = explain(other, 200, 50)
    assert found.additivity_residual() < 1e-12
    assert found.link_residual() == pytest.approx(1.0 / np.ptp(found.scores))


def test_a_method_that_explained_fewer_rows_is_taken_at_its_word(subject):
    def every_other(given):
        kept = np.arange(0, 200, 2)
        return dataclasses.replace(
            given, values=given.values[kept], explained=given.explained[kept], as_scores=given.as_scores[kept], positions=kept
        )

    found = explain(subject(spoil=every_other), 200, 50)
    assert len(found.positions) == 100
    assert found.link_residual() < 1e-12
    assert "100 of 900 validation rows" in found.convention


def test_a_constant_model_has_nothing_to_attribute(make_subject, additive, data):
    found = explain(make_subject("regression", *data, additive(weights=(0.0, 0.0, 0.0))), 200, 50)
    assert "nothing to attribute" in found.reason


def test_contributions_that_are_no_numbers_are_refused(subject):
    found = explain(subject(spoil=lambda given: dataclasses.replace(given, values=given.values * np.nan)), 200, 50)
    assert "not all finite" in found.reason


def test_the_convention_names_kind_method_size_and_background(subject):
    text = explain(subject(), 200, 50).convention
    assert text.startswith("linear, exact, interventional; explains the prediction (link: identity)")
    assert "50 training rows drawn evenly, SHA-256 " in text
    without = explain(subject(spoil=lambda given: dataclasses.replace(given, background_rows=0)), 200, 50).convention
    assert without.endswith("against no background")
    part = explain(subject(spoil=lambda given: dataclasses.replace(given, background_rows=20)), 200, 50).convention
    assert "against 20 of 50 training rows" in part
