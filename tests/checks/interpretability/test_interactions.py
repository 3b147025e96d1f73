import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Task
from governance.record.evidence import Shape, Status
from governance.statistics.effects import friedman_h_squared
from governance.subject.model.wrapping import wrap

CHECK = "interpretability.interactions"
QUICK = {"resamples": 100, "rows": 30}


@pytest.fixture
def data():
    X = np.random.default_rng(0).normal(size=(1000, 3))
    return (X[:500], X[:500, 0]), (X[500:], X[500:, 0])


@pytest.fixture
def acting(make_subject, additive, data):
    """``acting(function)``: a subject whose answer is ``function`` of the frame, said to be moved by every feature."""

    def subject(function, rows=500):
        class Acting(additive):
            def _sum(self, frame):
                return function(frame).to_numpy(dtype=float)[:, None]

        later = tuple(part[:rows] for part in data[1])
        return make_subject("regression", data[0], later, Acting(weights=(3.0, 2.0, 1.0)))

    return subject


@pytest.fixture
def boosted(make_subject):
    """A booster of 100 small trees, fitted to 500 rows of the outcome ``made(X, generator)``."""

    def subject(made, task="regression", seed=3):
        from lightgbm import LGBMClassifier, LGBMRegressor

        generator = np.random.default_rng(seed)
        X = pd.DataFrame(generator.normal(size=(800, 3)), columns=["a", "b", "c"])
        y = made(X, generator)
        kind = LGBMClassifier if task == "binary" else LGBMRegressor
        native = kind(n_estimators=60, num_leaves=7, verbose=-1, n_jobs=1).fit(X[:500], y[:500])
        later = X[500:].reset_index(drop=True)
        return make_subject(task, (X[:500], y[:500]), (later, y[500:]), wrap(native, "lightgbm", Task(task)))

    return subject


def shares(evidence):
    return {item.segment: item for item in evidence.measurements if item.metric == "h_squared"}


def test_a_product_is_found_between_its_factors_and_nowhere_else(acting, measure, only):
    evidence = measure(CHECK, acting(lambda f: f["x0"] * f["x1"] + f["x2"]), **QUICK)
    found = shares(evidence)
    assert found["x0 and x1"].low > 0.5
    assert max(found["x0 and x2"].value, found["x1 and x2"].value) < 0.3
    assert only(evidence, "largest_interaction").convention.startswith("x0 and x1")
    assert only(evidence, "largest_interaction").low > 0.3


def test_h_squared_agrees_with_the_pure_function(acting, measure, data):
    def function(frame):
        return frame["x0"] + np.sin(frame["x1"]) * frame["x0"] + frame["x2"]

    subject = acting(function, rows=60)

    def predict(values):
        return function(pd.DataFrame(values, columns=["x0", "x1", "x2"])).to_numpy()

    expected = friedman_h_squared(predict, data[1][0][:60], 0, 1)
    found = shares(measure(CHECK, subject, resamples=50, rows=200))["x0 and x1"]
    assert (found.value, found.n) == (pytest.approx(expected), 60)


def test_an_additive_answer_has_no_interaction_at_all(acting, measure, only):
    evidence = measure(CHECK, acting(lambda f: f["x0"] ** 2 + np.sin(f["x1"]) + f["x2"]), **QUICK)
    assert max(item.high for item in shares(evidence).values()) < 1e-12
    assert only(evidence, "largest_interaction").high < 1e-6


def test_a_learned_interaction_is_more_than_refits_to_additive_outcomes_show(boosted, measure, only):
    subject = boosted(lambda X, generator: X["a"] * X["b"] + 0.5 * generator.normal(size=len(X)))
    found = only(measure(CHECK, subject, refits=9, learn=500, **QUICK), "largest_interaction")
    assert found.p_value == pytest.approx(0.1)
    assert "against 9 refits" in found.convention


def test_the_noise_of_additive_data_is_no_interaction(boosted, measure, only):
    p_values = [
        only(measure(CHECK, boosted(_noisy, seed=seed), refits=9, learn=500, **QUICK), "largest_interaction").p_value
        for seed in range(4)
    ]
    assert max(p_values) > 0.3
    assert np.mean(p_values) > 0.2


def _noisy(X, generator):
    return X["a"] + X["b"] ** 2 + generator.normal(size=len(X))


def test_classes_are_drawn_from_an_additive_model(boosted, measure, only):
    def crossed(X, generator):
        return (X["a"] * X["b"] + 0.3 * generator.normal(size=len(X)) > 0).astype(int)

    found = only(measure(CHECK, boosted(crossed, "binary"), refits=4, learn=500, **QUICK), "largest_interaction")
    assert found.p_value == pytest.approx(0.2)


def test_variances_have_their_ratios_permuted(boosted, measure, only):
    def wild(X, generator):
        return np.exp(0.3 * X["a"]) * generator.chisquare(4, len(X))

    found = only(measure(CHECK, boosted(wild, "volatility"), refits=4, learn=500, **QUICK), "largest_interaction")
    assert found.p_value >= 0.2


def test_features_rows_and_refits_can_be_set(acting, measure, only):
    evidence = measure(CHECK, acting(lambda f: f["x0"] * f["x1"]), features=2, rows=20, resamples=50)
    assert list(shares(evidence)) == ["x0 and x1"]
    assert only(evidence, "largest_interaction").n == 20
    assert only(evidence, "largest_interaction").p_value is None


def test_without_refits_the_share_stands_without_a_p_value_and_says_why(acting, boosted, measure, only):
    alone = only(measure(CHECK, acting(lambda f: f["x0"] * f["x1"]), **QUICK), "largest_interaction")
    assert (alone.p_value, "cannot be refitted" in alone.convention) == (None, True)
    off = only(measure(CHECK, boosted(_noisy), refits=0, **QUICK), "largest_interaction")
    assert "no refits" in off.convention


def test_the_pairs_are_drawn_as_a_heat_map(acting, measure):
    (table,) = measure(CHECK, acting(lambda f: f["x0"] * f["x1"]), **QUICK).tables
    assert (table.shape, len(table.rows)) == (Shape.HEAT_MAP, 3)


def test_one_feature_makes_no_pair(make_subject, additive, measure):
    X = np.random.default_rng(1).normal(size=(200, 1))
    subject = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), additive(weights=(1.0,)))
    assert measure(CHECK, subject, **QUICK).status is Status.INCONCLUSIVE


def test_it_does_not_concern_several_classes(make_subject, measure, data):
    subject = make_subject("multiclass", *data, lambda frame: np.full((len(frame), 3), 1 / 3))
    assert measure(CHECK, subject).status is Status.NOT_APPLICABLE
