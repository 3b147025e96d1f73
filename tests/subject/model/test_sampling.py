"""Shapley values by sampling, held against the sum over all coalitions."""

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from governance.subject.model.interface import Failure
from governance.subject.model.sampling import sampled


def by_all_coalitions(function, frame, background):
    """Shapley (1953): the weighted mean of a column's marginal gains over all coalitions of the others; (n, p)."""
    columns = list(frame.columns)
    values = np.zeros(frame.shape)

    def worth(row, coalition):
        mixed = background.copy()
        for name in coalition:
            mixed[name] = row[name]
        return float(np.mean(function(mixed)))

    for position in range(len(frame)):
        row = frame.iloc[position]
        for index, name in enumerate(columns):
            others = [other for other in columns if other != name]
            for size in range(len(columns)):
                weight = factorial(size) * factorial(len(columns) - size - 1) / factorial(len(columns))
                for coalition in combinations(others, size):
                    values[position, index] += weight * (worth(row, (*coalition, name)) - worth(row, coalition))
    return values


def tangled(frame):
    product = frame["momentum"] * frame["carry"] * frame["flow"]
    return (product + np.maximum(frame["flow"], frame["momentum"])).to_numpy()[:, None]


def test_the_sampled_values_agree_with_all_coalitions_within_their_standard_error(table):
    frame, background = table.numbers[:12], table.numbers[100:400]
    found = sampled(tangled, frame, background)
    expected = by_all_coalitions(tangled, frame, background)
    distance = np.abs(found.values[:, :, 0] - expected) / found.standard_error[:, :, 0]
    assert distance.max() < 4
    assert 0.2 < np.sqrt(np.mean(distance**2)) < 1.5


def test_two_columns_at_a_time_are_explained_without_error_against_a_background_that_is_used_whole(table):
    def pairs(frame):
        return (frame["momentum"] * frame["carry"] + np.maximum(frame["flow"], frame["momentum"])).to_numpy()[:, None]

    frame, background = table.numbers[:12], table.numbers[100:132]
    found = sampled(pairs, frame, background)
    np.testing.assert_allclose(found.values[:, :, 0], by_all_coalitions(pairs, frame, background), atol=1e-12)


def test_values_and_base_sum_to_the_score_exactly(table):
    found = sampled(tangled, table.numbers, table.numbers[:7])
    np.testing.assert_allclose(found.values.sum(axis=1) + found.base, tangled(table.numbers.iloc[found.positions]), atol=1e-12)


def test_a_column_the_model_does_not_read_gets_nothing_without_error(table):
    found = sampled(lambda frame: frame[["momentum"]].to_numpy() ** 2, table.numbers, table.numbers[:50])
    assert not found.values[:, 1:].any()
    assert not found.standard_error[:, 1:].any()


def test_at_most_a_stated_number_of_rows_is_explained_and_named(table):
    found = sampled(tangled, table.numbers, table.numbers)
    assert len(found.positions) == len(found.values) == 100
    assert (found.positions[0], found.positions[-1]) == (0, 399)
    few = sampled(tangled, table.numbers[:5], table.numbers)
    assert few.positions.tolist() == [0, 1, 2, 3, 4]


def test_wide_samples_are_explained_for_fewer_rows():
    frame = pd.DataFrame(np.random.default_rng(1).normal(size=(60, 90)))
    asked = []

    def counted(rows):
        asked.append(len(rows))
        return rows.to_numpy().sum(axis=1, keepdims=True)

    found = sampled(counted, frame, frame)
    assert len(found.positions) < 60
    assert sum(asked) < 450_000
    assert max(asked) * 90 < 3_000_000


def test_equal_questions_get_equal_answers(table):
    first, again = (sampled(tangled, table.numbers, table.numbers[:20]) for _ in range(2))
    np.testing.assert_array_equal(first.values, again.values)


def test_text_and_categories_reach_the_model_in_their_own_type(table):
    seen = set()

    def score(frame):
        seen.add(str(frame["venue"].dtype))
        return (frame["venue"] == "nyse").to_numpy(dtype=float)[:, None]

    for frame in (table.mixed, table.categorical):
        found = sampled(score, frame, frame[:30])
        np.testing.assert_allclose(found.values[:, 3, 0] + found.base[0], score(frame.iloc[found.positions])[:, 0], atol=1e-12)
    assert seen == {str(table.mixed["venue"].dtype), "category"}


@pytest.mark.parametrize("rows", [0, 5])
def test_a_failing_model_or_an_empty_background_is_a_failure(table, rows):
    assert isinstance(sampled(lambda _: Failure("out of order"), table.numbers[:3], table.numbers[:rows]), Failure)
