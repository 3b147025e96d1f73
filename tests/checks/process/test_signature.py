import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Status

CHECK = "process.signature"


@pytest.fixture
def subject(make_subject):
    def made(types, **columns):
        frame = pd.DataFrame({"price": [1.0, 2.0, 3.0] * 4, "count": [1, 2, 3] * 4, "venue": ["a", "b", "c"] * 4, **columns})
        rows = (frame, np.zeros(12))
        return make_subject("regression", rows, rows, lambda given: np.zeros(len(given)), input_types=types)

    return made


LOGGED = {"price": "double", "count": "long", "venue": "string"}


def test_samples_of_the_logged_types_fit(subject, measure, only):
    evidence = measure(CHECK, subject(LOGGED))
    assert only(evidence, "mismatched_inputs").value == only(evidence, "untyped_inputs").value == 0


def test_whole_numbers_that_became_fractions_are_counted_once(subject, measure, only):
    evidence = measure(CHECK, subject(LOGGED, count=[1.0, np.nan, 3.0] * 4))
    assert only(evidence, "mismatched_inputs").value == 1
    assert [row[:3] for row in evidence.tables[0].rows] == [("count", "long", "training"), ("count", "long", "validation")]


@pytest.mark.parametrize(
    ("logged", "values", "fits"),
    [
        ("double", np.arange(12, dtype="float32"), True),
        ("float", np.arange(12, dtype="float64"), False),
        ("long", np.arange(12, dtype="int32"), True),
        ("integer", np.arange(12, dtype="int64"), False),
        ("double", pd.array(range(12), dtype="Int64"), True),
        ("boolean", [True, False] * 6, True),
        ("boolean", [1, 0] * 6, False),
        ("string", pd.Categorical(["a", "b"] * 6), True),
        ("datetime", pd.date_range("2024-01-01", periods=12), True),
        ("string", [1, 2] * 6, False),
        ("binary", ["a", "b"] * 6, True),
    ],
)
def test_values_fit_where_they_convert_without_loss(subject, measure, only, logged, values, fits):
    evidence = measure(CHECK, subject({**LOGGED, "price": logged}, price=values))
    assert only(evidence, "mismatched_inputs").value == (0 if fits else 1)


def test_inputs_that_the_signature_leaves_out_are_counted(subject, measure, only):
    assert only(measure(CHECK, subject({"price": "double"})), "untyped_inputs").value == 2


def test_without_a_signature_it_is_inconclusive(subject, measure):
    assert measure(CHECK, subject({})).status is Status.INCONCLUSIVE
