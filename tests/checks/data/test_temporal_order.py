import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.demo import direction, level, market, volatility
from governance.demo.periods import TIME, cut
from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "data.temporal-order"
DAYS = pd.date_range("2015-01-01", periods=500).to_numpy(dtype="datetime64[ns]")


@pytest.fixture
def dated(make_subject):
    """A subject whose rows stand at the given times."""

    def made(training, validation, horizon=1, ends=None, **identity):
        times = {Role.TRAINING: np.asarray(training), Role.VALIDATION: np.asarray(validation)}
        rows = tuple((np.zeros((len(stamps), 1)), np.zeros(len(stamps))) for stamps in times.values())
        columns = {} if ends is None else {Role.TRAINING: {"label_end": pd.Series(ends)}}
        return make_subject(
            "regression", *rows, lambda frame: np.zeros(len(frame)), times=times, horizon=horizon, columns=columns, **identity
        )  # fmt: skip

    return made


@pytest.fixture
def violating(dated, measure, only):
    def counted(*arguments, **named):
        found = only(measure(CHECK, dated(*arguments, **named)), "violating_rows")
        assert found.low == found.value == found.high
        assert found.confidence is None
        return found.value

    return counted


@pytest.mark.parametrize("horizon", [1, 5])
def test_a_split_without_a_gap_violates_by_exactly_one_horizon(violating, horizon):
    assert violating(DAYS[:300], DAYS[300:], horizon) == horizon


@pytest.mark.parametrize("horizon", [1, 5])
def test_a_split_with_a_gap_of_one_horizon_is_sound(violating, horizon):
    assert violating(DAYS[: 300 - horizon], DAYS[300:], horizon) == 0


def test_a_gap_shorter_than_the_horizon_leaves_the_difference(violating):
    assert violating(DAYS[:297], DAYS[300:], 5) == 2


def test_a_shuffled_split_violates_almost_everywhere(dated, measure, only):
    order = np.random.default_rng(0).permutation(500)
    training, validation = np.sort(DAYS[order[:300]]), np.sort(DAYS[order[300:]])
    found = only(measure(CHECK, dated(training, validation)), "share_violating")
    expected = sum(DAYS[min(np.flatnonzero(day == DAYS)[0] + 1, 499)] > validation[0] for day in training) / 300
    assert found.low == found.value == found.high == expected > 0.9


@pytest.mark.parametrize(("horizon", "shared"), [(1, 0), (5, 4)])
def test_a_label_that_ends_as_validation_begins_shares_no_time_with_it(dated, measure, only, horizon, shared):
    evidence = measure(CHECK, dated(DAYS[:60], DAYS[60:100], horizon))
    assert only(evidence, "violating_rows").value == horizon
    assert only(evidence, "share_violating").value == shared / 60


def test_a_label_that_ends_after_the_last_known_step_shares_its_time(dated, measure, only):
    panel = np.repeat(DAYS[:39], 10)
    evidence = measure(CHECK, dated(panel, np.repeat(DAYS[39:40], 10), 4))
    assert only(evidence, "violating_rows").value == 40
    assert only(evidence, "share_violating").value == 30 / 390
    same = measure(CHECK, dated(np.repeat(DAYS[:1], 5), np.repeat(DAYS[:1], 5)))
    assert only(same, "share_violating").value == 1.0


def test_training_rows_after_validation_count(violating):
    assert violating(DAYS[300:], DAYS[:300]) == 200


def test_a_panel_has_many_rows_a_step(violating):
    panel = np.repeat(DAYS, 4)
    assert violating(panel[:1200], panel[1200:], 5) == 20
    assert violating(panel[:1180], panel[1200:], 5) == 0


def test_the_declared_label_end_decides_where_there_is_one(violating):
    ends = DAYS[:299] + np.arange(299) % 3 * np.timedelta64(1, "D")
    assert violating(DAYS[:299], DAYS[300:], 30, ends=ends) == sum(end >= DAYS[300] for end in ends)
    assert violating(DAYS[:290], DAYS[300:], 30, ends=ends[:290]) == 0


def test_a_label_that_claims_to_end_before_its_row_ends_with_it(violating):
    assert violating(DAYS[300:], DAYS[:300], ends=np.repeat(DAYS[0] - np.timedelta64(9, "D"), 200)) == 200


@pytest.mark.parametrize("kind", ["missing", "numbers"])
def test_a_label_end_that_cannot_be_read_is_inconclusive(dated, measure, kind):
    ends = np.arange(300.0) if kind == "numbers" else np.where(np.arange(300) == 7, np.datetime64("NaT"), DAYS[:300])
    evidence = measure(CHECK, dated(DAYS[:300], DAYS[300:], ends=ends))
    assert evidence.status is Status.INCONCLUSIVE
    assert "label end" in evidence.reason


@pytest.mark.parametrize(
    "split",
    [
        (direction.rows, market.sp500, direction.PERIODS),
        (level.rows, market.vix, level.PERIODS),
        (volatility.rows, market.sp500, volatility.PERIODS),
    ],
    ids=["direction", "level", "volatility"],
)
def test_samples_that_leave_out_the_last_row_of_a_period_are_sound_on_trading_days(violating, split):
    rows, source, periods = split
    samples = cut(rows(source()), periods)
    stamps = [samples[name][TIME].to_numpy(dtype="datetime64[ns]") for name in ("training", "test")]
    assert violating(*stamps) == 0


def test_no_trading_day_accuses_a_sound_split_and_year_ends_are_seen_through_their_holidays(violating):
    days = market.sp500().index.to_numpy(dtype="datetime64[ns]")
    places = range(1000, 3000, 97)
    assert sum(violating(days[: place - 1], days[place:]) for place in places) == 0
    ends = [int((pd.DatetimeIndex(days).year <= year).sum()) for year in range(2003, 2018) if year != 2006]
    assert [violating(days[:end], days[end:]) for end in ends] == [1] * len(ends)


def test_months_and_bars_within_the_day_have_their_own_steps(violating):
    months = pd.date_range("2000-01-31", periods=120, freq="ME").to_numpy(dtype="datetime64[ns]")
    assert [violating(months[: 80 - gap], months[80:], 2) for gap in (0, 1, 2)] == [2, 1, 0]
    opens = pd.bdate_range("2020-01-01", periods=60) + pd.Timedelta(hours=9)
    bars = np.sort((opens.to_numpy()[:, None] + np.arange(78) * np.timedelta64(5, "m")).ravel())
    assert [violating(bars[: 78 * 30 - gap], bars[78 * 30 :], 5) for gap in (0, 3, 5)] == [5, 2, 0]


def test_times_may_be_numbers(violating):
    steps = np.arange(500)
    assert [violating(steps[: 300 - gap], steps[300:], 3) for gap in (0, 2, 3)] == [3, 1, 0]


def test_every_seam_is_shown_with_its_embargo(dated, measure, only):
    subject = dated(DAYS[:200], DAYS[302:], 2)
    tuning = dataclasses.replace(
        subject.samples[Role.TRAINING],
        identity=dataclasses.replace(subject.samples[Role.TRAINING].identity, role=Role.TUNING),
        features=pd.DataFrame(np.zeros((100, 1))), target=np.zeros(100), time=DAYS[200:300],
    )  # fmt: skip
    evidence = measure(CHECK, dataclasses.replace(subject, samples={**subject.samples, Role.TUNING: tuning}))
    names = ("training before validation", "training before tuning", "tuning before validation")
    assert [only(evidence, "rows_at_each_seam", name).value for name in names] == [0, 2, 0]
    seams, samples = evidence.tables
    assert seams.rows[2] == (
        "tuning before validation", "2015-10-27T00:00:00", "2015-10-29T00:00:00", "2015-10-30T00:00:00", "1 days 00:00:00", 0,
    )  # fmt: skip
    assert samples.rows[0] == ("training", 200, 200, 0, None)


def test_repeated_times_and_the_order_of_the_file_are_shown(dated, measure):
    subject = dated(np.repeat(DAYS[:100], 2), DAYS[101:])
    training = subject.samples[Role.TRAINING]
    shuffled = dataclasses.replace(training, identity=dataclasses.replace(training.identity, in_time_order=False))
    evidence = measure(CHECK, dataclasses.replace(subject, samples={**subject.samples, Role.TRAINING: shuffled}))
    assert evidence.tables[1].rows[0] == ("training", 200, 100, 100, False)


def test_it_does_not_concern_rows_without_order_and_is_inconclusive_where_the_order_is_unknown(make_subject, measure):
    rows = (np.zeros((50, 1)), np.zeros(50))
    unordered, unknown = (
        make_subject("regression", rows, rows, lambda frame: np.zeros(len(frame)), time=time) for time in (False, None)
    )
    assert measure(CHECK, unordered).status is Status.NOT_APPLICABLE
    evidence = measure(CHECK, unknown)
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "no time column is known in the training sample")


def test_a_gap_of_one_bar_is_seen_in_less_than_a_week_of_hours(make_subject, measure, only):
    hours = np.datetime64("2020-01-01T00:00", "ns") + np.arange(120) * np.timedelta64(1, "h")
    times = {Role.TRAINING: hours[:59], Role.VALIDATION: hours[60:]}
    X = np.zeros((60, 1))
    subject = make_subject("regression", (X[:59], X[:59, 0]), (X, X[:, 0]), lambda frame: frame["x0"], times=times)
    assert only(measure("data.temporal-order", subject), "violating_rows").value == 0
    times = {Role.TRAINING: hours[:60], Role.VALIDATION: hours[60:]}
    adjoining = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame["x0"], times=times)
    assert only(measure("data.temporal-order", adjoining), "violating_rows").value == 1
