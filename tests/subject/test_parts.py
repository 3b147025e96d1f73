import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.subject.parts import parts


@pytest.fixture
def sample(make_subject):
    def made(frame, **more):
        n = len(frame)
        subject = make_subject("regression", (frame, np.zeros(n)), None, lambda frame: np.zeros(len(frame)), **more)
        return subject.samples[Role.TRAINING]

    return made


def test_thirds_of_a_feature_share_its_rows_among_them(sample):
    found = parts(sample(pd.DataFrame({"carry": np.random.default_rng(0).normal(size=90)}), time=None), 5)
    assert list(found) == ["carry: low", "carry: middle", "carry: high"]
    assert [int(marks.sum()) for marks in found.values()] == [30, 30, 30]


def test_missing_values_are_in_no_third(sample):
    values = np.where(np.arange(90) < 30, np.nan, np.arange(90.0))
    found = parts(sample(pd.DataFrame({"carry": values}), time=None), 5)
    assert not sum(found.values())[:30].any()


def test_a_constant_feature_and_words_have_no_thirds(sample):
    assert parts(sample(pd.DataFrame({"one": np.ones(50), "side": ["buy"] * 50}), time=None), 5) == {}


def test_rows_with_a_time_are_cut_into_thirds_in_their_order(sample):
    found = parts(sample(pd.DataFrame({"one": np.ones(60)})), 5)
    assert np.array_equal(np.flatnonzero(found["the last third of the rows"]), np.arange(40, 60))


def test_small_parts_are_left_out_and_missing_segments_are_none(sample):
    made = sample(pd.DataFrame({"one": np.ones(20)}), time=None)
    venue = pd.Series(["Paris"] * 12 + ["London"] * 4 + [None] * 4)
    assert list(parts(dataclasses.replace(made, segments={"venue": venue}), 5)) == ["venue: Paris"]
