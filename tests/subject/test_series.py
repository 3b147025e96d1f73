import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.subject.calendar import gaps
from governance.subject.series import places_before, repeated_stamps, series_of


@pytest.fixture
def panel(make_subject):
    """Two assets over ten days."""
    times = np.repeat(pd.date_range("2024-01-01", periods=10).to_numpy(), 2)
    X = np.arange(20.0).reshape(20, 1)
    sample = make_subject("regression", (X, X[:, 0]), None, lambda frame: frame.iloc[:, 0], times={Role.TRAINING: times}).samples[
        Role.TRAINING
    ]
    return dataclasses.replace(sample, segments={"asset": pd.Series(["a", "b"] * 10)})


def test_a_segment_tells_the_series_of_a_panel_apart(panel):
    assert list(series_of(panel)[:4]) == [0, 1, 0, 1]
    assert series_of(dataclasses.replace(panel, segments={})) is None


def test_the_row_before_is_that_of_the_same_series(panel):
    assert list(places_before(series_of(panel), 1)[:5]) == [-1, -1, 0, 1, 2]


def test_stamps_repeat_within_a_series_only(panel):
    assert repeated_stamps(panel) == 0
    assert repeated_stamps(dataclasses.replace(panel, segments={"desk": pd.Series(["x"] * 20)})) == 10
    assert repeated_stamps(dataclasses.replace(panel, segments={})) is None


def test_weekends_and_holidays_are_no_gaps_and_a_lost_week_is():
    days = pd.bdate_range("2018-01-01", "2020-12-31")
    days = days[~((days.month == 12) & (days.day == 25))]
    assert gaps(days.to_numpy(), 0.01).missing == 0
    lost = days[(days < "2019-05-06") | (days > "2019-05-10")]
    assert (gaps(lost.to_numpy(), 0.01).missing, gaps(lost.to_numpy(), 0.01).longest) == (5, 5)


def test_times_without_a_usual_distance_have_no_gaps_to_count():
    assert gaps(np.cumsum(np.random.default_rng(0).exponential(size=500)), 0.01) is None
    assert gaps(np.array([1.0]), 0.01) is None
