"""MLflow's generic function."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from governance.record.declaration import Capability, Task
from governance.subject.model.answering import SAYS_LABELS
from governance.subject.model.interface import Failure
from governance.subject.model.wrapping import wrap


@dataclass
class Says:
    """Answers with what a function makes of the frame, as a loaded pyfunc does."""

    function: Any
    metadata: Any = None

    def predict(self, frame):
        return self.function(frame)


def positive(frame):
    return 1 / (1 + np.exp(-frame["momentum"] + frame["carry"] * frame["flow"]))


@pytest.mark.parametrize(
    "answer",
    [
        positive,
        lambda frame: positive(frame).to_numpy(),
        lambda frame: positive(frame).to_frame(),
        lambda frame: positive(frame).tolist(),
        lambda frame: pd.DataFrame({"down": 1 - positive(frame), "up": positive(frame)}),
    ],
)
def test_probabilities_are_taken_in_whatever_form_they_come(table, answer):
    model = wrap(Says(answer), "pyfunc", Task.BINARY)
    expected = np.column_stack([1 - positive(table.numbers), positive(table.numbers)])
    np.testing.assert_allclose(model.score(table.numbers), expected)
    assert model.classes == (0, 1)


@pytest.mark.parametrize("form", [int, float, bool, str])
def test_labels_are_refused_whatever_their_type(table, form):
    model = wrap(Says(lambda frame: (frame["momentum"] > 0).astype(int).astype(form).to_numpy()), "pyfunc", Task.BINARY)
    assert model.score(table.numbers) == Failure(SAYS_LABELS)
    assert model.contributions(table.numbers, table.numbers) == Failure(SAYS_LABELS)


def test_labels_of_several_classes_are_refused(table):
    model = wrap(Says(lambda frame: np.digitize(frame["flow"], [-1, 1])), "pyfunc", Task.MULTICLASS)
    assert model.score(table.numbers) == Failure(SAYS_LABELS)


def test_a_few_probabilities_at_their_limits_are_not_labels(table):
    model = wrap(Says(lambda frame: np.ones(len(frame))), "pyfunc", Task.BINARY)
    np.testing.assert_array_equal(model.score(table.numbers[:3]), [[0, 1]] * 3)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda frame: frame["momentum"][:-1], "was given 400 rows and answered in the shape (399,)"),
        (lambda frame: frame["momentum"].where(frame.index != 7), "1 of 400 answers are not finite numbers, the first at row position 7"),
        (lambda frame: frame, "3 answers a row where one is wanted"),
        (lambda frame: ["much"] * len(frame), "ValueError"),
        (lambda frame: frame["absent"], "KeyError: 'absent'"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_a_failure_with_a_reason(table, answer, reason):
    found = wrap(Says(answer), "pyfunc", Task.REGRESSION).score(table.numbers)
    assert isinstance(found, Failure)
    assert reason in found.reason


def test_numbers_that_are_no_probabilities_are_refused_for_a_classifier(table):
    found = wrap(Says(lambda frame: frame["momentum"]), "pyfunc", Task.BINARY).score(table.numbers)
    assert "are not probabilities" in found.reason


def test_contributions_are_sampled_from_predict_proba(table, adds_up):
    native = LogisticRegression().fit(table.numbers, table.multiclass)
    model = wrap(Says(native.predict_proba), "pyfunc", Task.MULTICLASS)
    found = model.contributions(table.numbers, table.numbers[:50])
    adds_up(found, model.score(table.numbers))
    assert found.values.shape == (100, 3, 3)
    assert (found.exact, found.scale) == (False, "prediction")


def test_nothing_is_promised_beyond_scores_and_sampled_contributions(table):
    model = wrap(Says(positive), "pyfunc", Task.BINARY)
    assert model.capabilities == {Capability.SCORE, Capability.CONTRIBUTIONS}
    refused = (model.refit(table.numbers, table.value, 0), model.penalties(), model.gradients(table.numbers))
    assert all(isinstance(answer, Failure) for answer in refused)
