import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "data.survivorship"
TIMES = pd.date_range("2024-01-01", periods=20).repeat(3)


@pytest.fixture
def universe(make_subject, measure):
    def measured(left, times=TIMES, **options):
        X = np.zeros((len(times), 1))
        columns = {} if left is None else {Role.TRAINING: {"universe": pd.Series(left)}}
        stamps = {Role.TRAINING: times.to_numpy()}
        return measure(
            CHECK,
            make_subject("regression", (X, X[:, 0]), None, lambda frame: frame["x0"], times=stamps, columns=columns, **options),
        )

    return measured


def test_assets_that_left_and_rows_after_their_departure_are_counted(universe, only):
    evidence = universe([None, None, "2024-01-15"] * 20)
    assert only(evidence, "share_departed").value == pytest.approx(1 / 3)
    assert only(evidence, "rows_after_departure").value == 5 / 60


def test_a_universe_that_nobody_left_shows(universe, only):
    evidence = universe([None] * 60)
    assert (only(evidence, "share_departed").value, only(evidence, "rows_after_departure").value) == (0.0, 0.0)


def test_one_series_has_no_universe_and_an_undeclared_one_is_inconclusive(universe):
    assert universe(None, pd.date_range("2024-01-01", periods=20)).status is Status.NOT_APPLICABLE
    assert universe(None).reason == "no column says when each row's asset left the universe"
    assert universe(["soon"] * 60).reason == "the departures cannot be read as times in 60 rows"
