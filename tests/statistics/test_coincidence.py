import numpy as np
import pytest

from governance.statistics.coincidence import coincidence


def rows(values):
    """Codes and keys of rows of small whole numbers."""
    codes = np.asarray(values, dtype=np.uint64)
    return tuple(codes.T), codes @ (np.uint64(1000) ** np.arange(codes.shape[1], dtype=np.uint64))


def test_nothing_is_shared_by_samples_without_a_common_row():
    found = coincidence(rows([[1, 2], [3, 4]]), rows([[1, 4], [3, 2]]), 0.001)
    assert (found.shared, found.beyond_chance, found.by_chance) == (0, 0, 0)


def test_rows_with_a_value_of_their_own_count_however_often_they_are_repeated():
    first = [[index, index + 300] for index in range(50)] * 3
    found = coincidence(rows(first), rows([*first[:7], *([index, 999] for index in range(100, 150))]), 0.001)
    assert (found.shared, found.beyond_chance) == (7, 7)


def test_rows_that_the_first_sample_holds_often_are_left_to_chance():
    cells = [[a, b] for a in range(3) for b in range(3)]
    found = coincidence(rows(cells * 20), rows(cells * 5), 0.001)
    assert (found.shared, found.by_chance) == (45, 45)


@pytest.mark.parametrize(("cells", "dependent"), [(300, False), (3000, False), (30_000, False), (300, True), (3000, True)])
def test_coincidences_of_random_cells_are_put_down_to_chance(cells, dependent):
    accused = 0
    for seed in range(100):
        drawn = np.random.default_rng(seed).integers(0, cells, 1500)
        codes = np.column_stack([drawn % 30, drawn // 30, *([drawn % 7] if dependent else [])]).astype(np.uint64)
        keys = drawn.astype(np.uint64)
        accused += coincidence((codes[:1000].T, keys[:1000]), (codes[1000:].T, keys[1000:]), 0.001).beyond_chance > 0
    assert accused == 0
