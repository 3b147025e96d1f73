import dataclasses

import numpy as np
import pytest
from sklearn.metrics import f1_score, root_mean_squared_error

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.recomputing import bare
from governance.subject.subject import LoggedMetric

CHECK = "process.replication"


@pytest.fixture
def subject(make_subject):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(200, 2))
    y = X[:, 0] + generator.normal(size=200)
    return make_subject("regression", (X[:100], y[:100]), (X[100:], y[100:]), lambda frame: frame.iloc[:, 0])


def logged(subject, *metrics):
    return dataclasses.replace(subject, logged=tuple(LoggedMetric(*metric) for metric in metrics))


def with_digests(subject, recorded, recomputed):
    def digested(sample):
        return dataclasses.replace(
            sample, identity=dataclasses.replace(sample.identity, recorded_digest=recorded, recomputed_digest=recomputed)
        )

    return dataclasses.replace(subject, samples={role: digested(sample) for role, sample in subject.samples.items()})


def rmse(subject):
    sample = subject.samples[Role.VALIDATION]
    return root_mean_squared_error(sample.target, sample.features.iloc[:, 0])


def test_a_metric_that_was_reported_too_good_is_found(subject, measure, only):
    found = only(measure(CHECK, logged(subject, ("test_rmse", 0.8 * rmse(subject), Role.VALIDATION))), "metric_difference")
    assert found.value == found.low == found.high == pytest.approx(0.2)
    assert "test_rmse" in found.convention


def test_an_honest_metric_replicates_to_rounding(subject, measure, only):
    evidence = measure(
        CHECK, logged(subject, ("test_rmse", rmse(subject), Role.VALIDATION), ("test_secret", 1.0, Role.VALIDATION))
    )
    assert only(evidence, "metric_difference").value < 1e-12
    assert only(evidence, "metric_difference").n == 1
    (table,) = [table for table in evidence.tables if table.name == "metrics"]
    assert ("test_secret", "validation", 1.0, None, None, "the name is not known") in table.rows


def test_a_sample_that_is_not_what_was_logged_is_counted(subject, measure, only):
    assert only(measure(CHECK, with_digests(subject, "aaaa", "bbbb")), "digest_mismatches").value == 2
    assert only(measure(CHECK, with_digests(subject, "aaaa", "aaaa")), "digest_mismatches").value == 0


def test_a_digest_that_cannot_be_recomputed_is_neither_a_mismatch_nor_an_agreement(subject, measure, only):
    agreeing, other = with_digests(subject, "aaaa", "aaaa"), with_digests(subject, "aaaa", "bbbb")
    unknown = with_digests(subject, "aaaa", None).samples[Role.VALIDATION]
    unknown = dataclasses.replace(unknown, identity=dataclasses.replace(unknown.identity, digest_note="another algorithm"))

    def replaced(given):
        return dataclasses.replace(given, samples={**given.samples, Role.VALIDATION: unknown})

    evidence = measure(CHECK, replaced(agreeing))
    assert evidence.status is Status.INCONCLUSIVE
    assert "validation: another algorithm" in evidence.reason
    assert only(measure(CHECK, replaced(other)), "digest_mismatches").value == 1


def test_without_logged_metrics_and_digests_it_is_inconclusive(subject, measure):
    evidence = measure(CHECK, subject)
    assert evidence.status is Status.INCONCLUSIVE
    assert "no metric was logged" in evidence.reason


def test_a_metric_on_a_sample_that_is_not_at_hand_is_absent_not_zero(subject, measure):
    evidence = measure(CHECK, with_digests(logged(subject, ("val_rmse", 1.0, Role.TUNING)), "a", "a"))
    assert "metric_difference" in evidence.absent
    assert [item.metric for item in evidence.measurements] == ["digest_mismatches"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("test_rmse", "rmse"),
        ("training_root_mean_squared_error", "rmse"),
        ("val_roc_auc", "auc"),
        ("r2_score", "r2"),
        ("log_loss", "log_loss"),
    ],
)
def test_the_names_people_log_are_understood(name, expected):
    assert bare(name) == expected


@pytest.mark.parametrize("average", ["binary", "weighted", "macro"])
def test_an_average_over_the_classes_is_taken_as_it_was_logged_and_named(make_subject, measure, only, average):
    generator = np.random.default_rng(1)
    y = (generator.random(400) < 0.15).astype(float)
    answers = np.where(generator.random(400) < 0.8, y, 1 - y)
    X = answers.reshape(-1, 1)
    made = make_subject(
        "binary", (X[:200], y[:200]), (X[200:], y[200:]), lambda frame: np.column_stack([1 - frame.iloc[:, 0], frame.iloc[:, 0]])
    )
    value = f1_score(y[200:], answers[200:], average=average)
    evidence = measure(CHECK, logged(made, ("test_f1_score", value, Role.VALIDATION)))
    assert only(evidence, "metric_difference").value < 1e-12
    assert evidence.tables[0].rows[0][-1] == f"{average} average"


def test_a_score_that_is_no_average_of_any_kind_is_still_a_difference(make_subject, measure, only):
    y = np.tile([0.0, 1.0, 1.0, 0.0], 50)
    X = np.tile([0.0, 1.0, 0.0, 0.0], 50).reshape(-1, 1)
    made = make_subject(
        "binary", (X[:100], y[:100]), (X[100:], y[100:]), lambda frame: np.column_stack([1 - frame.iloc[:, 0], frame.iloc[:, 0]])
    )
    evidence = measure(CHECK, logged(made, ("test_f1_score", 0.95, Role.VALIDATION)))
    assert only(evidence, "metric_difference").value > 0.1


def test_a_logged_value_that_is_no_number_is_a_row_with_a_reason_and_spoils_no_other(subject, measure, only):
    evidence = measure(
        CHECK, logged(subject, ("test_mae", float("nan"), Role.VALIDATION), ("test_rmse", 2 * rmse(subject), Role.VALIDATION))
    )
    assert only(evidence, "metric_difference").value == pytest.approx(0.5)
    (table,) = [table for table in evidence.tables if table.name == "metrics"]
    assert (table.rows[0][2], table.rows[0][4], table.rows[0][5]) == (None, None, "what was logged is not a finite number")


def test_a_day_without_movement_leaves_the_mean_qlike_without_a_value_and_says_so(make_subject, measure, only):
    generator = np.random.default_rng(2)
    y = generator.gamma(2.0, size=200)
    y[150] = 0.0
    X = generator.gamma(2.0, size=(200, 1))
    made = make_subject("volatility", (X[:100], y[:100]), (X[100:], y[100:]), lambda frame: frame.iloc[:, 0])
    error = root_mean_squared_error(y[100:], X[100:, 0])
    evidence = measure(CHECK, logged(made, ("test_qlike", 0.5, Role.VALIDATION), ("test_rmse", error, Role.VALIDATION)))
    assert only(evidence, "metric_difference").n == 1
    assert evidence.tables[0].rows[0][3:] == (None, None, "not finite on the rows of the sample")
