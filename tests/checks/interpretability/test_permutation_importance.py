import numpy as np
import pandas as pd
import pytest
from sklearn.inspection import permutation_importance as by_sklearn
from sklearn.linear_model import LinearRegression

from governance.record.evidence import Status

CHECK = "interpretability.permutation-importance"
QUICK = {"resamples": 200}


def drawn(n, seed=0):
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(n, 3))
    return X, 2 * X[:, 0] - X[:, 1] + generator.normal(size=n)


@pytest.fixture
def made(make_subject):
    def subject(model=lambda frame: 2 * frame["x0"] - frame["x1"], task="regression", **options):
        return make_subject(task, drawn(300, 1), drawn(900, 2), model, **options)

    return subject


def importances(evidence):
    return {item.segment: item for item in evidence.measurements if item.metric == "importance"}


def test_a_feature_that_turned_against_the_model_is_found(made, measure, only):
    found = only(measure(CHECK, made(lambda frame: 2 * frame["x0"] + 2 * frame["x1"]), **QUICK), "harm")
    assert found.low > 0.1
    assert "of x1, Bonferroni over 3" in found.convention


def test_a_sound_model_has_no_harmful_feature(made, measure, only):
    evidence = measure(CHECK, made(), **QUICK)
    found = only(evidence, "harm")
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high < 0.01
    assert list(importances(evidence)) == ["x0", "x1", "x2"]


def test_a_feature_that_is_not_used_is_worth_nothing_exactly(made, measure):
    unused = importances(measure(CHECK, made(), **QUICK))["x2"]
    assert (unused.low, unused.value, unused.high) == (0.0, 0.0, 0.0)


def test_importance_agrees_with_scikit_learn_where_rows_have_no_order(make_subject, measure):
    (X, y), (V, w) = drawn(300, 1), drawn(3000, 2)
    model = LinearRegression().fit(X, y)
    expected = by_sklearn(model, V, w, scoring="neg_mean_squared_error", n_repeats=20, random_state=0)
    loss = np.mean((w - model.predict(V)) ** 2)
    subject = make_subject("regression", (X, y), (V, w), lambda frame: model.predict(frame.to_numpy()), time=False)
    for place, name in enumerate(("x0", "x1")):
        found = importances(measure(CHECK, subject, repeats=5, **QUICK))[name]
        assert found.low < expected.importances_mean[place] / loss < found.high
        assert found.high - found.low < 0.3 * found.value + 0.3


def test_features_that_always_go_together_are_shuffled_together(make_subject, measure):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1200, 3))
    X[:, 1] = X[:, 0] + 0.05 * X[:, 1]
    y = X[:, 0] + generator.normal(size=1200)
    subject = make_subject(
        "regression", (X[:300], y[:300]), (X[300:], y[300:]), lambda frame: 20 * frame["x0"] - 19 * frame["x1"]
    )
    found = importances(measure(CHECK, subject, **QUICK))
    assert list(found) == ["x0, x1", "x2"]
    assert found["x0, x1"].value < 4


def test_shuffling_within_blocks_leaves_what_moves_slowly_near_its_time(make_subject, measure):
    slow = np.repeat(np.random.default_rng(0).normal(size=12), 100)
    subject = make_subject(
        "regression", (slow[:200, None], slow[:200]), (slow[200:, None], slow[200:] + 0.1), lambda frame: frame["x0"]
    )
    assert importances(measure(CHECK, subject, blocks=10, **QUICK))["x0"].value == pytest.approx(0.0)
    assert importances(measure(CHECK, subject, blocks=1, **QUICK))["x0"].value > 10


def test_columns_of_text_are_shuffled_as_they_are(make_subject, measure):
    venue = np.random.default_rng(0).choice(["xetra", "nyse"], 800)
    frame = pd.DataFrame({"venue": venue, "level": np.arange(800.0) % 7})
    y = (venue == "nyse") + 0.1 * np.random.default_rng(1).normal(size=800)
    subject = make_subject("regression", (frame[:400], y[:400]), (frame[400:], y[400:]), lambda rows: rows["venue"] == "nyse")
    found = importances(measure(CHECK, subject, **QUICK))
    assert found["venue"].low > 10
    assert found["level"].high == 0.0


def test_a_strategy_is_measured_by_what_it_earns(make_subject, measure, only):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(2000, 2))
    returns = 0.5 * np.sign(X[:, 0]) + generator.normal(size=2000)
    subject = make_subject("strategy", (X[:500], returns[:500]), (X[500:], returns[500:]), lambda frame: np.sign(frame["x0"]))
    evidence = measure(CHECK, subject, **QUICK)
    assert importances(evidence)["x0"].low > 0.2
    assert only(evidence, "harm").value == 0.0


def test_losses_without_a_share_are_inconclusive(make_subject, measure):
    X, _ = drawn(200)
    exact = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame["x0"])
    assert "zero on all of them" in measure(CHECK, exact).reason
    negative = make_subject("volatility", (X, X[:, 0] ** 2), (X, X[:, 0] ** 2), lambda frame: frame["x0"])
    assert "infinite" in measure(CHECK, negative).reason


def test_few_rows_are_not_measured_and_the_numbers_can_be_set(made, measure, only):
    assert measure(CHECK, made(), rows=40, smallest_n=41).status is Status.INCONCLUSIVE
    found = only(measure(CHECK, made(), rows=300, repeats=3, blocks=5, **QUICK), "harm")
    assert found.n == 300
    assert "3 shuffles within 5 blocks of rows; 300 of 900 validation rows" in found.convention


def test_the_shuffled_rows_are_scored_once_for_all_checks(made, measure):
    subject = made()
    measure(CHECK, subject, **QUICK)
    before = subject.scoring.rows_scored
    measure(CHECK, subject, resamples=300)
    assert subject.scoring.rows_scored == before
