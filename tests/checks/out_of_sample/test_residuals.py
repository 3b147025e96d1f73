import numpy as np
import pytest
from scipy.stats import pearsonr
from statsmodels.stats.diagnostic import acorr_ljungbox

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "out-of-sample.residuals"


def remembering(memory, n=1400):
    steps, found = np.random.default_rng(3).normal(size=n), np.zeros(n)
    for index in range(1, n):
        found[index] = memory * found[index - 1] + steps[index]
    return found


def subject_of(make_subject, errors, **more):
    X = np.random.default_rng(0).normal(size=(len(errors), 1))
    y, half = X[:, 0] + errors, len(errors) // 2
    return make_subject("regression", (X[:half], y[:half]), (X[half:], y[half:]), lambda frame: frame.iloc[:, 0], **more)


def test_errors_that_repeat_are_found(make_subject, measure, only):
    evidence = measure(CHECK, subject_of(make_subject, remembering(0.5)))
    assert only(evidence, "autocorrelation").low > 0.3
    assert only(evidence, "autocorrelation").p_value < 1e-6
    assert only(evidence, "sign_changes").high < 0.45
    assert only(evidence, "sign_changes").p_value < 1e-6


def test_errors_that_swing_together_are_found_and_seldom_pass_for_memory_of_their_own(make_subject, measure, only):
    """The interval is one of 95 %: single samples miss, so that twenty are counted."""
    swings, memories = 0, 0
    for seed in range(20):
        wild = np.exp(remembering(0.9) / 3) * np.random.default_rng(seed).normal(size=1400)
        evidence = measure(CHECK, subject_of(make_subject, wild), resamples=300)
        swings += only(evidence, "arch_effect").p_value < 0.01
        found = only(evidence, "autocorrelation")
        memories += not found.low < 0 < found.high
    assert swings >= 18
    assert memories <= 4


def test_errors_without_memory_are_left_in_peace(make_subject, measure, only):
    evidence = measure(CHECK, subject_of(make_subject, remembering(0.0)))
    assert only(evidence, "autocorrelation").low < 0 < only(evidence, "autocorrelation").high
    assert min(item.p_value for item in evidence.measurements) > 0.01


def test_labels_that_overlap_are_no_memory(make_subject, measure, only):
    sums = np.convolve(np.random.default_rng(4).normal(size=2009), np.ones(10), mode="valid")
    found = only(measure(CHECK, subject_of(make_subject, sums, horizon=10)), "autocorrelation")
    assert found.low < 0 < found.high
    assert found.n == 99


def test_it_needs_the_order_of_rows_and_one_row_a_step(make_subject, measure):
    errors = remembering(0.0)
    assert measure(CHECK, subject_of(make_subject, errors, time=False)).status is Status.NOT_APPLICABLE
    days = np.datetime64("2020-01-01", "ns") + np.repeat(np.arange(700), 2) * np.timedelta64(1, "D")
    panel = subject_of(make_subject, errors, times={Role.TRAINING: days[:700], Role.VALIDATION: days[700:]})
    assert "each time has one row" in measure(CHECK, panel).reason


def test_too_few_errors_and_equal_errors_are_inconclusive(make_subject, measure):
    assert "too few for 10 lags" in measure(CHECK, subject_of(make_subject, remembering(0.0, 60))).reason
    assert measure(CHECK, subject_of(make_subject, np.zeros(1400))).reason == "the errors are all the same"


def test_it_agrees_with_scipy_and_statsmodels_and_honours_the_lags(make_subject, measure, only):
    errors = remembering(0.3)[700:] - remembering(0.3)[700:].mean()
    found = only(measure(CHECK, subject_of(make_subject, remembering(0.3)), lags=5), "autocorrelation")
    assert found.value == pytest.approx(pearsonr(errors[1:], errors[:-1])[0], abs=0.01)
    assert found.p_value == pytest.approx(acorr_ljungbox(errors, lags=[5])["lb_pvalue"].iloc[0], rel=1e-6)
