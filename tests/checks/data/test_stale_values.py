import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role

CHECK = "data.stale-values"


@pytest.fixture
def seen(make_subject, measure):
    def measured(x, columns=None, **parameters):
        options = {"columns": {Role.TRAINING: {name: pd.Series(values) for name, values in columns.items()}}} if columns else {}
        subject = make_subject("regression", (x, np.zeros(len(x))), None, lambda frame: np.zeros(len(frame)), **options)
        return measure(CHECK, subject, **parameters)

    return measured


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(500, 2))


@pytest.fixture
def bars():
    generator = np.random.default_rng(1)
    start, end = 100 + np.cumsum(generator.normal(size=(2, 500)), axis=1)
    return {
        "open": start,
        "close": end,
        "high": np.maximum(start, end) + 0.5,
        "low": np.minimum(start, end) - 0.5,
        "volume": np.full(500, 9),
    }


def test_a_feed_that_broke_for_good_after_training_is_found(make_subject, measure, only, x):
    broken = x.copy()
    broken[300:, 1] = 3.0
    subject = make_subject("regression", (x, np.zeros(500)), (broken, np.zeros(500)), lambda frame: np.zeros(len(frame)))
    assert only(measure(CHECK, subject), "frozen_share").value == 200 / 1000


def test_a_value_that_stands_still_is_counted_exactly(seen, only, x):
    x[100:112, 1] = 3.0
    found = only(seen(x), "frozen_share")
    assert found.low == found.value == found.high == 12 / 500
    assert found.convention == "of x1; exact count"


def test_moving_monthly_and_coarse_columns_are_not_accused(seen, only, x):
    assert only(seen(x), "frozen_share").value == 0
    slow = np.column_stack([x[:, 0], np.repeat(np.arange(25.0), 20), np.random.default_rng(2).integers(0, 2, 500)])
    assert only(seen(slow), "frozen_share").value == 0


def test_impossible_bars_and_bars_without_volume_are_counted(seen, only, x, bars):
    sound = seen(x, bars)
    assert only(sound, "impossible_bars").value == only(sound, "zero_volume").value == 0
    bars["high"][:5], bars["volume"][:10] = bars["low"][:5] - 1, 0
    broken = seen(x, bars)
    assert only(broken, "impossible_bars").value == 5 / 500
    assert only(broken, "zero_volume").value == 10 / 500


def test_values_far_from_all_others_are_shown(seen, only, x):
    x[:3, 0] = 1000.0
    assert only(seen(x), "outlying_share").value == 3 / 500


def test_it_honours_its_parameters(seen, only, x):
    x[100:112, 1] = 3.0
    assert only(seen(x, longest=12), "frozen_share").value == 0
    assert only(seen(x, distance=2.0), "outlying_share").value > 0.02


def test_without_declared_columns_the_bars_are_absent(seen, x):
    assert set(seen(x).absent) == {"impossible_bars", "zero_volume"}
