import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.resampling import wilson

CHECK = "out-of-sample.performance"


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(900, 2))
    y = X[:, 0] + generator.normal(size=900)
    return (X[:600], y[:600]), (X[600:], y[600:])


def first_column(frame):
    return frame.iloc[:, 0]


def test_a_model_that_answers_with_noise_is_shown_to_be_worse_than_the_mean(make_subject, measure, only, line):
    noise = np.random.default_rng(1).normal(size=900)
    subject = make_subject("regression", *line, lambda frame: noise[: len(frame)])
    assert only(measure(CHECK, subject), "r_squared").high < 0


def test_a_sound_model_is_shown_to_be_better_than_the_mean(make_subject, measure, only, line):
    found = only(measure(CHECK, make_subject("regression", *line, first_column)), "r_squared")
    assert found.low > 0.3
    assert found.n == 300
    assert found.n_effective <= 300


def test_it_is_inconclusive_without_a_validation_sample(make_subject, measure, line):
    evidence = measure(CHECK, make_subject("regression", line[0], None, first_column))
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "no validation sample was found")


def test_it_is_inconclusive_on_a_handful_of_rows(make_subject, measure, line):
    tiny = (line[1][0][:10], line[1][1][:10])
    evidence = measure(CHECK, make_subject("regression", line[0], tiny, first_column))
    assert evidence.status is Status.INCONCLUSIVE
    assert "10 rows" in evidence.reason


def test_a_higher_confidence_widens_the_interval(make_subject, measure, only, line):
    subject = make_subject("regression", *line, first_column)
    narrow, wide = (only(measure(CHECK, subject, confidence=level), "rmse") for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_regression_metrics_are_those_of_scikit_learn(make_subject, measure, only, line):
    (X, y), (_, trained) = line[1], line[0]
    evidence = measure(CHECK, make_subject("regression", *line, first_column))
    assert only(evidence, "rmse").value == pytest.approx(metrics.root_mean_squared_error(y, X[:, 0]))
    assert only(evidence, "mae").value == pytest.approx(metrics.mean_absolute_error(y, X[:, 0]))
    out_of_sample = 1 - np.sum((y - X[:, 0]) ** 2) / np.sum((y - trained.mean()) ** 2)
    assert only(evidence, "r_squared").value == pytest.approx(out_of_sample)


def test_binary_metrics_are_those_of_scikit_learn(make_subject, measure, only):
    generator = np.random.default_rng(4)
    X = generator.normal(size=(800, 1))
    y = (X[:, 0] + generator.normal(size=800) > 0).astype(float)

    def probabilities(frame):
        p = 1 / (1 + np.exp(-frame.to_numpy()[:, 0]))
        return np.column_stack([1 - p, p])

    evidence = measure(CHECK, make_subject("binary", (X[:400], y[:400]), (X[400:], y[400:]), probabilities))
    p = 1 / (1 + np.exp(-X[400:, 0]))
    assert only(evidence, "auc").value == pytest.approx(metrics.roc_auc_score(y[400:], p))
    assert only(evidence, "log_loss").value == pytest.approx(metrics.log_loss(y[400:], p))
    assert only(evidence, "brier").value == pytest.approx(metrics.brier_score_loss(y[400:], p))


def test_the_interval_of_the_area_is_near_delongs_where_rows_are_independent(make_subject, measure, only):
    from governance.statistics.discrimination import delong

    generator = np.random.default_rng(4)
    X = generator.normal(size=(1200, 1))
    y = (X[:, 0] + generator.normal(size=1200) > 0).astype(float)
    subject = make_subject("binary", (X[:600], y[:600]), (X[600:], y[600:]), lambda f: f.iloc[:, [0, 0]] * 0 + 0.5, time=False)
    subject.scoring.model.function = lambda frame: np.column_stack(
        [1 - frame.iloc[:, 0].rank(pct=True), frame.iloc[:, 0].rank(pct=True)]
    )
    found = only(measure(CHECK, subject, resamples=4000), "auc")
    low, high = delong(y[600:], X[600:, 0]).interval()
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.006)
    assert "independent bootstrap" in found.convention


def test_a_variance_forecast_that_is_not_positive_has_no_qlike_and_says_so(make_subject, measure, line):
    generator = np.random.default_rng(8)
    y = generator.gamma(2, size=900)
    data = ((line[0][0], y[:600]), (line[1][0], y[600:]))
    evidence = measure(CHECK, make_subject("volatility", *data, lambda frame: np.where(np.arange(len(frame)) == 7, -1.0, 2.0)))
    assert "1 of 300 forecasts are not positive" in evidence.absent["qlike"]
    assert {item.metric for item in evidence.measurements} == {"mse", "r_squared"}


def test_row_weights_enter_the_errors(make_subject, measure, only, line):
    (X, y) = line[1]
    weight = pd.Series(np.where(np.arange(300) < 150, 3.0, 1.0))
    columns = {Role.VALIDATION: {"weight": weight}}
    found = only(measure(CHECK, make_subject("regression", *line, first_column, columns=columns)), "mae")
    assert found.value == pytest.approx(np.average(np.abs(y - X[:, 0]), weights=weight))


def test_equal_runs_give_equal_evidence(make_subject, measure, line):
    assert measure(CHECK, make_subject("regression", *line, first_column)) == measure(
        CHECK, make_subject("regression", *line, first_column)
    )


def test_a_strategy_is_measured_on_the_return_of_its_position(make_subject, measure, only):
    generator = np.random.default_rng(3)
    returns = generator.normal(0.001, 0.01, 600)
    X = np.zeros((600, 1))
    subject = make_subject("strategy", (X[:300], returns[:300]), (X[300:], returns[300:]), lambda frame: np.ones(len(frame)))
    evidence = measure(CHECK, subject)
    assert only(evidence, "mean_return").value == pytest.approx(returns[300:].mean())
    assert only(evidence, "sharpe").value == pytest.approx(returns[300:].mean() / returns[300:].std())


def test_the_interval_of_a_weighted_error_is_that_of_a_ratio(make_subject, measure, only):
    """Errors that hardly vary, under weights that vary much: the mean of w e varies with the weights, the weighted mean does not."""
    generator = np.random.default_rng(5)
    weight, error = np.exp(generator.normal(size=600)), 1 + 0.1 * generator.normal(size=600)
    X = np.zeros((600, 1))
    columns = {
        role: {"weight": pd.Series(part)} for role, part in ((Role.TRAINING, weight[:200]), (Role.VALIDATION, weight[200:]))
    }
    subject = make_subject(
        "regression",
        (X[:200], error[:200]),
        (X[200:], error[200:]),
        lambda frame: np.zeros(len(frame)),
        time=False,
        columns=columns,
    )
    found, w, e = only(measure(CHECK, subject), "mae"), weight[200:], error[200:]
    standard_error = np.sqrt(np.sum((w * (e - np.average(e, weights=w))) ** 2)) / w.sum()
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(standard_error, rel=0.1)


def test_rows_of_unknown_order_are_not_taken_for_independent(make_subject, measure, only):
    generator = np.random.default_rng(2)
    error = np.zeros(1000)
    for row in range(1, 1000):
        error[row] = 0.95 * error[row - 1] + generator.normal()
    X = generator.normal(size=(1000, 1))
    data = ((X[:500], X[:500, 0] + error[:500]), (X[500:], X[500:, 0] + error[500:]))
    ordered, unknown, declared = (
        only(measure(CHECK, make_subject("regression", *data, first_column, time=time)), "rmse") for time in (True, None, False)
    )
    assert (unknown.low, unknown.high) == (ordered.low, ordered.high)
    assert unknown.high - unknown.low > 2 * (declared.high - declared.low)
    assert "in file order; their order in time is unknown" in unknown.convention


def always_right(frame):
    return np.eye(3)[frame.iloc[:, 0].to_numpy().astype(int)] * 0.94 + 0.02


def test_thirty_hits_in_thirty_do_not_prove_that_there_are_no_misses(make_subject, measure, only):
    X = (np.arange(90) % 3).reshape(-1, 1).astype(float)
    evidence = measure(CHECK, make_subject("multiclass", (X[:60], X[:60, 0]), (X[60:], X[60:, 0]), always_right))
    found = only(evidence, "accuracy")
    assert (found.low, found.high) == pytest.approx(wilson(30, 30, 0.95))
    assert found.value == 1.0
    loss = only(evidence, "log_loss")
    assert loss.low <= loss.value <= loss.high


def logistic(slope):
    def probabilities(frame):
        p = 1 / (1 + np.exp(-slope * (frame.iloc[:, 0].to_numpy() - 0.5)))
        return np.column_stack([1 - p, p])

    return probabilities


def test_no_interval_of_an_area_reaches_beyond_one(make_subject, measure, only):
    generator = np.random.default_rng(1)
    y = (generator.random(80) < 0.5).astype(float)
    X = (y + generator.normal(size=80) * 0.35).reshape(-1, 1)
    found = only(measure(CHECK, make_subject("binary", (X, y), (X, y), logistic(5), time=False)), "auc")
    assert found.low < found.value < found.high <= 1.0


def test_classes_that_are_wholly_apart_in_a_small_sample_do_not_prove_a_perfect_ranking(make_subject, measure, only):
    y = np.tile([0.0, 0.0, 0.0, 1.0], 10)
    found = only(measure(CHECK, make_subject("binary", (y[:, None], y), (y[:, None], y), logistic(5))), "auc")
    assert (found.low, found.high) == pytest.approx(wilson(10, 10, 0.95))


def test_one_class_only_leaves_the_area_absent_and_the_losses_measured(make_subject, measure):
    X = np.random.default_rng(0).normal(size=(80, 1))
    y = (X[:, 0] > 0).astype(float)
    evidence = measure(CHECK, make_subject("binary", (X, y), (X, np.zeros(80)), logistic(1)))
    assert evidence.absent["auc"] == "the validation sample holds one class only"
    assert {item.metric for item in evidence.measurements} == {"log_loss", "brier"}


def test_a_row_without_a_finite_weight_is_not_called_an_infinite_loss(make_subject, measure, line):
    weight = pd.Series(np.where(np.arange(300) == 3, np.nan, 1.0))
    evidence = measure(CHECK, make_subject("regression", *line, first_column, columns={Role.VALIDATION: {"weight": weight}}))
    assert evidence.status is Status.INCONCLUSIVE
    assert "rows have no finite answer or weight" in evidence.reason
