import numpy as np
import pandas as pd

from governance.statistics.coincidence import repeats
from governance.subject.rows import recognisable


def found(values):
    rows = recognisable(pd.DataFrame(values))
    return repeats(rows.codes, rows.keys, 0.001)


def test_copies_of_continuous_rows_are_counted_one_by_one():
    X = np.random.default_rng(0).normal(size=(300, 2))
    seen = found(np.vstack([X, X[:7], X[:2]]))
    assert (seen.repeated, seen.beyond_chance) == (9, 9)


def test_cases_that_are_alike_among_coarse_columns_are_put_down_to_chance():
    seen = found(np.random.default_rng(1).integers(0, 4, size=(500, 2)))
    assert seen.repeated > 400
    assert seen.beyond_chance == 0
