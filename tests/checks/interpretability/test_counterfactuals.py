import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "interpretability.counterfactuals"
QUICK = {"resamples": 200}


@pytest.fixture
def made(make_subject, additive):
    """``made((2.0, 0.0))``: a linear subject on 500 + 400 standard normal rows, its weights those of x0, x1..."""

    def subject(weights, task="regression", actionable=(), shift=0.0):
        X = np.random.default_rng(0).normal(size=(900, len(weights))) + shift
        frame = pd.DataFrame(X, columns=[f"x{place}" for place in range(len(weights))])
        y = (X[:, 0] > 0) if task == "binary" else X[:, 0]
        model = additive(weights=weights, **({"link": "logit", "classes": (0, 1)} if task == "binary" else {}))
        later = frame[500:].reset_index(drop=True)
        columns = {Role.VALIDATION: {f"actionable:{name}": later[name] for name in actionable}}
        return make_subject(task, (frame[:500], y[:500]), (later, y[500:]), model, columns=columns)

    return subject


def changes(evidence):
    return {row[0]: row for table in evidence.tables for row in table.rows}


def test_an_answer_at_the_edge_is_turned_over_by_next_to_nothing(made, measure, only):
    """The mean distance of a normal value from zero: no change of one feature can be smaller than that."""
    evidence = measure(CHECK, made((1.0, 0.0)), points=201, **QUICK)
    assert only(evidence, "flippable").value > 0.99
    found = only(evidence, "smallest_change")
    assert found.value == pytest.approx(np.sqrt(2 / np.pi), abs=0.12)
    assert found.low < found.value < found.high


def test_the_changes_agree_with_the_distance_to_the_line_by_hand(made, measure, only):
    subject = made((1.0, 1.0))
    rows, training = (subject.samples[role].features for role in (Role.VALIDATION, Role.TRAINING))
    straight = (rows.sum(axis=1).abs() / np.sqrt((training.std(ddof=0) ** 2).sum())).mean()
    found = only(measure(CHECK, subject, rows=400, points=101, **QUICK), "smallest_change")
    assert straight * 0.98 < found.value < straight * 1.45


def test_what_may_not_be_changed_is_not_changed(made, measure, only):
    evidence = measure(CHECK, made((3.0, 0.2), actionable=["x1"]), **QUICK)
    assert only(evidence, "flippable").high < 0.3
    assert set(changes(evidence)) <= {"x1", "all together"}
    free = measure(CHECK, made((3.0, 0.2)), **QUICK)
    assert only(free, "flippable").value > 0.95
    assert changes(free)["x0"][3] > changes(free)["x1"][3]


def test_a_probability_turns_over_at_its_threshold(made, measure, only):
    half = only(measure(CHECK, made((2.0, 0.0), "binary"), **QUICK), "smallest_change")
    high = only(measure(CHECK, made((2.0, 0.0), "binary"), threshold=0.9, **QUICK), "smallest_change")
    assert high.value > half.value


def test_too_few_that_turn_over_have_no_mean(made, measure, only):
    evidence = measure(CHECK, made((3.0, 0.0001), actionable=["x1"]), **QUICK)
    assert only(evidence, "flippable").low == 0.0
    assert "answers were turned over" in evidence.absent["smallest_change"]


def test_rows_points_and_features_can_be_set(made, measure, only):
    evidence = measure(CHECK, made((1.0, 0.5, 0.2)), rows=100, features=1, **QUICK)
    assert only(evidence, "flippable").n == 100
    assert set(changes(evidence)) <= {"x0", "all together"}
    assert measure(CHECK, made((1.0, 0.5)), rows=20, **QUICK).status is Status.INCONCLUSIVE


def test_no_row_is_shown(made, measure):
    (table,) = measure(CHECK, made((1.0, 0.5)), **QUICK).tables
    assert len(table.rows) == 3
    assert table.columns[1] == "rows"


def test_answers_on_one_side_only_leave_nothing_to_turn_over(made, measure):
    assert "one side" in measure(CHECK, made((1.0, 1.0), shift=100.0), **QUICK).reason


def test_it_does_not_concern_a_variance(made, measure):
    assert measure(CHECK, made((1.0, 1.0), "volatility")).status is Status.NOT_APPLICABLE


def test_counts_stay_counts(make_subject, additive, measure, only):
    class Counting(additive):
        def _sum(self, frame):
            assert frame["x0"].dtype == np.int64
            return super()._sum(frame)

    X = pd.DataFrame({"x0": np.random.default_rng(2).integers(-5, 6, 600), "x1": np.linspace(-1, 1, 600)})
    later = X[300:].reset_index(drop=True)
    subject = make_subject("regression", (X[:300], X["x1"][:300]), (later, later["x1"]), Counting(weights=(1.0, 0.5)))
    assert only(measure(CHECK, subject, **QUICK), "flippable").value > 0.9
