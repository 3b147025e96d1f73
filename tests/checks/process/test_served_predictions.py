import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "process.served-predictions"


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(200, 1))


@pytest.fixture
def served(make_subject, x):
    def made(answers, task="regression", model=lambda frame: frame["x0"]):
        y = (x[:, 0] > 0).astype(float)
        return make_subject(task, (x, y), (x, y), model, columns={Role.VALIDATION: {"served": pd.Series(answers)}})

    return made


def chances(frame):
    positive = 1 / (1 + np.exp(-frame["x0"]))
    return np.column_stack([1 - positive, positive])


def test_answers_of_another_version_are_counted(served, measure, only, x):
    answers = x[:, 0].copy()
    answers[:20] += 0.1
    evidence = measure(CHECK, served(answers))
    assert only(evidence, "share_differing").value == 0.1
    assert only(evidence, "largest_difference").value == pytest.approx(0.1 / np.ptp(x))


@pytest.mark.parametrize("stored", ["float64", "float32"])
def test_the_versions_own_answers_agree_also_when_stored_in_32_bits(served, measure, only, x, stored):
    assert only(measure(CHECK, served(x[:, 0].astype(stored))), "share_differing").value == 0.0


def test_probabilities_and_labels_are_understood(served, measure, only, x):
    positive = 1 / (1 + np.exp(-x[:, 0]))
    assert only(measure(CHECK, served(positive, "binary", chances)), "share_differing").value == 0.0
    labels = (positive > 0.5).astype(int)
    assert only(measure(CHECK, served(labels, "binary", chances)), "share_differing").value == 0.0
    labels[:10] = 1 - labels[:10]
    found = only(measure(CHECK, served(labels, "binary", chances)), "share_differing")
    assert (found.value, found.convention) == (0.05, "served as labels against the likeliest class")


def test_rows_without_an_answer_are_counted_apart(served, measure, only, x):
    answers = x[:, 0].copy()
    answers[:50] = np.nan
    evidence = measure(CHECK, served(answers))
    assert (only(evidence, "share_unknown").value, only(evidence, "share_differing").value) == (0.25, 0.0)
    assert only(evidence, "share_differing").n == 150


def test_the_tolerance_is_the_policys(served, measure, only, x):
    subject = served(x[:, 0] + 1e-4)
    assert only(measure(CHECK, subject), "share_differing").value == 1.0
    assert only(measure(CHECK, subject, tolerance=0.01), "share_differing").value == 0.0


def test_without_served_answers_it_is_inconclusive(make_subject, served, measure, x):
    plain = make_subject("regression", (x, x[:, 0]), (x, x[:, 0]), lambda frame: frame["x0"])
    assert measure(CHECK, plain).reason == "the validation sample has no column of served answers"
    assert measure(CHECK, served(["n/a"] * 200)).status is Status.INCONCLUSIVE
