import numpy as np
import pytest
import statsmodels.api as sm

from governance.record.evidence import Status

CHECK = "stability.calibration"


@pytest.fixture
def samples(rows):
    return rows(300, 1), rows(600, 2)


def lots(n, seed, steepness=1.0):
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(n, 1))
    return X, (generator.random(n) < 1 / (1 + np.exp(-steepness * X[:, 0]))).astype(float)


def stated(frame):
    p = 1 / (1 + np.exp(-frame.iloc[:, 0]))
    return np.column_stack([1 - p, p])


def test_a_level_that_moved_after_validation_is_found(deployed, measure, only, samples, rows, first):
    X, y = rows(300, 3)
    evidence = measure(CHECK, deployed("regression", *samples, (X, y - 0.8), first))
    assert only(evidence, "bias_change").low > 0.25
    assert only(evidence, "slope_change").high > -0.25


def test_answers_that_have_become_too_bold_are_found(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, rows(400, 3, slope=0.2), first))
    assert only(evidence, "slope_change").high < -0.5


def test_probabilities_that_have_become_too_bold_are_found(deployed, measure, only):
    evidence = measure(CHECK, deployed("binary", lots(300, 1), lots(1500, 2), lots(1500, 3, 0.2), stated))
    assert only(evidence, "slope_change").high < -0.5


@pytest.mark.parametrize("task", ["regression", "binary"])
def test_a_model_that_is_as_right_as_before_is_quiet(deployed, measure, only, samples, rows, first, task):
    subject = (
        deployed("regression", *samples, rows(400, 3), first)
        if task == "regression"
        else deployed("binary", lots(300, 1), lots(900, 2), lots(600, 3), stated)
    )
    for item in measure(CHECK, subject).measurements:
        assert item.low < (1.0 if item.metric == "slope" else 0.0) < item.high


def test_an_old_error_that_stays_as_it_was_is_no_change(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, rows(400, 3), lambda frame: 2 * frame.iloc[:, 0] + 1))
    assert only(evidence, "slope_change").low < 0 < only(evidence, "slope_change").high
    assert only(evidence, "bias_change").low < 0 < only(evidence, "bias_change").high
    assert only(evidence, "slope").high < 0.7


def test_before_deployment_and_for_a_strategy_there_is_no_question(make_subject, deployed, measure, samples, rows, first):
    assert measure(CHECK, make_subject("regression", *samples, first)).reason.startswith("nothing in use yet")
    assert measure(CHECK, deployed("strategy", *samples, rows(100, 3), first)).status is Status.NOT_APPLICABLE


def test_few_rows_and_constant_answers_in_use_are_inconclusive(deployed, measure, samples, rows, first):
    assert "production sample has 20 rows" in measure(CHECK, deployed("regression", *samples, rows(20, 3), first)).reason
    X, y = rows(100, 3)
    assert "every production row" in measure(CHECK, deployed("regression", *samples, (0 * X, y), first)).reason


def test_the_confidence_is_honoured(deployed, measure, only, samples, rows, first):
    subject = deployed("regression", *samples, rows(300, 3), first)
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "slope_change") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_change_of_the_slope_is_that_of_two_regressions_of_statsmodels(deployed, measure, only, samples, rows, first):
    late = rows(400, 3, slope=0.5)
    found = only(measure(CHECK, deployed("regression", *samples, late, first, time=False)), "slope_change")
    before, after = (sm.OLS(y, sm.add_constant(X[:, 0])).fit() for X, y in (samples[1], late))
    assert found.value == pytest.approx(after.params[1] - before.params[1])
    assert found.high - found.low == pytest.approx(2 * 1.96 * np.hypot(before.bse[1], after.bse[1]), rel=0.02)
