import numpy as np
import pytest

from governance.record.evidence import Status
from governance.subject.model.interface import Failure

CHECK = "process.determinism"


@pytest.fixture
def asked(make_subject, measure):
    X = np.random.default_rng(0).normal(size=(120, 2))

    def measured(model, **parameters):
        return measure(CHECK, make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), model), **parameters)

    return measured


def test_a_sound_model_answers_alike_in_every_way(asked, only):
    evidence = asked(lambda frame: frame["x0"] + frame["x1"])
    assert all(only(evidence, name).value == 0.0 for name in ("repeat_difference", "order_difference", "single_row_difference"))
    assert 0 < only(evidence, "precision_difference").value < 1e-7


def test_a_model_that_draws_anew_each_time_is_found(asked, only):
    generator = np.random.default_rng(1)
    found = only(asked(lambda frame: frame["x0"] + generator.normal(size=len(frame))), "repeat_difference")
    assert found.low == found.value == found.high > 0.1


def test_statistics_taken_from_the_batch_show_when_a_row_is_asked_alone(asked, only):
    evidence = asked(lambda frame: frame["x0"] - frame["x0"].mean())
    assert only(evidence, "single_row_difference").value > 0.1
    assert only(evidence, "repeat_difference").value < 1e-12


def test_a_model_that_looks_at_the_row_before_shows_in_another_order(asked, only):
    assert only(asked(lambda frame: frame["x0"] + frame["x0"].shift(1).fillna(0.0)), "order_difference").value > 0.1


def test_an_answer_that_hangs_on_the_last_digits_shows_under_rounding(asked, only):
    evidence = asked(lambda frame: (frame["x0"] * 1e9) % 1.0)
    assert only(evidence, "precision_difference").value > 0.05


def test_the_distance_is_in_units_of_the_answers_range(asked, only):
    calls = []

    def drifting(frame):
        calls.append(len(frame))
        return 1000 * frame["x0"] + (1.0 if len(calls) > 1 else 0.0)

    X = np.random.default_rng(0).normal(size=(120, 2))
    assert only(asked(drifting), "repeat_difference").value == pytest.approx(1 / np.ptp(1000 * X[:, 0]))


def test_a_model_that_refuses_single_rows_leaves_a_reason(make_subject, measure, monkeypatch):
    X = np.random.default_rng(2).normal(size=(50, 1))
    subject = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame["x0"])
    score = subject.scoring.model.score
    monkeypatch.setattr(subject.scoring.model, "score", lambda frame: score(frame) if len(frame) > 1 else Failure("too few rows"))
    assert "too few rows" in measure(CHECK, subject).absent["single_row_difference"]


def test_it_asks_as_many_rows_as_it_is_told_and_needs_a_validation_sample(asked, only, make_subject, measure):
    evidence = asked(lambda frame: frame["x0"], rows=40, singles=7)
    assert (only(evidence, "repeat_difference").n, only(evidence, "single_row_difference").n) == (40, 7)
    alone = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    assert measure(CHECK, alone).status is Status.INCONCLUSIVE
