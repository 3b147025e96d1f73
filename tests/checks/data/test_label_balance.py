import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "data.label-balance"


@pytest.fixture
def balance(make_subject, measure):
    def measured(training, validation, task="binary", **parameters):
        rows = [(np.zeros((len(y), 1)), y) for y in (training, validation)]
        return measure(CHECK, make_subject(task, *rows, lambda frame: np.full((len(frame), 2), 0.5)), **parameters)

    return measured


def test_the_shares_are_those_counted_by_hand(balance, only):
    y = (np.random.default_rng(0).random(400) < 0.2).astype(float)
    evidence = balance(1 - y, y)
    share = only(evidence, "class_share", "1")
    assert share.value == y.mean()
    assert share.low < y.mean() < share.high
    assert only(evidence, "rarest_cases").value == y.sum()
    assert evidence.tables[0].rows[1][:3] == ("1", (1 - y).mean(), y.mean())


def test_the_intervals_hold_for_all_classes_together(balance, only):
    y = (np.random.default_rng(1).random(400) < 0.5).astype(float)
    assert only(balance(y, y, confidence=0.9), "class_share", "1").confidence == pytest.approx(0.95)


def test_values_have_no_classes_and_few_rows_are_inconclusive(balance, make_subject, measure):
    X = np.zeros((50, 1))
    assert (
        measure(CHECK, make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame["x0"])).status
        is Status.NOT_APPLICABLE
    )
    y = np.tile([0.0, 1.0], 10)
    assert balance(y, y).status is Status.INCONCLUSIVE
