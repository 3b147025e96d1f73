import dataclasses

import numpy as np
import pytest

from governance.record.declaration import Role
from governance.subject.samples import distinct


@pytest.fixture
def sample(make_subject):
    def made(times):
        n = len(times)
        sample = make_subject("regression", (np.zeros((n, 1)), np.zeros(n)), None, lambda frame: np.zeros(len(frame))).samples
        return dataclasses.replace(sample[Role.TRAINING], time=np.array(times))

    return made


def test_rows_are_counted_by_step_in_order_of_time(sample):
    assert list(sample(["2020-01-02", "2020-01-01", "2020-01-02"]).rows_a_step) == [1, 2]


def test_a_sample_with_other_times_counts_again(sample):
    one = sample([1, 1, 2])
    assert list(one.rows_a_step) == [2, 1]
    assert list(dataclasses.replace(one, time=np.arange(3)).rows_a_step) == [1, 1, 1]


def test_a_sample_of_unknown_time_has_no_steps(sample):
    assert len(dataclasses.replace(sample([1]), time=None).rows_a_step) == 0


@pytest.mark.parametrize("values", [[3, 1, 3, 2], [0.5, np.nan, np.nan], ["2020-01-02", "2020-01-01"]])
def test_distinct_values_are_those_that_numpy_finds(values):
    found = distinct(np.array(values))
    assert np.array_equal(found[0], np.unique(np.array(values)), equal_nan=not isinstance(values[0], str))
    assert found[1].sum() == len(values)
