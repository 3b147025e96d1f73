import numpy as np
import pytest
import statsmodels.api as sm

from governance.record.evidence import Status
from governance.statistics.calibration import corp, expected_calibration_error, miscalibration_p_value, pooled, spiegelhalter

CHECK = "out-of-sample.calibration"


def logistic(odds):
    return 1 / (1 + np.exp(-odds))


def stating(factor):
    """A model that states the true log odds, which are the first column, times ``factor``."""
    return lambda frame: np.column_stack([1 - logistic(factor * frame.iloc[:, 0]), logistic(factor * frame.iloc[:, 0])])


@pytest.fixture
def odds():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(2400, 1))
    y = (generator.random(2400) < logistic(X[:, 0])).astype(float)
    return (X[:400], y[:400]), (X[400:], y[400:])


@pytest.fixture
def line():
    generator = np.random.default_rng(1)
    X = generator.normal(size=(1400, 1))
    y = X[:, 0] + generator.normal(size=1400)
    return (X[:400], y[:400]), (X[400:], y[400:])


def test_probabilities_that_are_too_extreme_are_shown_to_be(make_subject, measure, only, odds):
    evidence = measure(CHECK, make_subject("binary", *odds, stating(3.0)))
    assert only(evidence, "slope").high < 0.5
    assert only(evidence, "excess_brier").low > 0
    assert only(evidence, "miscalibration").p_value < 0.01
    assert only(evidence, "excess_brier").p_value < 1e-6


def test_probabilities_that_are_all_too_high_show_in_the_intercept(make_subject, measure, only, odds):
    def high(frame):
        p = logistic(frame.iloc[:, 0] + 1)
        return np.column_stack([1 - p, p])

    found = only(measure(CHECK, make_subject("binary", *odds, high)), "intercept")
    assert found.high < -0.5


def test_true_probabilities_are_not_accused(make_subject, measure, only, odds):
    evidence = measure(CHECK, make_subject("binary", *odds, stating(1.0)))
    assert only(evidence, "slope").low < 1 < only(evidence, "slope").high
    assert only(evidence, "intercept").low < 0 < only(evidence, "intercept").high
    assert only(evidence, "excess_brier").low < 0 < only(evidence, "excess_brier").high
    assert only(evidence, "miscalibration").p_value > 0.05


def test_values_that_are_too_extreme_or_too_high_are_shown_to_be(make_subject, measure, only, line):
    evidence = measure(CHECK, make_subject("regression", *line, lambda frame: 3 * frame.iloc[:, 0] + 1))
    assert only(evidence, "slope").high < 0.5
    assert only(evidence, "bias").low > 0.3


def test_sound_values_are_not_accused(make_subject, measure, only, line):
    evidence = measure(CHECK, make_subject("regression", *line, lambda frame: frame.iloc[:, 0]))
    assert only(evidence, "slope").low < 1 < only(evidence, "slope").high
    assert only(evidence, "bias").low < 0 < only(evidence, "bias").high


def test_it_does_not_concern_a_strategy(make_subject, measure, line):
    assert measure(CHECK, make_subject("strategy", *line, lambda frame: frame.iloc[:, 0])).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda frame: np.tile([0.4, 0.6], (len(frame), 1)), "states the same for every validation row"),
        (
            lambda frame: np.column_stack([frame.iloc[:, 0] < 0, frame.iloc[:, 0] >= 0]).astype(float) * 0.8 + 0.1,
            "separate the classes",
        ),
    ],
)
def test_what_no_line_fits_is_inconclusive_with_the_reason(make_subject, measure, odds, answer, reason):
    (X, _), (V, _) = odds
    evidence = measure(CHECK, make_subject("binary", (X, (X[:, 0] >= 0) * 1.0), (V, (V[:, 0] >= 0) * 1.0), answer))
    assert evidence.status is Status.INCONCLUSIVE
    assert reason in evidence.reason


def test_one_class_is_inconclusive(make_subject, measure, odds):
    evidence = measure(CHECK, make_subject("binary", odds[0], (odds[1][0], np.ones(2000)), stating(1.0)))
    assert evidence.reason == "the validation sample holds one class only"


def test_a_handful_of_rows_is_inconclusive(make_subject, measure, line):
    tiny = (line[1][0][:10], line[1][1][:10])
    assert "10 rows" in measure(CHECK, make_subject("regression", line[0], tiny, lambda frame: frame.iloc[:, 0])).reason


def test_confidence_bins_and_draws_are_honoured(make_subject, measure, only, odds):
    subject = make_subject("binary", *odds, stating(1.0))
    narrow, wide = (measure(CHECK, subject, confidence=level, bins=5, draws=100) for level in (0.8, 0.99))
    assert only(wide, "slope").low < only(narrow, "slope").low
    assert len(narrow.tables[0].rows) == 5
    assert only(narrow, "miscalibration").p_value * 101 == pytest.approx(round(only(narrow, "miscalibration").p_value * 101))


def test_the_parts_agree_with_statsmodels_and_with_the_published_statistics(make_subject, measure, only, odds):
    (_, (X, y)), p = odds, logistic(2 * odds[1][0][:, 0])
    evidence = measure(CHECK, make_subject("binary", *odds, stating(2.0), time=False))
    fit = sm.Logit(y, sm.add_constant(2 * X[:, 0])).fit(disp=0)
    assert only(evidence, "slope").value == pytest.approx(fit.params[1], rel=1e-6)
    assert (only(evidence, "slope").low, only(evidence, "slope").high) == pytest.approx(tuple(fit.conf_int()[1]), rel=1e-4)
    assert only(evidence, "ece").value == pytest.approx(expected_calibration_error(p, y))
    assert only(evidence, "excess_brier").p_value == pytest.approx(spiegelhalter(p, y).p_value)
    parts = corp(p, y)
    assert only(evidence, "miscalibration").value == pytest.approx(parts.miscalibration / parts.uncertainty, rel=0.05)


def test_the_slope_of_values_is_least_squares_with_newey_west_errors(make_subject, measure, only, line):
    evidence = measure(CHECK, make_subject("regression", *line, lambda frame: 2 * frame.iloc[:, 0]))
    X, y = line[1]
    fit = sm.OLS(y, sm.add_constant(2 * X[:, 0])).fit(cov_type="HAC", cov_kwds={"maxlags": 6}, use_t=True)
    found = only(evidence, "slope")
    assert (found.value, found.low, found.high) == pytest.approx((fit.params[1], *fit.conf_int()[1]))


def test_pooling_keeps_what_corp_sees_of_a_large_sample():
    """Found in use: groups given to the wrong rows hid the miscalibration of large samples."""
    generator = np.random.default_rng(3)
    p = generator.random(20_000)
    y = (generator.random(20_000) < p**2).astype(float)
    coarse = pooled(p)
    assert len(np.unique(coarse)) == 1_000
    assert np.abs(coarse - p).max() < 0.002
    assert corp(coarse, y).miscalibration == pytest.approx(corp(p, y).miscalibration, rel=0.05)
    assert miscalibration_p_value(coarse, y, generator=generator, resamples=100) < 0.02
