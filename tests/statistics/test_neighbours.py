import numpy as np

from governance.statistics.neighbours import remoteness


def test_remoteness_is_the_distance_to_the_nearest_row_in_interquartile_ranges():
    reference = np.array([[0.0], [1.0], [2.0], [3.0], [4.0]])  # interquartile range 2
    own, others = remoteness(reference[:2], reference[2:], reference, np.array([[7.0], [2.5], [np.nan]]))
    assert own.tolist() == [0.5, 1.0, 1.5]
    assert others.tolist() == [1.5, 0.25, 0.0]
