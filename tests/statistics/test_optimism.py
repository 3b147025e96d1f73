import numpy as np
import pytest

from governance.statistics.optimism import block_resamples, expected_loss


@pytest.mark.parametrize(
    ("apparent", "out_of_bag", "no_information"), [(0.1, 0.3, 0.5), (0.0, 0.6, 0.5), (0.2, 0.1, 0.5), (0.3, 0.4, 0.2)]
)
def test_the_estimate_agrees_with_the_paper_formula_by_formula(apparent, out_of_bag, no_information):
    plain = 0.368 * apparent + 0.632 * out_of_bag
    bounded = min(out_of_bag, no_information)
    rate = (bounded - apparent) / (no_information - apparent) if bounded > apparent and no_information > apparent else 0.0
    by_hand = plain + (bounded - apparent) * 0.368 * 0.632 * rate / (1 - 0.368 * rate)
    assert expected_loss(apparent, out_of_bag, no_information) == pytest.approx(by_hand)


def test_one_neighbour_on_noise_is_expected_to_be_wrong_half_the_time():
    """Efron & Tibshirani's reason for the +: the plain .632 of an apparent error of 0 would be 0.316."""
    assert expected_loss(0.0, 0.5, 0.5) == pytest.approx(0.5)


def test_it_reads_arrays_as_it_reads_numbers():
    means = np.array([[0.1, 0.3, 0.5], [0.2, 0.1, 0.5]])
    assert expected_loss(*means.T) == pytest.approx([float(expected_loss(*row)) for row in means])


def test_rows_out_of_bag_keep_their_distance_from_those_that_were_drawn():
    for rows, outside in block_resamples(100, 10, 3, 20, np.random.default_rng(0)):
        assert len(rows) == 100
        assert len(outside) == 0 or np.abs(outside[:, None] - rows).min() > 3


def test_blocks_of_one_are_the_ordinary_bootstrap():
    found = list(block_resamples(2000, 1, 0, 5, np.random.default_rng(0)))
    assert np.mean([len(outside) / 2000 for _, outside in found]) == pytest.approx(np.exp(-1), abs=0.01)
    assert all(set(rows) | set(outside) == set(range(2000)) for rows, outside in found)


def test_a_single_block_cannot_be_resampled():
    with pytest.raises(ValueError, match="two blocks"):
        next(block_resamples(10, 6, 0, 5, np.random.default_rng(0)))
