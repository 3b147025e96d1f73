import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "benchmark.superior-predictive-ability"


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1200, 4))
    y = X[:, 0] + generator.normal(size=1200)
    return (X[:600], y[:600]), (X[600:], y[600:])


def test_a_model_that_a_rival_beats_is_found_and_the_rival_named(make_subject, measure, only, data):
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: 0.3 * frame["x0"]))
    found = only(evidence, "saved_by_best")
    assert found.low > 0.1
    assert found.p_value < 0.01
    assert "linear of 4 rivals" in found.convention


def test_the_best_model_of_all_is_beaten_by_none(make_subject, measure, only, data):
    found = only(measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"])), "saved_by_best")
    assert found.p_value > 0.1
    assert found.low < 0.0 < found.high < 0.05


def test_a_model_far_better_than_all_rivals_has_a_p_value_of_one(make_subject, measure, only):
    generator = np.random.default_rng(1)
    X = generator.normal(size=(800, 3))
    y = 2 * np.sin(5 * X[:, 0] * X[:, 1]) + 0.2 * generator.normal(size=800)
    subject = make_subject(
        "regression", (X[:400], y[:400]), (X[400:], y[400:]), lambda frame: 2 * np.sin(5 * frame["x0"] * frame["x1"])
    )
    found = only(measure(CHECK, subject), "saved_by_best")
    assert found.p_value == 1.0
    assert found.high < 0.0


def test_of_rivals_that_are_no_better_the_luckiest_is_not_taken_for_better(make_subject, measure, only):
    generator = np.random.default_rng(2)
    X, y = generator.normal(size=(500, 2)), generator.normal(size=500)
    benchmark = {role: {"benchmark": pd.Series(0.1 * generator.normal(size=250))} for role in (Role.TRAINING, Role.VALIDATION)}
    split = (X[:250], y[:250]), (X[250:], y[250:])
    found = only(
        measure(CHECK, make_subject("regression", *split, lambda frame: 0.1 * frame["x0"], columns=benchmark)), "saved_by_best"
    )
    assert found.low < 0.0
    assert found.p_value > 0.05


def test_the_earlier_version_is_among_the_rivals_unless_it_learned_the_rows(make_subject, measure, after, only, data):
    subject = make_subject("regression", *data, lambda frame: 0.8 * frame["x0"] + 0.3)
    fair = measure(CHECK, after(subject, lambda frame: frame["x0"]))
    unfair = measure(CHECK, after(subject, lambda frame: frame["x0"], {Role.VALIDATION: np.arange(600) == 0}))
    assert "version 1 (champion)" in [row[0] for row in fair.tables[0].rows]
    assert "version 1 (champion), since it was trained on validation rows" in unfair.tables[0].note


def test_a_rival_that_answers_as_the_model_does_is_left_out_by_name(make_subject, measure, after, data):
    subject = make_subject("regression", *data, lambda frame: frame["x0"])
    evidence = measure(CHECK, after(subject, lambda frame: frame["x0"]))
    assert "version 1 (champion), since it answers as the model does" in evidence.tables[0].note


def test_variance_forecasts_are_held_against_the_standard_ones(make_subject, measure):
    generator = np.random.default_rng(3)
    logs = np.zeros(900)
    for step in range(1, 900):
        logs[step] = 0.95 * logs[step - 1] + 0.3 * generator.normal()
    y = np.exp(logs) * generator.chisquare(8, 900) / 8
    X = np.column_stack([np.concatenate([[1.0], y[:-1]]), generator.normal(size=900)])
    subject = make_subject("volatility", (X[:600], y[:600]), (X[600:], y[600:]), lambda frame: 0.3 + 0.7 * frame["x0"])
    names = [row[0] for row in measure(CHECK, subject, resamples=200).tables[0].rows]
    assert {"EWMA .94", "HAR", "persistence", "linear", "boosting"} <= set(names)
    assert "random walk" not in names


def test_classes_are_compared_by_their_log_loss(make_subject, measure, only):
    generator = np.random.default_rng(4)
    X = generator.normal(size=(1000, 2))
    y = (generator.random(1000) < 1 / (1 + np.exp(-2 * X[:, 0]))).astype(float)
    subject = make_subject("binary", (X[:500], y[:500]), (X[500:], y[500:]), lambda frame: np.full((len(frame), 2), 0.5))
    found = only(measure(CHECK, subject), "saved_by_best")
    assert found.low > 0.1
    assert found.convention.startswith("log loss")


def test_it_does_not_concern_a_strategy(make_subject, measure, data):
    assert measure(CHECK, make_subject("strategy", *data, lambda frame: frame["x0"])).status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_where_the_model_has_no_finite_loss(make_subject, measure, data):
    positive = tuple((X, np.exp(y)) for X, y in data)
    evidence = measure(CHECK, make_subject("volatility", *positive, lambda frame: np.where(frame["x0"] > 2, -1.0, 1.0)))
    assert evidence.status is Status.INCONCLUSIVE
    assert "infinite or unknown" in evidence.reason


def test_it_is_inconclusive_where_the_model_has_no_loss(make_subject, measure):
    X = np.random.default_rng(5).normal(size=(200, 2))
    subject = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame["x0"])
    assert "no loss at all" in measure(CHECK, subject).reason


def test_the_fewest_rows_can_be_raised(make_subject, measure, data):
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"]), smallest_n=601)
    assert evidence.reason.startswith("only ")


def test_the_rivals_are_gathered_once_for_all_checks(make_subject, measure, data, monkeypatch):
    from governance.subject import rivals

    subject = make_subject("regression", *data, lambda frame: frame["x0"])
    first = measure(CHECK, subject)
    monkeypatch.setattr(rivals, "_gathered", None)
    assert measure(CHECK, subject).measurements == first.measurements


def test_the_gain_agrees_with_the_losses(make_subject, measure, only, data):
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    (X, y), (V, w) = data
    ridge = make_pipeline(StandardScaler(), Ridge()).fit(X, y)
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: 0.3 * frame["x0"]))
    model, rival = np.mean((w - 0.3 * V[:, 0]) ** 2), np.mean((w - ridge.predict(V)) ** 2)
    assert only(evidence, "saved_by_best").value == pytest.approx(1 - rival / model)
