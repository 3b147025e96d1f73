import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from governance.record.declaration import Role
from governance.subject.copies import Scale, emptied, movable, robust_spread, scored_each, scored_together, training_scales, typed
from governance.subject.model.interface import Failure


@pytest.fixture
def subject(make_subject):
    X = pd.DataFrame({"carry": np.arange(40.0), "flow": np.arange(40.0) ** 2})
    return make_subject("regression", (X, X["carry"]), (X, X["carry"]), Ridge().fit(X, X["carry"]))


def test_copies_are_scored_in_one_call_and_given_back_one_by_one(subject):
    frame = pd.DataFrame({"carry": [1.0, 2.0], "flow": [0.0, 0.0]})
    first, second = scored_together(subject, [frame, frame + 1])
    assert np.concatenate([first, second]) == pytest.approx(subject.scoring.model.score(pd.concat([frame, frame + 1])))
    assert scored_together(subject, []) == []


def test_a_copy_that_is_refused_takes_no_other_with_it(subject):
    frame = pd.DataFrame({"carry": [1.0, 2.0], "flow": [0.0, 0.0]})
    good, bad = scored_each(subject, [frame, frame.assign(flow=np.nan)])
    assert good == pytest.approx(subject.scoring.model.score(frame))
    assert isinstance(bad, Failure)


def test_an_empty_column_keeps_its_kind():
    assert emptied(pd.Series([1, 2])).dtype == np.dtype("float64")
    assert emptied(pd.Series(["a", "b"], dtype="category")).dtype == "category"
    assert emptied(pd.Series(["a", "b"])).isna().all()


def test_numbers_may_move_and_truth_values_may_not():
    assert movable(pd.Series([1, 2]))
    assert not movable(pd.Series([True, False]))
    assert not movable(pd.Series(["a"]))


def test_whole_numbers_stay_within_their_type():
    column = pd.Series([1, 2], dtype="int8")
    assert typed(np.array([1.6, 1e9]), column).tolist() == [2, 127]
    assert typed(np.array([1e30]), pd.Series([1])).tolist() == [2**63 - 1024]
    assert typed(np.array([1.6, 2.0]), pd.Series([0.0, 1.0])).tolist() == [1.6, 2.0]


def test_the_robust_spread_is_a_standard_deviation_of_normal_values_and_falls_back_on_it():
    normal = pd.Series(np.random.default_rng(0).normal(scale=3.0, size=20_000))
    assert robust_spread(normal) == pytest.approx(3.0, rel=0.03)
    assert robust_spread(pd.Series([0.0] * 9 + [1.0])) == pytest.approx(0.3)
    assert robust_spread(pd.Series([2.0, 2.0])) == 0.0


def test_copies_of_unequal_length_get_their_own_scores_back(subject):
    frames = [pd.DataFrame({"carry": np.arange(n) + 10.0 * n, "flow": np.arange(n) ** 2.0}) for n in (3, 1, 5)]
    for frame, scores in zip(frames, scored_together(subject, frames), strict=True):
        assert scores == pytest.approx(subject.scoring.model.score(frame))


def test_training_scales_are_those_of_each_number_and_of_this_training_sample(subject):
    training = subject.samples[Role.TRAINING]
    found = training_scales(subject)
    assert found == {
        name: Scale(training.features[name].median(), robust_spread(training.features[name])) for name in ("carry", "flow")
    }
    assert training_scales(subject.under("a.b")) is found
    wider = dataclasses.replace(training, features=training.features * 2)
    other = dataclasses.replace(subject, samples={**subject.samples, Role.TRAINING: wider})
    assert training_scales(other)["carry"].spread == pytest.approx(2 * found["carry"].spread)
    assert training_scales(other)["carry"].median == pytest.approx(2 * found["carry"].median)
