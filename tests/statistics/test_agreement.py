import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.statistics.agreement import rank_biased_overlap, rank_biased_overlaps, sign_agreement, top_agreement

rankings = st.lists(st.integers(0, 15), min_size=1, max_size=12, unique=True)
weights = st.floats(0.05, 0.98)


def by_the_definition(a, b, p):
    short, long = sorted((list(a), list(b)), key=len)
    s, n = len(short), len(long)
    common = [len(set(short[:depth]) & set(long[:depth])) for depth in range(1, n + 1)]
    total = sum(common[d - 1] / d * p**d for d in range(1, n + 1))
    total += sum(common[s - 1] * (d - s) / (s * d) * p**d for d in range(s + 1, n + 1))
    return (1 - p) / p * total + ((common[-1] - common[s - 1]) / n + common[s - 1] / s) * p**n


def test_the_overlap_is_the_published_one(published):
    case = published["rbo_1"]
    found = rank_biased_overlap(case["inputs"]["S"], case["inputs"]["T"], case["inputs"]["p"])
    assert found == pytest.approx(case["expected"]["rbo"], abs=case["tolerance"])


@given(rankings, rankings, weights)
def test_the_overlap_is_that_of_the_definition_symmetric_and_within_zero_and_one(a, b, p):
    found = rank_biased_overlap(a, b, p)
    assert found == pytest.approx(by_the_definition(a, b, p), abs=1e-12)
    assert found == rank_biased_overlap(b, a, p)
    assert 0.0 <= found <= 1.0


@given(st.integers(1, 40), weights, st.integers(0, 99))
def test_many_overlaps_at_once_are_those_one_by_one(items, p, seed):
    a, b = np.random.default_rng(seed).permuted(np.tile(np.arange(items), (2, 5, 1)), axis=2)
    found = rank_biased_overlaps(a, b, p)
    assert found == pytest.approx([rank_biased_overlap(one, other, p) for one, other in zip(a, b, strict=True)], abs=1e-12)
    assert rank_biased_overlaps(a, a, p) == pytest.approx(1.0)


@given(rankings, weights)
def test_equal_rankings_agree_wholly_and_disjoint_ones_not_at_all(a, p):
    assert rank_biased_overlap(a, a, p) == pytest.approx(1.0)
    assert rank_biased_overlap(a, [item + 100 for item in a], p) == 0.0


def test_a_change_at_the_top_costs_more_than_one_at_the_bottom():
    order = np.arange(10)
    top, bottom = order.copy(), order.copy()
    top[[0, 1]], bottom[[8, 9]] = [1, 0], [9, 8]
    assert rank_biased_overlap(order, top, 0.9) < rank_biased_overlap(order, bottom, 0.9)


@pytest.mark.parametrize(
    ("a", "b", "p", "reason"),
    [([], [1], 0.9, "at least one"), ([1, 1], [1, 2], 0.9, "twice"), ([1], [1], 1.0, "between 0 and 1")],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(a, b, p, reason):
    with pytest.raises(ValueError, match=reason):
        rank_biased_overlap(a, b, p)


A = np.array([[3.0, -2.0, 1.0, 0.1], [0.5, 4.0, -3.0, 0.0]])
B = np.array([[1.0, 2.0, -3.0, 0.1], [0.5, 4.0, -3.0, 0.0]])


def test_leading_columns_in_common_and_their_signs_are_counted_row_by_row():
    assert top_agreement(A, B, 2).tolist() == [0.5, 1.0]
    assert sign_agreement(A, B, 2).tolist() == [0.5, 1.0]
    assert sign_agreement(A, B, 3).tolist() == [pytest.approx(1 / 3), 1.0]


def test_what_contributes_nothing_has_no_sign_and_does_not_count():
    given = np.array([[3.0, 0.0, -1.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    shares = sign_agreement(given, np.array([[1.0, -9.0, 2.0], [1.0, -1.0, 1.0], [1.0, 1.0, 1.0]]), 3)
    assert shares[:2].tolist() == [0.5, 1.0]
    assert np.isnan(shares[2])


def test_by_chance_half_of_the_signs_and_the_share_of_the_leading_columns_agree():
    generator = np.random.default_rng(0)
    a, b = generator.normal(size=(2, 4000, 8))
    assert sign_agreement(a, b, 3).mean() == pytest.approx(0.5, abs=0.02)
    assert top_agreement(a, b, 2).mean() == pytest.approx(2 / 8, abs=0.02)


@pytest.mark.parametrize("k", [0, 5])
def test_more_leading_columns_than_there_are_is_refused(k):
    with pytest.raises(ValueError, match="k must lie"):
        top_agreement(A, B, k)
