import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "data.schema"


@pytest.fixture
def subject(make_subject):
    def made(**validation):
        frame = pd.DataFrame({"price": np.arange(20.0), "count": np.arange(20), "venue": ["a", "b"] * 10})
        rows = (frame, np.zeros(20)), (frame.assign(**validation), np.zeros(20))
        return make_subject("regression", *rows, lambda given: np.zeros(len(given)))

    return made


def test_samples_of_one_form_show_no_difference(subject, measure, only):
    evidence = measure(CHECK, subject(venue=pd.Categorical(["a", "b"] * 10), price=np.arange(20, dtype="float32")))
    assert [only(evidence, name).value for name in ("differing_types", "constant_features", "differing_columns")] == [0, 0, 0]


def test_a_feature_that_turned_into_text_is_counted(subject, measure, only):
    evidence = measure(CHECK, subject(price=[str(value) for value in range(20)], count=np.arange(20.0)))
    assert only(evidence, "differing_types").value == 2
    assert [row[0] for row in evidence.tables[0].rows] == ["price", "count"]


def test_a_feature_that_never_varied_in_training_is_named(make_subject, measure, only):
    frame = pd.DataFrame({"fixed": np.ones(20), "gone": [np.nan] * 20, "free": np.arange(20.0)})
    made = make_subject("regression", (frame, np.zeros(20)), (frame, np.zeros(20)), lambda given: np.zeros(len(given)))
    assert only(measure(CHECK, made), "constant_features").convention == "constant: fixed, gone"


def test_a_column_that_one_sample_lacks_is_shown(subject, measure, only):
    made = subject()
    training = made.samples[Role.TRAINING]
    wider = dataclasses.replace(
        training, identity=dataclasses.replace(training.identity, columns=("price", "count", "venue", "note"))
    )
    evidence = measure(CHECK, dataclasses.replace(made, samples={**made.samples, Role.TRAINING: wider}))
    assert only(evidence, "differing_columns").convention == "not in all samples: note"


def test_it_needs_both_samples(make_subject, measure):
    alone = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    assert measure(CHECK, alone).status is Status.INCONCLUSIVE


def test_a_feature_that_moves_once_late_is_not_constant(make_subject, measure, only):
    late = pd.DataFrame(
        {"late": np.where(np.arange(500) < 490, 1.0, 2.0), "gone late": np.where(np.arange(500) < 490, 1.0, np.nan)}
    )
    rows = (late, np.zeros(500))
    subject = make_subject("regression", rows, rows, lambda frame: np.zeros(len(frame)))
    assert only(measure(CHECK, subject), "constant_features").convention == "constant: none"
