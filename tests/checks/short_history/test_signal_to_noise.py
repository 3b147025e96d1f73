import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "short-history.signal-to-noise"


@pytest.fixture
def features():
    """(1200, 2): one that stays for months, and one that is new at every row."""
    generator = np.random.default_rng(4)
    slow = np.repeat(generator.choice([-1.0, 1.0], 20), 60) + 0.3 * generator.normal(size=1200)
    return np.column_stack([slow, generator.normal(size=1200)])


@pytest.fixture
def made(make_subject, additive, features):
    def subject(*weights, **given):
        y = features @ weights
        data = (features[:600], y[:600]), (features[600:], y[600:])
        return make_subject("regression", *data, additive(weights=np.array(weights)), **given)

    return subject


def test_noise_that_drives_every_answer_does_not_stand_out_in_its_window(made, measure, only):
    evidence = measure(CHECK, made(0.0, 1.0))
    assert only(evidence, "clear_share").high < 0.5
    assert only(evidence, "clear_windows", "x1").value < 0.3


def test_a_slow_driver_stands_out(made, measure, only):
    evidence = measure(CHECK, made(1.0, 0.1))
    assert only(evidence, "clear_share").low > 0.8
    assert only(evidence, "clear_windows", "x0").value == 1.0


def test_rows_within_a_day_are_taken_together_by_day(made, measure, only):
    hours = np.datetime64("2024-01-01", "ns") + np.arange(600) * np.timedelta64(1, "h")
    evidence = measure(CHECK, made(1.0, 0.1, times={Role.VALIDATION: hours, Role.TRAINING: hours - np.timedelta64(600, "h")}))
    found = only(evidence, "clear_share")
    assert found.n == 25
    assert "each a day" in found.convention


def test_a_share_agrees_with_a_count_by_hand(made, measure, only, features):
    found = only(measure(CHECK, made(0.0, 1.0), window=30, background=600), "clear_windows", "x1")
    centred = (features[600:, 1] - features[:600, 1].mean()).reshape(20, 30)
    errors = []  # int(4 * 0.3 ** (2 / 9)) is 3
    for row in centred - centred.mean(axis=1, keepdims=True):
        lagged = sum((1 - lag / 4) * row[lag:] @ row[:-lag] for lag in (1, 2, 3))
        errors.append(np.sqrt((row @ row + 2 * lagged) / (30 * 29)))
    by_hand = np.abs(centred.mean(axis=1)) >= 2 * np.array(errors)
    assert found.value == pytest.approx(by_hand.mean())


def test_few_windows_and_a_model_without_contributions_are_inconclusive(make_subject, made, measure, features):
    assert "fewer than 10" in measure(CHECK, made(1.0, 0.0), window=100).reason
    data = features, features[:, 0]
    assert measure(CHECK, make_subject("regression", data, data, lambda frame: frame["x0"])).status is Status.INCONCLUSIVE


def test_rows_without_order_in_time_and_several_classes_are_not_concerned(make_subject, made, measure, features):
    assert measure(CHECK, made(1.0, 0.0, time=False)).status is Status.NOT_APPLICABLE
    data = features, np.zeros(1200)
    subject = make_subject("multiclass", data, data, lambda frame: np.full((len(frame), 3), 1 / 3))
    assert measure(CHECK, subject).status is Status.NOT_APPLICABLE


def test_more_errors_are_asked_for_where_the_policy_says_so(made, measure, only):
    few, many = (only(measure(CHECK, made(0.3, 1.0), errors=times), "clear_share") for times in (1.0, 4.0))
    assert many.value < few.value


def test_of_a_long_sample_windows_are_spread_and_thinned_to_so_many_rows(make_subject, additive, measure, only):
    X = np.random.default_rng(6).normal(size=(6000, 2))
    minutes = np.datetime64("2024-01-01", "ns") + np.arange(6000) * np.timedelta64(10, "m")
    times = {Role.VALIDATION: minutes, Role.TRAINING: minutes - np.timedelta64(60_000, "m")}
    model = additive(weights=np.array([1.0, 0.0]))
    subject = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), model, times=times)
    evidence = measure(CHECK, subject, rows=300)
    assert "25 of 42 windows, each a day" in only(evidence, "clear_share").convention
    assert evidence.model_calls == 300


def test_rows_that_were_explained_before_are_not_explained_again(made, measure):
    subject = made(1.0, 0.0)
    measure("interpretability.attribution", subject)
    asked = subject.scoring.model.asked
    measure(CHECK, subject)
    assert subject.scoring.model.asked == asked
