import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.forecasts import pesaran_timmermann

CHECK = "out-of-sample.direction"


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1200, 2))
    y = X[:, 0] + generator.normal(size=1200)
    return (X[:600], y[:600]), (X[600:], y[600:])


def first_column(frame):
    return frame.iloc[:, 0]


def test_a_model_that_calls_the_wrong_way_is_shown_to(make_subject, measure, only, line):
    evidence = measure(CHECK, make_subject("regression", *line, lambda frame: -frame.iloc[:, 0]))
    assert only(evidence, "excess_hit_rate").high < -0.15


def test_a_model_that_knows_the_direction_is_shown_to(make_subject, measure, only, line):
    evidence = measure(CHECK, make_subject("regression", *line, first_column))
    assert only(evidence, "excess_hit_rate").low > 0.15
    assert only(evidence, "excess_hit_rate").p_value < 1e-6


def test_calling_up_always_in_a_rising_market_is_no_skill(make_subject, measure, only, line):
    (X, y), (V, w) = line
    rising = ((X, y + 1), (V, w + 1))
    evidence = measure(CHECK, make_subject("regression", *rising, lambda frame: frame.iloc[:, 1] + 2))
    assert only(evidence, "hit_rate").value > 0.7
    assert only(evidence, "excess_hit_rate").low < 0 < only(evidence, "excess_hit_rate").high


def test_a_level_is_judged_around_its_last_known_value(make_subject, measure, only):
    steps = np.random.default_rng(1).normal(size=1201)
    level = 100 + np.cumsum(steps)
    X, y = np.column_stack([level[:-1], steps[1:]]), level[1:]
    subject = make_subject("regression", (X[:600], y[:600]), (X[600:], y[600:]), lambda frame: frame.sum(axis=1))
    found = only(measure(CHECK, subject), "hit_rate")
    assert found.value == 1
    assert "up is above the last known value" in found.convention


def test_a_declared_benchmark_is_what_up_is_above(make_subject, measure, only, line):
    columns = {Role.VALIDATION: {"benchmark": pd.Series(line[1][1] - 0.1 * np.sign(line[1][0][:, 1]))}}
    evidence = measure(CHECK, make_subject("regression", *line, first_column, columns=columns))
    assert "the declared benchmark" in only(evidence, "hit_rate").convention


def test_it_concerns_regressions_only(make_subject, measure, line):
    assert measure(CHECK, make_subject("volatility", *line, first_column)).status is Status.NOT_APPLICABLE


def test_one_direction_only_is_inconclusive(make_subject, measure, line):
    evidence = measure(CHECK, make_subject("regression", *line, lambda frame: np.ones(len(frame))))
    assert evidence.reason == "outcomes or forecasts all lie on one side of zero"


def test_a_level_without_order_has_no_last_value(make_subject, measure, line):
    high = tuple((X, y + 50) for X, y in line)
    evidence = measure(CHECK, make_subject("regression", *high, lambda frame: frame.iloc[:, 0] + 50, time=False))
    assert "have no last known value" in evidence.reason


def test_a_higher_confidence_widens_the_interval(make_subject, measure, only, line):
    subject = make_subject("regression", *line, first_column)
    narrow, wide = (only(measure(CHECK, subject, confidence=level), "excess_hit_rate") for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_it_agrees_with_pesaran_and_timmermann(make_subject, measure, only, line):
    X, y = line[1]
    theirs = pesaran_timmermann(y, X[:, 0])
    evidence = measure(CHECK, make_subject("regression", *line, first_column))
    assert only(evidence, "hit_rate").value == pytest.approx(theirs.value)
    assert only(evidence, "excess_hit_rate").value == pytest.approx(theirs.value - theirs.expected)
    assert only(evidence, "excess_hit_rate").p_value == pytest.approx(theirs.p_value)


def test_a_panel_has_no_p_value(make_subject, measure, only, line):
    days = np.datetime64("2020-01-01", "ns") + np.repeat(np.arange(600), 2) * np.timedelta64(1, "D")
    times = {Role.TRAINING: days[:600], Role.VALIDATION: days[600:]}
    assert only(measure(CHECK, make_subject("regression", *line, first_column, times=times)), "hit_rate").p_value is None
