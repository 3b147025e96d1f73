import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "data.vintage"
DAYS = pd.Series(pd.date_range("2015-01-01", periods=50))


@pytest.fixture
def aged(make_subject, measure):
    def measured(available, **options):
        X = np.arange(50.0).reshape(-1, 1)
        columns = {} if available is None else {Role.TRAINING: {"available_at": available}}
        return measure(
            CHECK, make_subject("regression", (X, X[:, 0]), None, lambda frame: frame["x0"], columns=columns, **options)
        )

    return measured


def test_the_age_of_the_data_is_described(aged, only):
    evidence = aged(DAYS - pd.Timedelta(days=3))
    assert (only(evidence, "median_age").value, only(evidence, "instant_share").value) == (3.0, 0.0)
    assert only(evidence, "unknown_share").value == 0.0


def test_a_column_copied_from_the_times_shows(aged, only):
    assert only(aged(DAYS), "instant_share").value == 1.0


def test_rows_without_availability_are_counted(aged, only):
    available = DAYS.copy()
    available.iloc[:5] = pd.NaT
    assert only(aged(available), "unknown_share").value == pytest.approx(0.1)
    assert "median_age" in aged(available.where(available.isna())).absent


def test_text_is_read_as_times(aged, only):
    assert only(aged((DAYS - pd.Timedelta(days=2)).astype(str)), "median_age").value == 2.0


def test_without_the_column_or_of_another_kind_it_is_inconclusive(aged):
    assert aged(None).reason == "no available at column is known in the training sample"
    assert "not of the same kind" in aged(pd.Series(np.arange(50.0))).reason
    assert aged(DAYS, time=False).status is Status.NOT_APPLICABLE
