import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "data.look-ahead"
N, TRAINED = 900, 600


@pytest.fixture
def subject(make_subject):
    def made(X, y, **options):
        X = np.asarray(X, dtype=float)
        return make_subject(
            "regression", (X[:TRAINED], y[:TRAINED]), (X[TRAINED:], y[TRAINED:]), lambda frame: frame["x0"], **options
        )

    return made


@pytest.fixture
def series():
    """Values by day, the last of which are known on the day: row t forecasts the value of t + 1."""
    generator = np.random.default_rng(0)
    return pd.Series(10 + np.cumsum(generator.normal(size=N + 60)) * 0.2 + generator.normal(size=N + 60))


def rows(feature, values):
    return feature.iloc[40 : 40 + N].to_numpy(), values.shift(-1).iloc[40 : 40 + N].to_numpy()


FUTURE = {
    "centred mean": lambda values: values.rolling(5, center=True).mean(),
    "one row too many": lambda values: values.shift(-1),
    "change into tomorrow": lambda values: values.diff().shift(-1),
    "week that is not over": lambda values: values.rolling(5).mean().shift(-3),
    "log of a coming value": lambda values: np.log(values.clip(lower=0.1).shift(-1)),
}
PAST = {
    "today": lambda values: values,
    "trailing mean": lambda values: values.rolling(20).mean(),
    "change since a week ago": lambda values: values.diff(5),
    "exponential mean": lambda values: values.ewm(span=10).mean(),
    "slow exponential mean": lambda values: values.ewm(span=200).mean(),
}


@pytest.mark.parametrize("name", FUTURE)
def test_a_feature_computed_from_the_future_is_found_by_rebuilding_it(subject, measure, only, series, name):
    feature, y = rows(FUTURE[name](series), series)
    evidence = measure(CHECK, subject(np.column_stack([np.random.default_rng(1).normal(size=N), feature]), y))
    assert only(evidence, "inputs_ahead").value == 1
    assert only(evidence, "rows_ahead").value == 1.0
    assert evidence.tables[0].rows[0][0::2] == ("x1", "later ones")


@pytest.mark.parametrize("name", PAST)
@pytest.mark.parametrize("stored", ["float64", "float32"])
def test_a_feature_of_what_was_known_is_not_accused(subject, measure, only, series, name, stored):
    feature, y = rows(PAST[name](series), series)
    assert only(measure(CHECK, subject(feature.astype(stored)[:, None], y)), "inputs_ahead").value == 0


def test_features_stored_with_two_decimals_are_still_told(subject, measure, only, series):
    known, y = rows(series.rolling(5).mean().round(2), series)
    ahead, _ = rows(series.rolling(5, center=True).mean().round(3), series)
    assert only(measure(CHECK, subject(known[:, None], y)), "inputs_ahead").value == 0
    assert only(measure(CHECK, subject(ahead[:, None], y)), "inputs_ahead").value == 1


@pytest.mark.parametrize("seed", range(5))
def test_returns_over_overlapping_horizons_do_not_accuse_honest_features(subject, measure, only, seed):
    generator = np.random.default_rng(seed)
    returns = pd.Series(generator.normal(size=N + 60))
    target = returns.rolling(5).sum().shift(-5).iloc[40 : 40 + N].to_numpy()
    features = [returns, returns.rolling(5).sum(), returns.rolling(22).mean(), returns.cumsum(), returns.rolling(10).std()]
    X = np.column_stack([feature.iloc[40 : 40 + N] for feature in features])
    assert only(measure(CHECK, subject(X, target, horizon=5)), "inputs_ahead").value == 0


def test_a_coarse_target_and_coarse_features_are_not_accused(subject, measure, only):
    generator = np.random.default_rng(3)
    y = (generator.random(N) < 0.5).astype(float)
    X = np.column_stack([np.concatenate([[0.0], y[:-1]]), np.arange(N) % 5, generator.integers(0, 2, N)])
    found = measure(CHECK, subject(X, y))
    assert only(found, "inputs_ahead").value == 0
    assert only(found, "inputs_rebuilt").value == 1


def available(hours, rows):
    start = pd.Timestamp("2015-01-01")
    return pd.Series([start + pd.Timedelta(days=day, hours=hours if day else 0) for day in range(rows)])


def test_rows_used_before_they_were_available_are_counted(subject, measure, only, series):
    feature, y = rows(series, series)
    late = available(0, TRAINED)
    late.iloc[10:40] += pd.Timedelta(days=2)
    columns = {
        Role.TRAINING: {"available_at": late},
        Role.VALIDATION: {"available_at": available(0, N - TRAINED) + pd.Timedelta(days=TRAINED)},
    }
    evidence = measure(CHECK, subject(feature[:, None], y, columns=columns))
    assert only(evidence, "late_rows").value == 30
    assert only(evidence, "rows_ahead").value == 30 / TRAINED


def test_a_value_of_the_evening_is_known_on_a_day_without_hours(subject, measure, only, series):
    feature, y = rows(series, series)
    columns = {Role.TRAINING: {"available_at": available(22, TRAINED)}}
    evidence = measure(CHECK, subject(feature[:, None], y, columns=columns))
    assert only(evidence, "rows_ahead").value == 0


def test_without_availability_the_count_of_late_rows_is_absent_and_not_zero(subject, measure, series):
    feature, y = rows(series, series)
    evidence = measure(CHECK, subject(feature[:, None], y))
    assert "no column of the training sample" in evidence.absent["late_rows"]


def test_rows_without_order_are_not_asked_and_too_few_are_inconclusive(make_subject, measure):
    X, y = np.random.default_rng(4).normal(size=(40, 1)), np.random.default_rng(5).normal(size=40)
    unordered, unknown, few = (
        make_subject("regression", (X, y), (X, y), lambda frame: frame["x0"], time=time) for time in (False, None, True)
    )
    assert measure(CHECK, unordered).status is Status.NOT_APPLICABLE
    assert measure(CHECK, unknown).reason == "no time column is known in the training sample"
    assert "too few steps of time" in measure(CHECK, few).reason
