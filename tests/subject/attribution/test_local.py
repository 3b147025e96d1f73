import numpy as np
import pandas as pd
import pytest

from governance.subject.attribution.copies import explained
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.local import local, surrogacy
from governance.subject.model.interface import Failure

WEIGHTS = (2.0, -1.0, 0.0)


@pytest.fixture
def subject(make_subject, additive, data):
    return make_subject("regression", *data, additive(weights=WEIGHTS))


def test_of_a_linear_model_the_surrogate_gives_the_shapley_values(subject):
    found = explain(subject, 100, 50)
    around = surrogacy(subject, found, 40, 50)
    np.testing.assert_allclose(around.contributions, around.these.contributions, atol=1e-9)
    assert around.surrogates.left.max() < 1e-15


def test_the_surrogates_are_fitted_once_whoever_asks(subject):
    found = explain(subject, 100, 50)
    first = surrogacy(subject.under("a.b"), found, 40, 50)
    counted = subject.scoring.rows_scored
    assert surrogacy(subject.under("c.d"), found, 40, 50) is first
    assert subject.scoring.rows_scored == counted


def test_columns_of_text_and_missing_values_are_moved_as_a_whole(make_subject, additive):
    generator = np.random.default_rng(0)
    frame = pd.DataFrame({"level": generator.normal(size=400), "venue": generator.choice(["xetra", "nyse"], 400)})
    frame.loc[::7, "level"] = np.nan

    class Venue(additive):
        def score(self, rows):
            return (rows["venue"] == "nyse").to_numpy(dtype=float)[:, None] + rows["level"].isna().to_numpy(dtype=float)[:, None]

        def contributions(self, rows, background):
            given = super().contributions(rows[["level"]].notna(), background[["level"]].notna())
            values = np.repeat(given.values, 2, axis=1)
            return type(given)(values, given.base, self.score(rows), ("level", "venue"), "prediction", "interventional", "made")

    y = np.zeros(200)
    made = make_subject("regression", (frame[:200], y), (frame[200:].reset_index(drop=True), y), Venue(weights=(1.0,)))
    around = local(made, explained(made, explain(made, 100, 50), 60, 50), np.random.default_rng(0))
    nyse = (around.these.pool["venue"].iloc[:60] == "nyse").to_numpy()
    np.testing.assert_allclose(around.surrogates.coefficients[:, 1], np.where(nyse, -1.0, 1.0), atol=0.2)


def test_a_model_that_cannot_score_the_neighbours_says_so(subject):
    found = explain(subject, 100, 50)
    subject.scoring.model.score = lambda _: Failure("out of memory")
    assert "out of memory" in surrogacy(subject, found, 40, 50).reason
