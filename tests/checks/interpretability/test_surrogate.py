import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Status

CHECK = "interpretability.surrogate"
QUICK = {"resamples": 200}


@pytest.fixture
def made(make_subject):
    def subject(model, task="regression", outcome=lambda X: X[:, 0]):
        X = np.random.default_rng(0).normal(size=(1500, 3))
        return make_subject(task, (X[:1000], outcome(X[:1000])), (X[1000:], outcome(X[1000:])), model)

    return subject


def leaves(evidence):
    return next(table.rows for table in evidence.tables if table.name == "leaves")


def test_a_model_of_three_rules_is_said_in_full(made, measure, only):
    def rules(frame):
        return np.where(frame["x0"] > 0, np.where(frame["x1"] > 1, 3.0, 1.0), -1.0)

    evidence = measure(CHECK, made(rules), **QUICK)
    found = only(evidence, "fidelity")
    assert found.value > 0.99
    assert {round(row[1], 1) for row in leaves(evidence)} == {-1.0, 1.0, 3.0}
    assert sum(row[3] for row in leaves(evidence)) == 500


def test_a_model_without_any_rule_cannot_be_said(made, measure, only):
    found = only(measure(CHECK, made(lambda f: np.sin(40 * f["x0"]) * np.sin(40 * f["x1"])), **QUICK), "fidelity")
    assert found.high < 0.1


def test_fidelity_agrees_with_a_tree_fitted_by_hand(made, measure, only):
    from sklearn.tree import DecisionTreeRegressor

    def model(frame):
        return frame["x0"] + 0.5 * frame["x1"] ** 2

    X = np.random.default_rng(0).normal(size=(1500, 3))
    frame = pd.DataFrame(X, columns=["x0", "x1", "x2"])
    tree = DecisionTreeRegressor(max_depth=3, min_samples_leaf=0.02, random_state=0).fit(X[:1000], model(frame[:1000]))
    asked = model(frame[1000:])
    expected = 1 - np.sum((asked - tree.predict(X[1000:])) ** 2) / np.sum((asked - model(frame[:1000]).mean()) ** 2)
    found = only(measure(CHECK, made(model), **QUICK), "fidelity")
    assert found.value == pytest.approx(expected)
    assert found.low < found.value < found.high


def test_depth_and_the_least_share_can_be_set(made, measure, only):
    subject = made(lambda frame: frame["x0"])
    shallow, deep = (only(measure(CHECK, subject, depth=depth, **QUICK), "fidelity").value for depth in (1, 4))
    assert shallow < 0.7
    assert deep > 0.9
    assert len(leaves(measure(CHECK, subject, share=0.5, **QUICK))) == 2


def test_the_outputs_of_several_classes_are_repeated_together(made, measure, only):
    def three(frame):
        first = (frame["x0"] > 0).to_numpy(dtype=float)
        return np.column_stack([first, (1 - first) / 2, (1 - first) / 2])

    found = only(measure(CHECK, made(three, "multiclass", lambda X: np.digitize(X[:, 0], [-1, 1])), **QUICK), "fidelity")
    assert found.value > 0.99


def test_it_is_inconclusive_for_text_alone_and_for_a_constant_answer(make_subject, made, measure):
    frame = pd.DataFrame({"venue": ["a", "b"] * 100})
    y = np.arange(200.0)
    text = make_subject("regression", (frame, y), (frame, y), lambda rows: np.arange(len(rows)))
    assert "no feature is numeric" in measure(CHECK, text).reason
    assert "do not vary" in measure(CHECK, made(lambda f: np.ones(len(f)))).reason


def test_it_is_inconclusive_with_too_few_rows(made, measure):
    assert measure(CHECK, made(lambda frame: frame["x0"]), smallest_n=501).status is Status.INCONCLUSIVE
