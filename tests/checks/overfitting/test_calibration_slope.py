import numpy as np
import pytest
import statsmodels.api as sm

from governance.record.evidence import Status

CHECK = "overfitting.calibration-slope"


@pytest.fixture
def numbers():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(2000, 2))
    y = X[:, 0] + generator.normal(size=2000)
    return (X[:1000], y[:1000]), (X[1000:], y[1000:])


@pytest.fixture
def classes():
    generator = np.random.default_rng(1)
    X = generator.normal(size=(4000, 2))
    y = (generator.random(4000) < 1 / (1 + np.exp(-X[:, 0]))).astype(float)
    return (X[:2000], y[:2000]), (X[2000:], y[2000:])


def stated(steepness):
    def model(frame):
        p = 1 / (1 + np.exp(-steepness * frame.iloc[:, 0]))
        return np.column_stack([1 - p, p])

    return model


def test_answers_that_spread_three_times_too_far_have_a_slope_of_a_third(make_subject, measure, only, numbers):
    found = only(measure(CHECK, make_subject("regression", *numbers, lambda frame: 3 * frame.iloc[:, 0])), "slope")
    assert found.value == pytest.approx(1 / 3, abs=0.05)
    assert found.high < 0.5


def test_overconfident_probabilities_are_shown_to_be_so(make_subject, measure, only, classes):
    found = only(measure(CHECK, make_subject("binary", *classes, stated(3.0))), "slope")
    assert found.high < 0.5


@pytest.mark.parametrize("task", ["regression", "binary"])
def test_a_sound_model_has_a_slope_of_one(make_subject, measure, only, numbers, classes, task):
    subject = make_subject(task, *(numbers if task == "regression" else classes), stated(1.0) if task == "binary" else first)
    found = only(measure(CHECK, subject), "slope")
    assert found.low < 1.0 < found.high
    assert found.low > 0.8


def first(frame):
    return frame.iloc[:, 0]


def test_sound_slopes_are_covered_as_often_as_is_claimed_where_errors_depend_on_each_other(make_subject, measure, only):
    """1,000 samples of this kind cover 94.5 %; of 300, fewer than nine in ten would be three standard deviations off."""
    inside = 0
    for seed in range(300):
        generator = np.random.default_rng(seed)
        shocks, error = generator.normal(size=(2, 600)), np.zeros(600)
        for row in range(1, 600):
            error[row] = 0.5 * error[row - 1] + shocks[1, row]
        X = shocks[0].reshape(-1, 1)
        subject = make_subject("regression", (X[:100], X[:100, 0]), (X[100:], (X[:, 0] + error)[100:]), first)
        found = only(measure(CHECK, subject), "slope")
        inside += found.low <= 1.0 <= found.high
    assert inside >= 270


def test_constant_answers_have_no_slope(make_subject, measure, numbers):
    evidence = measure(CHECK, make_subject("regression", *numbers, lambda frame: np.ones(len(frame))))
    assert evidence.status is Status.INCONCLUSIVE
    assert "no slope" in evidence.reason


def test_probabilities_that_separate_the_classes_are_inconclusive(make_subject, measure, classes):
    (X, _), (V, _) = classes
    subject = make_subject("binary", (X, (X[:, 0] > 0) * 1.0), (V, (V[:, 0] > 0) * 1.0), stated(1.0))
    assert "separate the classes" in measure(CHECK, subject).reason


def test_it_does_not_concern_a_strategy(make_subject, measure, numbers):
    assert measure(CHECK, make_subject("strategy", *numbers, first)).status is Status.NOT_APPLICABLE


def test_the_fewest_rows_and_the_confidence_are_honoured(make_subject, measure, only, numbers):
    subject = make_subject("regression", *numbers, first)
    assert measure(CHECK, subject, smallest_n=1001).status is Status.INCONCLUSIVE
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "slope") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_slope_agrees_with_statsmodels(make_subject, measure, only, classes):
    V, w = classes[1]
    found = only(measure(CHECK, make_subject("binary", *classes, stated(2.0), time=False)), "slope")
    fit = sm.Logit(w, sm.add_constant(2 * V[:, 0])).fit(disp=0)
    assert found.value == pytest.approx(fit.params[1], rel=1e-5)
    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int()[1]), rel=1e-3)
