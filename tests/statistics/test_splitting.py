import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import KFold

from governance.statistics.splitting import backtest_paths, combinatorial_purged_splits, walk_forward_splits


def test_six_groups_by_two_give_the_published_number_of_splits_and_paths(published):
    case = published["cpcv_paths"]
    given = case["inputs"]["n_groups"], case["inputs"]["n_test_groups"]
    assert len(list(combinatorial_purged_splits(60, *given))) == case["expected"]["n_splits"]
    assert len(backtest_paths(*given)) == case["expected"]["n_paths"]


@given(st.integers(20, 120), st.integers(2, 6), st.data())
def test_no_label_interval_of_a_training_row_meets_that_of_a_held_out_row(n, groups, data):
    held_out = data.draw(st.integers(1, groups - 1))
    horizon = data.draw(st.integers(0, 2))
    if n < groups * 8 * (horizon + 1):
        return
    for split in combinatorial_purged_splits(n, groups, held_out, horizon):
        apart = np.abs(split.train[:, None] - split.test[None, :])
        assert apart.min() > horizon
        kept = set(split.train.tolist())
        nearest = np.abs(np.arange(n)[:, None] - split.test[None, :]).min(axis=1)
        assert kept == set(np.flatnonzero(nearest > horizon).tolist())


def test_the_embargo_follows_each_held_out_run_and_does_not_precede_it():
    split = list(combinatorial_purged_splits(30, 3, 1, horizon=1, embargo=2))[1]
    assert split.test.tolist() == list(range(10, 20))
    assert split.train.tolist() == [*range(9), *range(23, 30)]


def test_without_purging_one_group_held_out_is_the_k_fold_of_scikit_learn():
    ours = [(split.train.tolist(), split.test.tolist()) for split in combinatorial_purged_splits(23, 4, 1)]
    theirs = [(train.tolist(), test.tolist()) for train, test in KFold(4).split(np.zeros(23))]
    assert ours == theirs


@given(st.integers(2, 8), st.data())
def test_each_path_takes_each_group_from_a_split_that_holds_it_out_and_none_is_used_twice(groups, data):
    held_out = data.draw(st.integers(1, groups - 1))
    splits = list(combinatorial_purged_splits(groups * 3, groups, held_out))
    paths = backtest_paths(groups, held_out)
    served = [(int(split), group) for path in paths for group, split in enumerate(path)]
    assert all(group in splits[split].groups for split, group in served)
    assert len(set(served)) == len(served) == sum(len(split.groups) for split in splits)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: list(combinatorial_purged_splits(5, 6, 1)), "groups"),
        (lambda: list(combinatorial_purged_splits(60, 6, 6)), "held out"),
        (lambda: list(combinatorial_purged_splits(60, 6, 2, horizon=-1)), "negative"),
        (lambda: list(combinatorial_purged_splits(12, 3, 1, horizon=9)), "no row"),
        (lambda: backtest_paths(1, 1), "groups"),
    ],
)
def test_what_cannot_be_split_is_refused_with_a_reason(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()


def test_walking_forward_learns_from_every_label_that_was_known_and_holds_out_every_later_row_once():
    splits = list(walk_forward_splits(100, 3, 40, horizon=2))
    assert np.concatenate([split.test for split in splits]).tolist() == list(range(40, 100))
    assert [split.train.tolist() for split in splits] == [list(range(int(split.test[0]) - 2)) for split in splits]


@pytest.mark.parametrize(("blocks", "first", "horizon"), [(0, 40, 0), (61, 40, 0), (3, 40, 40), (3, 40, -1)])
def test_walking_forward_refuses_what_leaves_nothing_to_learn_or_to_hold_out(blocks, first, horizon):
    with pytest.raises(ValueError):
        list(walk_forward_splits(100, blocks, first, horizon))
