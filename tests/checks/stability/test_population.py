import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Status

CHECK = "stability.population"
QUICK = {"resamples": 300, "permutations": 99}


def moved(rows, shift=0.0, scale=1.0):
    X, y = rows(300, 3)
    return scale * X + shift, y


@pytest.fixture
def samples(rows):
    return rows(300, 1), rows(500, 2)


def test_answers_three_deviations_off_are_found(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, moved(rows, 3.5), first), **QUICK)
    assert only(evidence, "answer_shift").low > 3.0
    assert only(evidence, "answer_distance").p_value == pytest.approx(0.01)
    assert only(evidence, "psi", "x0").p_value < 0.001


def test_answers_that_no_longer_vary_are_found(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, moved(rows, scale=0.05), first), **QUICK)
    assert only(evidence, "answer_spread").high < 0.1


def test_rows_of_the_same_population_are_quiet(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, rows(300, 4), first), **QUICK)
    shift, spread = only(evidence, "answer_shift"), only(evidence, "answer_spread")
    assert shift.low < 0 < shift.high
    assert spread.low < 1 < spread.high
    assert only(evidence, "answer_distance").p_value > 0.05
    assert min(item.p_value for item in evidence.measurements if item.metric == "psi") > 0.05


def test_slow_features_of_a_sound_series_are_not_accused(deployed, measure, only, first):
    from scipy.signal import lfilter

    X = lfilter([0.3], [1.0, -0.95], np.random.default_rng(4).normal(size=(1400, 2)), axis=0)[100:]
    parts = [(X[part], X[part, 0]) for part in (slice(500), slice(500, 1000), slice(1000, None))]
    shift = only(measure(CHECK, deployed("regression", *parts, first), **QUICK), "answer_shift")
    assert shift.low < 1.0
    assert shift.high > -1.0


def test_before_deployment_there_is_nothing_to_compare(make_subject, measure, samples, first):
    evidence = measure(CHECK, make_subject("regression", *samples, first))
    assert evidence.status is Status.NOT_APPLICABLE


def test_few_rows_and_constant_answers_are_inconclusive(deployed, measure, samples, rows, first):
    assert "20 rows" in measure(CHECK, deployed("regression", *samples, rows(20, 3), first)).reason
    constant = deployed("regression", *samples, rows(100, 3), lambda frame: np.ones(len(frame)))
    assert "answers the same" in measure(CHECK, constant).reason


def test_the_rows_compared_and_the_bins_are_honoured(deployed, measure, only, samples, rows, first):
    subject = deployed("regression", *samples, rows(300, 3), first)
    few, all_rows = (measure(CHECK, subject, rows=count, **QUICK) for count in (100, 2000))
    assert (only(few, "psi", "x0").n, only(all_rows, "psi", "x0").n) == (100, 300)
    coarse = only(measure(CHECK, subject, bins=3, **QUICK), "psi", "x0")
    assert coarse.value < only(all_rows, "psi", "x0").value


def test_the_figures_agree_with_scipy_and_a_sum_by_hand(deployed, measure, only, samples, rows, first):
    from scipy.stats import ks_2samp, wasserstein_distance

    known, (seen, _) = samples[1][0][:, 0], moved(rows, 0.5)
    evidence = measure(CHECK, deployed("regression", *samples, moved(rows, 0.5), first), **QUICK)
    seen = seen[:, 0]
    assert only(evidence, "answer_distance").value == pytest.approx(ks_2samp(known, seen).statistic)
    assert only(evidence, "answer_shift").value == pytest.approx((seen.mean() - known.mean()) / known.std())
    edges = np.quantile(known, np.arange(1, 10) / 10, method="inverted_cdf")
    e, a = (np.bincount(np.searchsorted(edges, values), minlength=10) / len(values) for values in (known, seen))
    assert only(evidence, "psi", "x0").value == pytest.approx(np.sum((a - e) * np.log(a / e)))
    row = next(row for row in evidence.tables[0].rows if row[0] == "x0")
    assert row[5] == pytest.approx(wasserstein_distance(known, seen) / known.std())


def test_a_category_that_validation_did_not_hold_counts(deployed, measure, only):
    def part(names, seed):
        y = np.random.default_rng(seed).normal(size=400)
        return pd.DataFrame({"venue": np.resize(names, 400), "x": y}), y

    subject = deployed("regression", part(["a", "b"], 0), part(["a", "b"], 1), part(["a", "c"], 2), lambda frame: frame["x"])
    evidence = measure(CHECK, subject, **QUICK)
    assert only(evidence, "psi", "venue").p_value < 0.001
    assert evidence.tables[0].rows[0][4] is None


def test_each_class_is_measured_and_paid_for(deployed, measure, only, rows):
    X, _ = rows(900, 5)
    y = np.arange(900) % 3

    def model(frame):
        odds = np.exp(frame.to_numpy(dtype=float) @ np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 0.0]]))
        return odds / odds.sum(axis=1, keepdims=True)

    evidence = measure(
        CHECK,
        deployed("multiclass", *((X[part], y[part]) for part in (slice(300), slice(300, 600), slice(600, None))), model),
        **QUICK,
    )
    assert only(evidence, "answer_shift", "2").confidence == pytest.approx(1 - 0.05 / 3)
