import dataclasses

import numpy as np
import pytest

from governance.record.evidence import Shape, Status

CHECK = "interpretability.parsimony"


@pytest.fixture
def made(make_subject, additive):
    def subject(weights, spoil=lambda given: given):
        X = np.random.default_rng(0).normal(size=(1200, len(weights)))
        parts = (X[:600], X[:600, 0]), (X[600:], X[600:, 0])
        return make_subject("regression", *parts, additive(weights=weights, spoil=spoil))

    return subject


def test_one_feature_that_does_all_counts_as_one(made, measure, only):
    evidence = measure(CHECK, made((2.0, 0.0, 0.0)))
    found = only(evidence, "effective_features")
    assert (found.low, found.value, found.high) == pytest.approx((1.0, 1.0, 1.0))
    assert only(evidence, "top_share").value == 1.0


def test_equal_features_count_as_many_as_there_are(made, measure, only):
    found = only(measure(CHECK, made((1.0,) * 8)), "effective_features")
    assert found.value == pytest.approx(8, abs=0.05)
    assert found.low <= found.value <= found.high <= 8


def test_the_number_agrees_with_the_entropy_of_shares_by_hand(made, measure, only):
    subject = made((2.0, 1.0, 0.5, 0.0))
    evidence = measure(CHECK, subject, background=5000)
    X, V = (sample.features.to_numpy() for sample in subject.samples.values())
    sizes = np.abs((V - X.mean(axis=0)) * [2.0, 1.0, 0.5, 0.0]).mean(axis=0)[:3]
    shares = sizes / sizes.sum()
    assert only(evidence, "effective_features").value == pytest.approx(np.exp(-np.sum(shares * np.log(shares))))


def test_how_many_are_the_top_can_be_set(made, measure, only):
    subject = made((4.0, 2.0, 1.0, 1.0))
    assert only(measure(CHECK, subject, top=1), "top_share").value == pytest.approx(0.5, abs=0.03)
    assert only(measure(CHECK, subject, top=2), "top_share").value == pytest.approx(0.75, abs=0.03)
    assert only(measure(CHECK, subject, top=9), "top_share").value == 1.0
    assert only(measure(CHECK, subject, rows=200), "top_share").n == 200


def test_the_curve_rises_to_all(made, measure):
    (curve,) = [table for table in measure(CHECK, made((4.0, 2.0, 1.0))).tables if table.shape is Shape.CURVE]
    assert [row[0] for row in curve.rows] == [1.0, 2.0, 3.0]
    assert curve.rows[-1][1] == pytest.approx(1.0)


def test_it_is_inconclusive_without_contributions_or_rows(made, make_subject, measure):
    X = np.random.default_rng(0).normal(size=(100, 2))
    plain = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame["x0"])
    assert "cannot be asked for contributions" in measure(CHECK, plain).reason
    assert measure(CHECK, made((1.0, 1.0)), rows=20).status is Status.INCONCLUSIVE


def test_contributions_of_zero_leave_nothing_to_count(made, measure):
    zero = made((1.0, 1.0), lambda given: dataclasses.replace(given, values=0 * given.values))
    assert "by 0 features" in measure(CHECK, zero).reason
