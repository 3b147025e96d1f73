import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.single_feature import floor_of

CHECK = "data.target-leakage"
N, TRAINED = 1200, 700


@pytest.fixture
def answered(make_subject, measure, only):
    def measured(task, X, y, model=None, metric="answered_alone", **options):
        X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
        function = model or (lambda frame: frame.iloc[:, 0])
        subject = make_subject(task, (X[:TRAINED], y[:TRAINED]), (X[TRAINED:], y[TRAINED:]), function, **options)
        return only(measure(CHECK, subject), metric)

    return measured


def walk(generator):
    """A persistent level: yesterday's value, some noise beside it, and the target."""
    level = 20 + np.cumsum(generator.normal(size=N + 1))
    return level[:-1], level[1:]


def test_a_copy_of_the_outcome_with_noise_answers_nearly_all(answered):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(N, 4))
    y = X[:, 0] + generator.normal(size=N)
    X[:, 2] = y + 0.1 * generator.normal(size=N)
    found = answered("regression", X, y)
    assert found.low > 0.95
    assert "x2, which led 4 features" in found.convention


def test_a_leak_into_a_persistent_series_is_found_although_persistence_answers_the_level(answered):
    generator = np.random.default_rng(1)
    yesterday, y = walk(generator)
    leaked = y + 0.1 * generator.normal(size=N)
    assert answered("regression", np.column_stack([yesterday, leaked]), y).low > 0.9


@pytest.mark.parametrize("seed", range(6))
def test_a_persistent_series_answered_by_its_own_last_value_is_not_accused(answered, seed):
    generator = np.random.default_rng(seed)
    yesterday, y = walk(generator)
    week = pd.Series(yesterday).rolling(5, min_periods=1).mean()
    assert answered("regression", np.column_stack([yesterday, week]), y).high < 0.2


@pytest.mark.parametrize("task", ["binary", "volatility", "strategy"])
def test_a_leak_is_found_whatever_is_predicted(answered, task):
    generator = np.random.default_rng(2)
    X = np.abs(generator.normal(size=(N, 3))) + 0.1
    y = {
        "binary": generator.random(N) < 0.2,
        "volatility": X[:, 0] * generator.gamma(2.0, size=N),
        "strategy": generator.normal(size=N),
    }[task]
    X[:, 1] = y + 0.01 * generator.random(N)
    probability = (
        None if task != "binary" else (lambda frame: np.column_stack([np.full(len(frame), 0.8), np.full(len(frame), 0.2)]))
    )
    assert answered(task, X, y, probability).low > 0.9


@pytest.mark.parametrize("seed", range(6))
def test_an_honest_signal_stays_far_from_answering_alone(answered, seed):
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(N, 5))
    found = answered("regression", X, X[:, 0] + X[:, 1] + 0.5 * generator.normal(size=N))
    assert found.high < 0.6


def test_it_agrees_with_the_squared_correlation_of_the_one_feature_that_matters(answered):
    generator = np.random.default_rng(3)
    X = generator.normal(size=(N, 1))
    y = X[:, 0] + generator.normal(size=N)
    found = answered("regression", X, y, lambda frame: frame["x0"])
    assert found.value == pytest.approx(np.corrcoef(X[TRAINED:, 0], y[TRAINED:])[0, 1] ** 2, abs=0.07)
    assert answered("regression", X, y, lambda frame: frame["x0"], "share_of_model").value == pytest.approx(1.0, abs=0.1)


def test_in_a_panel_without_segments_the_feature_that_repeats_the_last_outcome_is_the_yardstick(make_subject, measure, only):
    generator = np.random.default_rng(4)
    level = 100 * np.arange(1, 21) + np.cumsum(generator.normal(size=(61, 20)), axis=0)
    X, y, times = level[:-1].reshape(-1, 1), level[1:].ravel(), np.repeat(pd.date_range("2024-01-01", periods=60).to_numpy(), 20)
    stamps = {Role.TRAINING: times[:800], Role.VALIDATION: times[800:]}
    subject = make_subject("regression", (X[:800], y[:800]), (X[800:], y[800:]), lambda frame: frame["x0"], times=stamps)
    assert floor_of(subject).name == "the feature x0, which repeats the last known outcome"
    assert only(measure(CHECK, subject), "answered_alone").high < 0.2


@pytest.mark.parametrize("segments", [False, True])
def test_in_a_panel_whose_series_are_not_told_apart_a_noisy_level_is_doubted_and_not_accused(
    make_subject, measure, only, segments
):
    generator = np.random.default_rng(4)
    level = 100 * np.arange(1, 21) + np.cumsum(generator.normal(size=(101, 20)), axis=0)
    X, y = level[:-1].reshape(-1, 1) + generator.normal(size=(2000, 1)), level[1:].ravel()
    times = np.repeat(pd.date_range("2024-01-01", periods=100).to_numpy(), 20)
    stamps = {Role.TRAINING: times[:1400], Role.VALIDATION: times[1400:]}
    subject = make_subject("regression", (X[:1400], y[:1400]), (X[1400:], y[1400:]), lambda frame: frame["x0"], times=stamps)
    if segments:
        assets = {role: pd.Series([*range(20)] * (sample.rows // 20)) for role, sample in subject.samples.items()}
        samples = {
            role: dataclasses.replace(sample, segments={"asset": assets[role]}) for role, sample in subject.samples.items()
        }
        subject = dataclasses.replace(subject, samples=samples)
    found = only(measure(CHECK, subject), "answered_alone")
    assert found.low <= 0.0
    assert (found.high > 0.99) is not segments


def test_a_category_that_names_the_outcome_is_found(make_subject, measure, only):
    generator = np.random.default_rng(5)
    y = (generator.random(600) < 0.5).astype(float)
    frame = pd.DataFrame({"noise": generator.normal(size=600), "reason": np.where(y == 1, "default", "none")})
    halves = (frame[:300], y[:300]), (frame[300:].reset_index(drop=True), y[300:])
    subject = make_subject("binary", *halves, lambda given: np.full((len(given), 2), 0.5), time=False)
    assert only(measure(CHECK, subject), "answered_alone").low > 0.9


def test_prices_are_not_asked_and_few_rows_are_inconclusive(make_subject, measure):
    X, y = np.random.default_rng(6).normal(size=(100, 2)), np.random.default_rng(7).normal(size=100)
    priced, small = (
        make_subject(task, (X, y), (X[:20], y[:20]), lambda frame: frame["x0"]) for task in ("pricing", "regression")
    )
    assert measure(CHECK, priced).status is Status.NOT_APPLICABLE
    assert measure(CHECK, small).reason == "the validation sample has fewer than 30 rows with a naive forecast"


def test_it_honours_its_parameters(make_subject, measure):
    X, y = np.random.default_rng(8).normal(size=(300, 6)), np.random.default_rng(9).normal(size=300)
    subject = make_subject("regression", (X, y), (X, y), lambda frame: frame["x0"])
    evidence = measure(CHECK, subject, shown=2, learned=100, confidence=0.8)
    assert len(evidence.tables[0].rows) == 2
    assert evidence.measurements[0].confidence == 0.8
    assert dataclasses.asdict(evidence)["absent"].keys() == {"share_of_model"}
