import numpy as np
import pytest

from governance.subject.attribution.copies import CELLS
from governance.subject.attribution.permuting import permuted
from governance.subject.model.interface import Failure

WEIGHTS = (2.0, -1.0, 0.5)


@pytest.fixture
def asked(additive):
    """A model that keeps the frames it was asked."""

    class Asked(additive):
        def score(self, frame):
            frames.append(frame)
            return super().score(frame)

    frames = []
    return Asked(weights=WEIGHTS), frames


def test_the_loss_of_a_shuffled_feature_is_that_of_its_own_copies(make_subject, additive, data):
    """Squared errors told from the copies themselves: each holds the values of a row, one of them from elsewhere."""
    (_, (X, y)) = data
    subject = make_subject("regression", *data, additive(weights=WEIGHTS), time=False)
    found = permuted(subject, len(X), 1, 1)
    order = subject.under("permuted features").generator().permutation(len(X))
    for place, weight in enumerate(WEIGHTS):
        moved = X @ WEIGHTS + weight * (X[order, place] - X[:, place])
        np.testing.assert_allclose(found.shuffled[:, place], np.square(moved - y), rtol=1e-9)


def test_repeats_are_averaged_whatever_the_batches(make_subject, additive, data, monkeypatch):
    whole = permuted(make_subject("regression", *data, additive(weights=WEIGHTS)), 500, 3, 5)
    monkeypatch.setattr("governance.subject.attribution.permuting.CELLS", 1000)
    parts = permuted(make_subject("regression", *data, additive(weights=WEIGHTS)), 500, 3, 5)
    np.testing.assert_array_equal(whole.shuffled, parts.shuffled)
    np.testing.assert_array_equal(whole.own, parts.own)


def test_the_copies_of_a_row_stand_together_and_each_is_scored_once(make_subject, asked, data):
    model, frames = asked
    subject = make_subject("regression", *data, model)
    subject.scores("validation")
    frames.clear()
    permuted(subject, 400, 2, 1)
    (frame,) = frames
    assert frame.size <= CELLS
    assert len(frame) == 400 * 3 * 2
    first = frame.to_numpy()[:6]
    assert (np.sum(first != np.median(first, axis=0), axis=1) == 1).all()


def test_a_group_whose_copies_are_refused_is_named(make_subject, additive, data):
    class Picky(additive):
        def score(self, frame):
            swapped = np.diff(frame.iloc[:, 0]).min() < 0
            return Failure("unordered") if swapped else super().score(frame)

    ordered = tuple((X[np.argsort(X[:, 0])], y[np.argsort(X[:, 0])]) for X, y in data)
    subject = make_subject("regression", *ordered, Picky(weights=WEIGHTS))
    found = permuted(subject, 200, 1, 1)
    name = subject.samples["training"].features.columns[0]
    assert found == Failure(f"copies with {name} shuffled cannot be scored: unordered")
