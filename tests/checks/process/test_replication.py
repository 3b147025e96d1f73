import dataclasses

import numpy as np
import pytest
from sklearn.metrics import root_mean_squared_error

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
    assert ("test_secret", "validation", 1.0, None, None) in table.rows


def test_a_sample_that_is_not_what_was_logged_is_counted(subject, measure, only):
    assert only(measure(CHECK, with_digests(subject, "aaaa", "bbbb")), "digest_mismatches").value == 2
    assert only(measure(CHECK, with_digests(subject, "aaaa", "aaaa")), "digest_mismatches").value == 0


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
