import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "stability.attribution"
QUICK = {"resamples": 300, "permutations": 99}
WEIGHTS = (3.0, 2.0, 1.0)


@pytest.fixture
def made(deployed, additive):
    def subject(seed=3, scale=(1.0, 1.0, 1.0), n=400, **given):
        parts = []
        for number, rows in ((1, 300), (2, 500), (seed, n)):
            X = np.random.default_rng(number).normal(size=(rows, 3)) * (scale if number == seed else 1.0)
            parts.append((X, X @ WEIGHTS))
        return deployed("regression", *parts, additive(weights=WEIGHTS), **given)

    return subject


def test_a_feature_that_went_wild_takes_the_importance(made, measure, only):
    found = only(measure(CHECK, made(scale=(0.05, 1.0, 20.0)), **QUICK), "importance_moved")
    assert found.low > 0.5
    assert found.p_value == pytest.approx(0.01)


def test_the_same_features_in_the_same_market_are_quiet(made, measure, only):
    found = only(measure(CHECK, made(), **QUICK), "importance_moved")
    assert found.high < 0.1
    assert found.p_value > 0.05


def test_slow_features_of_a_sound_series_are_not_accused(deployed, additive, measure, only):
    from scipy.signal import lfilter

    X = lfilter([0.3], [1.0, -0.95], np.random.default_rng(0).normal(size=(1400, 3)), axis=0)[100:]
    parts = [(X[part], X[part] @ WEIGHTS) for part in (slice(400), slice(400, 900), slice(900, None))]
    found = only(measure(CHECK, deployed("regression", *parts, additive(weights=WEIGHTS)), **QUICK), "importance_moved")
    assert found.low < 0.15
    assert found.p_value > 0.05


def test_before_deployment_there_is_no_question_whatever_the_model_can_say(make_subject, measure, additive, first, rows):
    for model in (additive(weights=WEIGHTS[:2]), first):
        assert measure(CHECK, make_subject("regression", rows(300, 1), rows(300, 2), model)).status is Status.NOT_APPLICABLE


def test_a_model_without_contributions_and_few_rows_are_inconclusive(deployed, measure, made, rows, first):
    assert "contributions" in measure(CHECK, deployed("regression", rows(300, 1), rows(300, 2), rows(300, 3), first)).reason
    assert "20 rows" in measure(CHECK, made(n=20), **QUICK).reason


def test_the_rows_explained_and_the_confidence_are_honoured(made, measure, only):
    subject = made(scale=(0.5, 1.0, 1.0))
    assert only(measure(CHECK, subject, rows=100, **QUICK), "importance_moved").n == 100
    wide, narrow = (only(measure(CHECK, subject, confidence=level, **QUICK), "importance_moved") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_what_moved_is_half_the_sum_of_differences_computed_by_hand(made, measure, only):
    subject = made(scale=(0.5, 1.0, 2.0))
    evidence = measure(CHECK, subject, **QUICK)
    from governance.subject.attribution.rows import background_rows

    centre = background_rows(subject, 200).to_numpy().mean(axis=0)
    found = []
    for role in ("validation", "production"):
        sizes = np.abs((subject.samples[role].features.to_numpy() - centre) * WEIGHTS).mean(axis=0)
        found.append(sizes / sizes.sum())
    assert only(evidence, "importance_moved").value == pytest.approx(np.abs(found[0] - found[1]).sum() / 2)
    assert {row[0]: row[2] for row in evidence.tables[0].rows}["x2"] == pytest.approx(found[1][2])
