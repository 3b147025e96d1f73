import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.model.interface import Failure

CHECK = "stability.versions"


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1200, 3))
    y = X[:, 0] + generator.normal(size=1200)
    return (X[:600], y[:600]), (X[600:], y[600:])


@pytest.fixture
def two_classes(data):
    return tuple((X, (y > 0).astype(float)) for X, y in data)


def certain(marks):
    p = np.where(marks, 0.8, 0.2)
    return np.column_stack([1 - p, p])


def up(frame):
    return certain(frame["x0"] > 0)


def test_a_new_version_that_decides_otherwise_is_shown_with_what_it_made_wrong(make_subject, measure, after, only, two_classes):
    evidence = measure(CHECK, after(make_subject("binary", *two_classes, lambda frame: certain(frame["x1"] > 0)), up))
    assert only(evidence, "changed_decisions").low > 0.4
    assert only(evidence, "made_wrong").low > only(evidence, "changed_decisions").value / 2
    assert only(evidence, "rank_correlation").high < 0.2
    assert "another likeliest class; against version 1 (champion)" in only(evidence, "changed_decisions").convention


def test_the_same_version_again_changes_nothing_here_and_little_elsewhere(make_subject, measure, after, only, two_classes):
    evidence = measure(CHECK, after(make_subject("binary", *two_classes, up), up))
    found = only(evidence, "changed_decisions")
    assert (found.value, found.low) == (0, pytest.approx(0))
    assert 0 < found.high < 0.01
    assert only(evidence, "made_wrong").value == 0
    assert only(evidence, "rank_correlation").value == pytest.approx(1)
    assert evidence.tables == ()


def test_the_part_in_which_the_answers_moved_stands_first(make_subject, measure, after, data):
    subject = make_subject("regression", *data, lambda frame: frame["x0"] + 2.0 * (frame["x2"] > 1))
    (table,) = measure(CHECK, after(subject, lambda frame: frame["x0"])).tables
    assert table.rows[0][0] == "x2: high"
    assert table.rows[0][2] > table.rows[1][3]
    assert "of 12 parts" in table.note


def test_declared_segments_are_parts(make_subject, measure, after, data):
    import dataclasses

    subject = make_subject("regression", *data, lambda frame: frame["x0"] + np.where(np.arange(len(frame)) % 2, 3.0, 0.0))
    sample = subject.samples[Role.VALIDATION]
    venue = pd.Series(np.where(np.arange(600) % 2, "Paris", "London"))
    samples = {**subject.samples, Role.VALIDATION: dataclasses.replace(sample, segments={"venue": venue})}
    evidence = measure(CHECK, after(dataclasses.replace(subject, samples=samples), lambda frame: frame["x0"]))
    assert evidence.tables[0].rows[0][0] == "venue: Paris"


def test_the_number_of_parts_listed_can_be_set(make_subject, measure, after, data):
    subject = after(make_subject("regression", *data, lambda frame: frame["x0"]), lambda frame: frame["x1"])
    assert [len(measure(CHECK, subject, largest=count).tables[0].rows) for count in (1, 3)] == [1, 3]


def test_numbers_are_compared_over_the_spread_of_the_outcome(make_subject, measure, after, only, data):
    V, w = data[1]
    evidence = measure(
        CHECK, after(make_subject("regression", *data, lambda frame: frame["x0"]), lambda frame: frame["x0"] + 0.5 * frame["x1"])
    )
    found = only(evidence, "mean_change")
    assert found.value == pytest.approx(np.abs(0.5 * V[:, 1]).mean() / w.std())
    assert found.low < found.value < found.high
    assert only(evidence, "rank_correlation").value == pytest.approx(spearmanr(V[:, 0], V[:, 0] + 0.5 * V[:, 1]).statistic)


def test_several_classes_have_decisions_and_no_ranking(make_subject, measure, after, only):
    generator = np.random.default_rng(1)
    X, y = generator.normal(size=(400, 3)), generator.integers(0, 3, 400)

    def softmax(frame):
        odds = np.exp(frame.to_numpy())
        return odds / odds.sum(axis=1, keepdims=True)

    subject = make_subject("multiclass", (X, y), (X, y), softmax)
    evidence = measure(CHECK, after(subject, lambda frame: softmax(-frame)))
    now, before = X.argmax(axis=1), X.argmin(axis=1)
    assert only(evidence, "changed_decisions").value == 1.0
    assert only(evidence, "made_wrong").value == pytest.approx(np.mean((before == y) & (now != y)))
    assert "rank_correlation" not in {item.metric for item in evidence.measurements}


def test_a_strategy_changes_where_it_takes_another_side(make_subject, measure, after, only, data):
    V = data[1][0]
    subject = make_subject("strategy", *data, lambda frame: frame["x0"])
    evidence = measure(CHECK, after(subject, lambda frame: frame["x0"] + frame["x1"]))
    assert only(evidence, "changed_decisions").value == pytest.approx(np.mean(np.sign(V[:, 0]) != np.sign(V[:, 0] + V[:, 1])))
    assert {item.metric for item in evidence.measurements} == {"changed_decisions", "rank_correlation"}


def test_rows_that_the_last_version_had_learned_do_not_count_for_what_it_had_right(
    make_subject, measure, after, only, two_classes
):
    subject = make_subject("binary", *two_classes, lambda frame: certain(frame["x1"] > 0))
    found = measure(CHECK, after(subject, up, {Role.VALIDATION: np.arange(600) < 200}))
    assert only(found, "made_wrong").n == 400
    assert only(found, "changed_decisions").n == 600


def test_production_rows_go_before_those_of_the_validation(make_subject, measure, after, only, data):
    import dataclasses

    subject = make_subject("regression", *data, lambda frame: frame["x0"])
    sample = subject.samples[Role.VALIDATION]
    recent = dataclasses.replace(
        sample, features=sample.features.head(100), target=sample.target[:100], time=sample.time[:100],
        identity=dataclasses.replace(sample.identity, role=Role.PRODUCTION),
    )  # fmt: skip
    subject = dataclasses.replace(subject, samples={**subject.samples, Role.PRODUCTION: recent})
    found = only(measure(CHECK, after(subject, lambda frame: frame["x1"])), "mean_change")
    assert (found.role, found.n) == (Role.PRODUCTION, 100)


def test_answers_without_any_range_have_no_ranking(make_subject, measure, after, data):
    evidence = measure(CHECK, after(make_subject("regression", *data, lambda frame: frame["x0"]), lambda frame: 0 * frame["x0"]))
    assert "same answer" in evidence.absent["rank_correlation"]


def test_it_does_not_apply_to_a_first_version(make_subject, measure, data):
    assert measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"])).status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_where_the_last_version_does_not_answer(make_subject, measure, after, data):
    evidence = measure(CHECK, after(make_subject("regression", *data, lambda frame: frame["x0"]), Failure("it does not load")))
    assert evidence.status is Status.INCONCLUSIVE


@pytest.mark.parametrize("parameters", [{"smallest_n": 601}])
def test_the_fewest_rows_can_be_raised(make_subject, measure, after, data, parameters):
    subject = after(make_subject("regression", *data, lambda frame: frame["x0"]), lambda frame: frame["x1"])
    assert measure(CHECK, subject, **parameters).status is Status.INCONCLUSIVE


def test_answers_that_are_no_numbers_make_it_inconclusive(make_subject, measure, after, data):
    subject = make_subject("regression", *data, lambda frame: frame["x0"])
    evidence = measure(CHECK, after(subject, lambda frame: np.where(np.arange(len(frame)) < 2, np.nan, 1.0)))
    assert evidence.reason == "2 rows of the validation sample have no finite answer of both versions"


def test_equal_subjects_give_equal_evidence(make_subject, measure, after, two_classes):
    first, second = (
        measure(CHECK, after(make_subject("binary", *two_classes, up), lambda frame: certain(frame["x1"] > 0))) for _ in range(2)
    )
    assert first == second
