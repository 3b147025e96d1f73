import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "out-of-sample.stability"


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1600, 1))
    return X, generator.normal(size=1600)


def split(X, y):
    return (X[:600], y[:600]), (X[600:], y[600:])


def first_column(frame):
    return frame.iloc[:, 0]


def test_a_relation_that_turns_over_within_the_period_is_found(make_subject, measure, only, line):
    X, noise = line
    sign = np.where(np.arange(1600) < 1100, 1.0, -1.0)
    evidence = measure(CHECK, make_subject("regression", *split(X, sign * X[:, 0] + noise), first_column))
    assert only(evidence, "worst_window_skill").high < 0
    assert only(evidence, "trend").high < -0.3


def test_a_relation_that_lasts_is_not_accused(make_subject, measure, only, line):
    X, noise = line
    evidence = measure(CHECK, make_subject("regression", *split(X, X[:, 0] + noise), first_column))
    assert only(evidence, "worst_window_skill").high > 0
    assert only(evidence, "trend").low < 0 < only(evidence, "trend").high


def test_a_sound_model_in_a_market_that_turns_wild_is_not_accused(make_subject, measure, only, line):
    X, noise = line
    wild = np.where(np.arange(1600) < 1100, 1.0, 3.0)
    evidence = measure(CHECK, make_subject("regression", *split(X, wild * (X[:, 0] + noise)), first_column))
    assert only(evidence, "worst_window_skill").high > 0


def test_a_sound_model_in_a_market_that_calms_down_loses_no_skill(make_subject, measure, only, line):
    X, noise = line
    wild = np.where(np.arange(1600) < 1100, 3.0, 0.5)
    moved = np.column_stack([wild * X[:, 0], X[:, 0]])
    evidence = measure(CHECK, make_subject("regression", *split(moved, wild * (X[:, 0] + noise)), first_column))
    trend = only(evidence, "trend")
    assert trend.low < 0 < trend.high
    assert abs(trend.value) < 0.2


def test_rows_without_order_have_no_stability(make_subject, measure, line):
    X, noise = line
    subject = make_subject("regression", *split(X, X[:, 0] + noise), first_column, time=False)
    assert measure(CHECK, subject).status is Status.NOT_APPLICABLE


def test_an_unknown_time_and_a_short_period_are_inconclusive(make_subject, measure, line):
    X, noise = line
    y = X[:, 0] + noise
    assert "no time column" in measure(CHECK, make_subject("regression", *split(X, y), first_column, time=None)).reason
    short = measure(CHECK, make_subject("regression", (X[:600], y[:600]), (X[600:680], y[600:680]), first_column))
    assert "fewer than 100 are not followed" in short.reason


def test_a_shorter_window_has_a_wider_band(make_subject, measure, only, line):
    X, noise = line
    subject = make_subject("regression", *split(X, X[:, 0] + noise), first_column)
    short, long = (only(measure(CHECK, subject, window=share), "worst_window_skill") for share in (0.1, 0.5))
    assert short.high - short.low > long.high - long.low


def test_the_numbers_are_those_of_a_line_and_of_rolling_means(make_subject, measure, only, line):
    X, noise = line
    y = X[:, 0] + noise
    evidence = measure(CHECK, make_subject("regression", *split(X, y), first_column))
    model, mean = (y[600:] - X[600:, 0]) ** 2, (y[600:] - y[:600].mean()) ** 2
    saved = mean - model
    t = np.linspace(-0.5, 0.5, 1000)
    share = np.linalg.solve([[mean.sum(), mean @ t], [mean @ t, mean @ t**2]], [saved.sum(), saved @ t])
    assert only(evidence, "trend").value == pytest.approx(share[1])
    rolling = np.convolve(saved, np.ones(300) / 300, mode="valid") / mean.mean()
    assert only(evidence, "worst_window_skill").value == pytest.approx(rolling.min())


def test_no_single_row_stands_in_the_curve(make_subject, measure, line):
    X, noise = line
    evidence = measure(CHECK, make_subject("regression", *split(X, X[:, 0] + noise), first_column))
    assert len(evidence.tables[0].rows) <= 60


def test_rows_of_a_panel_count_once_a_time_stamp(make_subject, measure, only, line):
    from governance.record.declaration import Role

    X, noise = line
    y = X[:, 0] + noise
    days = np.datetime64("2020-01-01", "ns") + np.repeat(np.arange(800), 2) * np.timedelta64(1, "D")
    times = {Role.TRAINING: days[:600], Role.VALIDATION: days[600:]}
    evidence = measure(CHECK, make_subject("regression", *split(X, y), first_column, times=times))
    assert only(evidence, "trend").n == 500
