import numpy as np
import pytest

from governance.subject.bounds import beyond, usual_range


def first(frame):
    return frame.iloc[:, 0]


@pytest.fixture
def samples():
    X = np.array([[0.0], [1.0], [2.0]])
    return (X, np.array([-1.0, 1.0, 3.0])), (X, X[:, 0])


def test_the_usual_range_spans_outcomes_and_answers(make_subject, samples):
    assert usual_range(make_subject("regression", *samples, lambda frame: 2 * frame.iloc[:, 0])) == (-1.0, 4.0)


def test_a_level_that_has_moved_on_since_training_is_within_the_range(make_subject, samples):
    later = (samples[1][0] + 100, samples[1][1] + 100)
    assert usual_range(make_subject("regression", samples[0], later, first)) == (-1.0, 102.0)


def test_positions_are_held_against_positions_and_not_against_returns(make_subject, samples):
    assert usual_range(make_subject("strategy", *samples, first)) == (0.0, 2.0)


def test_answers_inside_the_range_are_at_no_distance_and_others_are_measured_in_its_widths(make_subject, samples):
    subject = make_subject("strategy", *samples, first)
    assert beyond(subject, np.array([0.0, 1.5, 4.0, -1.0])) == pytest.approx([0.0, 0.0, 1.0, 0.5])


def test_without_any_spread_the_size_of_the_answers_is_the_yardstick(make_subject, samples):
    subject = make_subject("strategy", *samples, lambda frame: 5.0 + 0 * frame.iloc[:, 0])
    assert beyond(subject, np.array([5.0, 15.0])) == pytest.approx([0.0, 2.0])


def test_variances_are_compared_by_their_logarithms_and_none_is_below_the_floor_of_the_loss(make_subject):
    X = np.array([[1.0], [10.0], [100.0]])
    subject = make_subject("volatility", (X, X[:, 0]), (X, X[:, 0]), first)
    assert beyond(subject, np.array([10.0, 10_000.0])) == pytest.approx([0.0, 1.0])
    floor = 1e-3 * 37.0
    assert beyond(subject, np.array([-5.0])) == pytest.approx([-np.log(floor) / np.log(100.0)])
