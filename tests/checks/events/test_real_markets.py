"""The S&P 500 around August 2015 and February 2018, as a forecaster of its variance lived through it."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import GammaRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from governance.demo import volatility
from governance.demo.market import sp500, vix
from governance.demo.periods import TIME
from governance.record.declaration import Role
from governance.subject.events import events


@pytest.fixture
def forecaster(make_subject):
    plan = volatility.plan(sp500())
    samples = {Role.TRAINING: plan.samples["training"], Role.VALIDATION: plan.samples["test"]}
    features = [name for name in samples[Role.TRAINING] if name.startswith("log_")]
    pairs = [(frame[features].reset_index(drop=True), frame[plan.target].to_numpy()) for frame in samples.values()]
    model = make_pipeline(StandardScaler(), GammaRegressor(alpha=0.01, max_iter=1000)).fit(*pairs[0])
    return make_subject(
        "volatility", *pairs, model, target_unit="variance", periods_per_year=252,
        columns={role: {"returns": frame[volatility.RETURN].reset_index(drop=True)} for role, frame in samples.items()},
        times={role: pd.to_datetime(frame[TIME]).to_numpy("datetime64[ns]") for role, frame in samples.items()},
    )  # fmt: skip


def test_the_crashes_are_events_by_their_dates(forecaster):
    found = {event.first[:7]: event for event in events(forecaster).found}
    assert {"fall", "jump", "volatility spike"} == set(found["2015-08"].kinds) == set(found["2018-02"].kinds)
    assert found["2015-08"].peak == "2015-08-24"
    assert found["2018-02"].peak == "2018-02-05"
    assert found["2016-06"].first == "2016-06-24"
    assert len(found) < 12


def test_recent_losses_drive_the_forecast_in_events_and_the_month_elsewhere(forecaster, measure):
    evidence = measure("events.attribution-shift", forecaster, resamples=200)
    rows = {row[0]: row for row in evidence.tables[0].rows}
    assert rows["log_loss_week"][3] > 0.1
    assert rows["log_loss_week"][4] < 0.05
    assert rows["log_variance_month"][3] < -0.1


def test_the_stories_name_the_day_and_what_moved_the_answer(forecaster, measure):
    evidence = measure("events.narrative", forecaster)
    titles = {found.title: found for found in evidence.tables if found.name.startswith("story-")}
    (august,) = [found for title, found in titles.items() if "2015-08-21" in title]
    (february,) = [found for title, found in titles.items() if "2018-02-02" in title]
    assert august.rows[0][0] == february.rows[0][0] == "log_loss_week"
    (alike,) = [found for found in evidence.tables if found.name == "alike"]
    assert any("2018-02-02" in row[0] and "2015-08-21" in row[1] for row in alike.rows)


def test_a_sound_forecaster_is_not_blamed(forecaster, measure, only):
    assert only(measure("events.performance", forecaster), "event_skill").low > -0.5
    assert only(measure("events.attribution-shift", forecaster, resamples=200), "shift_without_skill").high < 0.5


def test_the_vix_has_its_own_events(make_subject):
    levels = vix()
    X, y = levels.iloc[:-1].to_numpy()[:, None], levels.iloc[1:].to_numpy()
    stamps = levels.index[:-1].to_numpy().astype("datetime64[ns]")
    times = {Role.TRAINING: stamps[:300], Role.VALIDATION: stamps[300:]}
    subject = make_subject("regression", (X[:300], y[:300]), (X[300:], y[300:]), lambda frame: frame.iloc[:, 0], times=times)
    peaks = [event.peak for event in events(subject).found]
    assert "2015-08-21" in peaks
    assert "2018-02-05" in peaks
    assert np.all(np.diff(np.array(peaks, dtype="datetime64[D]")) > np.timedelta64(5, "D"))
