import dataclasses

import numpy as np
import pytest

from governance.subject.attribution.copies import answers_of, explained
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.removal import removal_table, removed
from governance.subject.model.interface import Failure

WEIGHTS = (2.0, -1.0, 0.5)


@pytest.fixture
def subject(make_subject, additive, data):
    return make_subject("regression", *data, additive(weights=WEIGHTS))


@pytest.fixture
def these(subject):
    return explained(subject, explain(subject, 200, 50), 150, 50)


def test_copies_take_each_column_from_the_row_that_is_named(subject, these):
    rows = np.arange(150)[:, None]
    sources = np.stack([np.repeat(rows, 2, axis=1), np.full((150, 2), 160), np.repeat(rows, 2, axis=1)], axis=2)
    pool = these.pool.to_numpy()
    expected = pool[:150] @ WEIGHTS + (pool[160, 1] - pool[:150, 1]) * WEIGHTS[1]
    np.testing.assert_allclose(answers_of(subject, these, sources), np.column_stack([expected, expected]))


def test_every_background_row_is_used_as_often_as_any_other(these):
    used = these.paired(np.random.default_rng(0), 3)
    assert used.shape == (150, 3)
    assert np.bincount(used.ravel())[150:].tolist() == [9] * 50


def test_the_order_found_directly_is_the_best_there_is_for_a_sum(subject, these):
    """Every gain is never below zero row by row, and what one feature alone does adds up to what several do."""
    found = removed(subject, these, np.random.default_rng(0))
    assert found.deletion()[:, 1].min() > -1e-12
    assert (found.deletion()[:, 1] >= found.deletion()[:, 0] - 1e-12).all()
    assert (found.insertion()[:, 1] >= found.insertion()[:, 0] - 1e-12).all()


def test_the_gain_of_normal_features_is_the_correlation_of_both_differences(make_subject, additive):
    """x - mean and x - b correlate by the root of one half, and so do the orders that they give."""
    X = np.random.default_rng(1).normal(size=(6000, 4))
    subject = make_subject("regression", (X[:3000], X[:3000, 0]), (X[3000:], X[3000:, 0]), additive(weights=(1.0, 1.0, 1.0, 1.0)))
    found = removed(subject, explained(subject, explain(subject, 3000, 1000), 3000, 1000), np.random.default_rng(0))
    for gains in (found.deletion(), found.insertion()):
        assert gains[:, 0].mean() / gains[:, 1].mean() == pytest.approx(np.sqrt(0.5), abs=0.03)


def test_the_curves_start_at_the_answer_itself(subject, these):
    table = removal_table(removed(subject, these, np.random.default_rng(0)))
    assert table.rows[0] == (0.0, 0.0, 0.0, 0.0)
    assert [row[0] for row in table.rows] == pytest.approx([0.0, 1 / 3, 2 / 3])
    assert all(row[1] < row[2] < row[3] for row in table.rows[1:])


def test_wide_models_are_looked_at_in_ten_steps_that_are_the_same_from_both_ends(make_subject, additive):
    X = np.random.default_rng(2).normal(size=(200, 41))
    wide = make_subject("regression", (X[:100], X[:100, 0]), (X[100:], X[100:, 0]), additive(weights=np.ones(41)))
    counts = removed(wide, explained(wide, explain(wide, 100, 50), 40, 50), np.random.default_rng(0)).counts
    assert counts.tolist() == (41 - counts[::-1]).tolist()
    assert (counts[0], counts[-1]) == (1, 40)
    assert len(counts) <= 20


def test_of_several_classes_the_likeliest_is_followed_and_margins_are_taken_against_the_others(make_subject, additive, data):
    class Three(additive):
        def score(self, frame):
            from scipy.special import softmax

            return softmax(self._sum(frame) * [1.0, 0.0, -1.0], axis=1)

        def contributions(self, frame, background):
            given = super().contributions(frame, background)
            each = [1.0, 0.0, -1.0]
            return dataclasses.replace(
                given, values=given.values * each, base=given.base * each, explained=given.explained * each,
                as_scores=self.score(frame), scale="margin", link="softmax",
            )  # fmt: skip

    classes = [(X, np.digitize(y, [-1, 1])) for X, y in data]
    made = make_subject("multiclass", *classes, Three(weights=WEIGHTS, classes=(0, 1, 2)))
    found = explain(made, 200, 50)
    these = explained(made, found, 100, 50)
    scores, one = found.scores[these.rows], found.contributions.values[these.rows, :, 0]
    np.testing.assert_allclose(these.answers, scores.max(axis=1))
    weight = np.array([1.0, 0.0, -1.0])[these.output] - scores @ [1.0, 0.0, -1.0]
    np.testing.assert_allclose(these.contributions, one * weight[:, None])


def test_a_model_that_cannot_score_the_copies_says_so(subject, these):
    subject.scoring.model.score = lambda _: Failure("out of memory")
    assert "out of memory" in removed(subject, these, np.random.default_rng(0)).reason
