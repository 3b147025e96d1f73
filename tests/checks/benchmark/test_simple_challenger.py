import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from governance.record.evidence import Status
from governance.statistics.forecasts import diebold_mariano

CHECK = "benchmark.simple-challenger"


def linear(signal, n=1600, seed=0):
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(n, 4))
    y = signal * X[:, 0] + generator.normal(size=n)
    return (X[: n // 2], y[: n // 2]), (X[n // 2 :], y[n // 2 :])


@pytest.fixture
def data():
    return linear(1.0)


def half(frame):
    return 0.2 * frame.iloc[:, 0] + 0.5 * frame.iloc[:, 1]


def test_a_model_that_gains_less_than_half_of_what_a_ridge_gains_is_found(make_subject, measure, only, data):
    evidence = measure(CHECK, make_subject("regression", *data, half))
    assert only(evidence, "forgone").low > 0.5
    assert only(evidence, "skill").high < 0
    assert only(evidence, "advantage").high < -1
    assert "against ridge regression" in only(evidence, "skill").convention


@pytest.mark.parametrize("signal", [0.25, 1.0, 5.0])
def test_a_model_equal_to_the_challenger_is_shown_to_forgo_little_whatever_the_strength_of_the_signal(
    make_subject, measure, only, signal
):
    data = linear(signal)
    model = make_pipeline(StandardScaler(), Ridge(3.0)).fit(
        pd.DataFrame(data[0][0], columns=["x0", "x1", "x2", "x3"]), data[0][1]
    )
    found = only(measure(CHECK, make_subject("regression", *data, model)), "forgone")
    assert abs(found.value) < 0.05
    assert found.high < 0.2


def test_a_better_model_has_a_negative_share(make_subject, measure, only):
    generator = np.random.default_rng(1)
    X = generator.normal(size=(800, 6))
    y = 2 * np.sin(4 * X[:, 0] * X[:, 1]) + 0.3 * generator.normal(size=800)
    subject = make_subject(
        "regression", (X[:400], y[:400]), (X[400:], y[400:]), lambda frame: 2 * np.sin(4 * frame.iloc[:, 0] * frame.iloc[:, 1])
    )
    evidence = measure(CHECK, subject)
    assert only(evidence, "forgone").high < -0.5
    assert only(evidence, "advantage").low > 1


def test_a_curved_relation_is_challenged_by_boosting(make_subject, measure, only):
    X = np.random.default_rng(3).normal(size=(1200, 2))
    y = X[:, 0] ** 2 + 0.3 * np.random.default_rng(4).normal(size=1200)
    subject = make_subject("regression", (X[:600], y[:600]), (X[600:], y[600:]), lambda frame: 1.0 + 0 * frame.iloc[:, 0])
    found = only(measure(CHECK, subject), "forgone")
    assert "histogram boosting" in found.convention
    assert found.low > 0.5


def test_a_classifier_is_challenged_by_a_logistic_regression(make_subject, measure, only):
    generator = np.random.default_rng(6)
    X = generator.normal(size=(2000, 3))
    odds = 1.5 * X[:, 0]
    y = (generator.random(2000) < 1 / (1 + np.exp(-odds))).astype(float)
    split = (X[:1000], y[:1000]), (X[1000:], y[1000:])

    def stated(steepness):
        def model(frame):
            p = 1 / (1 + np.exp(-steepness * frame.iloc[:, 0]))
            return np.column_stack([1 - p, p])

        return only(measure(CHECK, make_subject("binary", *split, model)), "forgone")

    assert "logistic regression" in stated(1.5).convention
    assert stated(1.5).high < 0.2
    assert stated(0.05).low > 0.5


def test_a_variance_forecast_is_challenged_under_qlike(make_subject, measure, only):
    generator = np.random.default_rng(7)
    X = generator.normal(size=(1600, 2))
    level = np.exp(0.8 * X[:, 0])
    y = level * generator.chisquare(4, 1600) / 4
    split = (X[:800], y[:800]), (X[800:], y[800:])
    sound, poor = (
        only(measure(CHECK, make_subject("volatility", *split, model)), "forgone")
        for model in (lambda frame: np.exp(0.8 * frame.iloc[:, 0]), lambda frame: np.exp(0.1 * frame.iloc[:, 0]))
    )
    assert "QLIKE of the variance; against gamma regression" in sound.convention
    assert sound.high < 0.2
    assert poor.low > 0.5


def test_nothing_of_the_validation_sample_chooses_or_fits_the_challenger(make_subject, measure, only, data):
    """Other validation outcomes change the comparison, but neither the rival nor its answers."""
    from governance.subject.challenger import challengers

    outcomes = data[1][1]
    other = (data[1][0], outcomes + 1)
    first, second = (challengers(make_subject("regression", data[0], later, half)) for later in (data[1], other))
    assert [item.name for item in first] == [item.name for item in second]
    assert [item.held_out for item in first] == [item.held_out for item in second]
    for one, later in zip(first, second, strict=True):  # (y + 1 - f)^2 - (y - f)^2 gives the answer f of both
        answers = outcomes - (later.losses - one.losses - 1) / 2
        assert one.losses == pytest.approx((outcomes - answers) ** 2)


def test_equal_subjects_give_equal_evidence(make_subject, measure, data):
    first, second = (measure(CHECK, make_subject("regression", *data, half)) for _ in range(2))
    assert first == second


def test_challengers_are_fitted_once_for_all_checks(make_subject, measure, data, monkeypatch):
    from governance.subject import challenger

    subject = make_subject("regression", *data, lambda frame: frame.iloc[:, 0])
    measure(CHECK, subject)
    monkeypatch.setattr(challenger, "_all", None)
    assert measure("overfitting.generalization-gap", subject).status is Status.MEASURED


def test_declared_row_weights_are_learned_with(make_subject, data):
    from governance.record.declaration import Role
    from governance.subject.challenger import challengers

    (X, y), (V, w) = data
    doubled = np.where(np.arange(800) < 400, 3.0, 1.0)
    columns = {role: {"weight": pd.Series(doubled)} for role in (Role.TRAINING, Role.VALIDATION)}
    (found,) = [item for item in challengers(make_subject("regression", *data, half, columns=columns)) if item.name == "linear"]
    ridge = make_pipeline(StandardScaler(), Ridge()).fit(X, y, ridge__sample_weight=doubled / doubled.mean())
    assert found.losses == pytest.approx((w - ridge.predict(V)) ** 2)


def test_it_does_not_concern_a_strategy(make_subject, measure, data):
    assert measure(CHECK, make_subject("strategy", *data, half)).status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_without_a_numeric_feature(make_subject, measure, data):
    words = tuple((pd.DataFrame({"side": np.where(X[:, 0] > 0, "buy", "sell")}), y) for X, y in data)
    evidence = measure(CHECK, make_subject("regression", *words, lambda frame: (frame["side"] == "buy") * 1.0))
    assert evidence.status is Status.INCONCLUSIVE
    assert "numeric features" in evidence.reason


def test_gaps_and_infinities_in_the_features_do_not_stop_the_challenger(make_subject, measure, only, data):
    broken = tuple((np.where(np.random.default_rng(8).random(X.shape) < 0.05, np.inf, X), y) for X, y in data)
    found = only(measure(CHECK, make_subject("regression", *broken, lambda frame: np.full(len(frame), 0.01))), "forgone")
    assert np.isfinite(found.value)


def test_the_fewest_rows_can_be_raised(make_subject, measure, data):
    assert measure(CHECK, make_subject("regression", *data, half), smallest_n=801).status is Status.INCONCLUSIVE


def test_skill_agrees_with_a_ridge_fitted_by_hand(make_subject, measure, only, data):
    (X, y), (V, w) = data
    ridge = make_pipeline(StandardScaler(), Ridge()).fit(X, y)
    model, rival = (w - 0.2 * V[:, 0] - 0.5 * V[:, 1]) ** 2, (w - ridge.predict(V)) ** 2
    found = only(measure(CHECK, make_subject("regression", *data, half)), "skill")
    assert found.value == pytest.approx(1 - model.mean() / rival.mean())
    assert found.p_value == pytest.approx(diebold_mariano(model, rival, 1).p_value)


def test_what_is_forgone_agrees_with_the_definition(make_subject, measure, only, data):
    (X, y), (V, w) = data
    ridge = make_pipeline(StandardScaler(), Ridge()).fit(X, y)
    rival, naive = np.mean((w - ridge.predict(V)) ** 2), np.mean((w - y.mean()) ** 2)
    model = np.mean((w - 0.5 * V[:, 0]) ** 2)
    found = only(measure(CHECK, make_subject("regression", *data, lambda frame: 0.5 * frame.iloc[:, 0])), "forgone")
    assert found.value == pytest.approx((model - rival) / min(model, naive - rival))
