import numpy as np
import pytest
from arch.bootstrap import MCS

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.rivals import rivals

CHECK = "benchmark.model-confidence-set"


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1200, 4))
    y = X[:, 0] + generator.normal(size=1200)
    return (X[:600], y[:600]), (X[600:], y[600:])


def test_a_model_that_is_clearly_worse_than_a_rival_is_not_in_the_set(make_subject, measure, only, data):
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: 0.3 * frame["x0"]))
    assert only(evidence, "membership").high < 0.05
    assert evidence.tables[0].rows[0][0] == "linear"


def test_the_best_model_is_in_the_set(make_subject, measure, only, data):
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"]))
    assert only(evidence, "membership").value > 0.1
    assert only(evidence, "members").value < 1.0


def test_a_small_sample_leaves_nearly_all_in_the_set(make_subject, measure, only, data):
    (X, y), (V, _) = data
    noise = np.random.default_rng(1).normal(size=50)
    evidence = measure(CHECK, make_subject("regression", (X, y), (V[:50], noise), lambda frame: 0.05 * frame["x1"]))
    found = only(evidence, "members")
    assert found.low == found.value == found.high
    assert only(evidence, "membership").value > 0.1


def test_a_forecast_is_listed_with_its_p_value_and_its_mean_loss(make_subject, measure, data):
    (table,) = measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"])).tables
    p_values = [row[1] for row in table.rows]
    assert p_values == sorted(p_values, reverse=True)
    assert {row[0] for row in table.rows} == {"the model", "mean", "persistence", "linear", "boosting"}


def test_a_lower_confidence_makes_a_smaller_set(make_subject, measure, only):
    generator = np.random.default_rng(3)
    X, y = generator.normal(size=(600, 3)), generator.normal(size=600)
    subject = make_subject("regression", (X[:300], y[:300]), (X[300:], y[300:]), lambda frame: 0.1 * frame["x1"])
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "members").value for level in (0.99, 0.5))
    assert narrow < wide


def test_it_does_not_concern_a_strategy(make_subject, measure, data):
    assert measure(CHECK, make_subject("strategy", *data, lambda frame: frame["x0"])).status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_where_too_few_rows_can_be_compared(make_subject, measure, data):
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"]), smallest_n=601)
    assert evidence.status is Status.INCONCLUSIVE
    assert "rows can be compared" in evidence.reason


def test_equal_subjects_give_equal_evidence(make_subject, measure, data):
    first, second = (measure(CHECK, make_subject("regression", *data, lambda frame: 0.9 * frame["x0"])) for _ in range(2))
    assert first == second


def test_it_agrees_with_arch_on_rows_without_order(make_subject, measure, only, data):
    subject = make_subject("regression", *data, lambda frame: 0.85 * frame["x0"], time=False)
    found = rivals(subject, 30)
    given = MCS(np.column_stack([found.model, found.losses]), 0.1, 4000, 1, seed=3)
    given.compute()
    assert found.model == pytest.approx((data[1][1] - 0.85 * subject.samples[Role.VALIDATION].features["x0"]) ** 2)
    assert only(measure(CHECK, subject, resamples=4000), "membership").value == pytest.approx(
        given.pvalues["Pvalue"][0], abs=0.03
    )
