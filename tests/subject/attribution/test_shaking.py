import numpy as np
import pandas as pd

from governance.subject.attribution.shaking import pushed


def test_a_push_moves_a_value_by_no_more_than_its_share_of_the_ranks():
    learned = pd.DataFrame({"x": np.arange(1000.0)})
    moved = pushed(learned, learned, 0.01, np.random.default_rng(0))["x"] - learned["x"]
    assert moved.abs().max() == 10
    assert moved.abs().mean() > 3


def test_what_is_whole_stays_whole_and_what_is_missing_or_no_number_stays():
    learned = pd.DataFrame({"count": [1, 2, 3, 4] * 25, "rate": [0.1, np.nan, 0.3, 0.4] * 25, "venue": ["a", "b"] * 50})
    moved = pushed(learned, learned, 0.1, np.random.default_rng(0))
    assert moved.dtypes.equals(learned.dtypes)
    assert set(moved["count"]) == {1, 2, 3, 4}
    assert (moved["count"] != learned["count"]).any()
    assert moved["rate"].isna().equals(learned["rate"].isna())
    assert moved["venue"].equals(learned["venue"])


def test_a_column_that_training_never_saw_filled_stays():
    learned = pd.DataFrame({"x": [np.nan, np.nan]})
    seen = pd.DataFrame({"x": [1.0, 2.0]})
    assert pushed(seen, learned, 0.1, np.random.default_rng(0)).equals(seen)
