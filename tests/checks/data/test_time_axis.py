import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "data.time-axis"


@pytest.fixture
def dated(make_subject):
    def made(days, segments=None, in_order=True, **options):
        X = np.arange(float(len(days))).reshape(-1, 1)
        subject = make_subject(
            "regression", (X, X[:, 0]), None, lambda frame: frame["x0"], times={Role.TRAINING: days.to_numpy()}, **options
        )
        sample = subject.samples[Role.TRAINING]
        sample = dataclasses.replace(
            sample, segments=segments or {}, identity=dataclasses.replace(sample.identity, in_time_order=in_order)
        )
        return dataclasses.replace(subject, samples={Role.TRAINING: sample})

    return made


DAYS = pd.date_range("2024-01-01", periods=400)


def test_a_whole_axis_shows_nothing(dated, measure, only):
    evidence = measure(CHECK, dated(DAYS))
    assert [only(evidence, name).value for name in ("unordered_samples", "repeated_stamps", "missing_steps")] == [0, 0, 0]


def test_gaps_repetitions_and_disorder_are_counted(dated, measure, only):
    days = DAYS.delete(range(100, 120))
    evidence = measure(CHECK, dated(days.insert(50, days[50]), in_order=False))
    assert only(evidence, "missing_steps").value == 20 / 400
    assert only(evidence, "repeated_stamps").value == 1 / 381
    assert only(evidence, "unordered_samples").value == 1
    assert evidence.tables[0].rows == (("training", 381, 380, 20, 20),)


def test_the_stamps_of_a_panel_are_not_repetitions(dated, measure, only):
    days = DAYS.repeat(2)
    evidence = measure(CHECK, dated(days, {"asset": pd.Series(["a", "b"] * 400)}))
    assert only(evidence, "repeated_stamps").value == 0
    assert "no declared segment" in measure(CHECK, dated(days)).absent["repeated_stamps"]


def test_what_is_usual_is_the_policys(dated, measure, only):
    days = DAYS.delete(range(10, 400, 40))
    assert only(measure(CHECK, dated(days)), "missing_steps").value == 0
    assert only(measure(CHECK, dated(days), usual=0.1), "missing_steps").value == 10 / 400


def test_single_trades_have_no_gaps_and_rows_without_order_are_not_asked(dated, measure):
    seconds = np.cumsum(np.random.default_rng(0).exponential(size=400))
    trades = pd.Timestamp("2024-01-01") + pd.to_timedelta(seconds, unit="s")
    assert measure(CHECK, dated(trades)).absent["missing_steps"] == "the rows have no usual distance in time"
    assert measure(CHECK, dated(DAYS, time=False)).status is Status.NOT_APPLICABLE
