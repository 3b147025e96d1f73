"""Sums over single columns, recognised by asking."""

import numpy as np

from governance.subject.model.additive import additive


def test_a_sum_of_curves_is_taken_apart_into_them(table):
    def margin(frame):
        return (3 + np.sin(frame["momentum"]) + frame["carry"] ** 2 + (frame["venue"] == "tse")).to_numpy(dtype=float)[:, None]

    found = additive(margin, table.mixed[:100], table.mixed[100:150])
    curve = np.sin(table.mixed["momentum"])
    np.testing.assert_allclose(found.values[:, 0, 0], curve[:100] - curve[100:150].mean(), atol=1e-12)
    assert not found.values[:, 2].any()
    np.testing.assert_allclose(found.base, margin(table.mixed[100:150]).mean(axis=0))


def test_a_product_of_columns_is_refused(table):
    assert additive(lambda frame: (frame["carry"] * frame["flow"]).to_numpy()[:, None], table.numbers, table.numbers) is None


def test_a_product_that_shows_in_late_rows_only_is_refused(table):
    def margin(frame):
        return np.where(frame["momentum"] > 2, frame["carry"] * frame["flow"], frame["carry"])[:, None]

    ordered = table.numbers.sort_values("momentum")
    assert additive(margin, ordered, ordered[:50]) is None


def test_an_endless_margin_is_refused(table):
    assert additive(lambda frame: np.full((len(frame), 1), -np.inf), table.numbers, table.numbers) is None
