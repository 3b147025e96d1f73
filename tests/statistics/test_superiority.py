import numpy as np
import pytest
from arch.bootstrap import MCS, SPA

from governance.statistics.resampling import grouped
from governance.statistics.superiority import confidence_set, superiority


def losses(n, k, seed=0, memory=0.0):
    from scipy.signal import lfilter

    noise = np.random.default_rng(seed).normal(size=(n + 100, k))
    return np.exp(0.5 * lfilter([1.0], [1.0, -memory], noise, axis=0)[100:])


def judged(table, **settings):
    given = {"resamples": 300, "confidence": 0.95, "dependent": True, "generator": np.random.default_rng(0), **settings}
    return superiority(table[:, 0], table[:, 1:], **given)


def test_a_better_rival_is_found_among_poor_ones():
    table = losses(500, 6)
    table[:, 3] *= 0.7
    found = judged(table)
    assert found.p_value < 0.01
    assert found.low > 0
    assert int(found.gains.argmax()) == 2


def test_poor_rivals_cost_the_consistent_p_value_little():
    """White's reality check, the upper p-value, grows with every hopeless rival; Hansen's does not."""
    table = losses(400, 2, seed=1)
    table[:, 1] -= 0.11
    poor = table[:, :1] + 3 + losses(400, 30, seed=2) - 1
    alone, among = (judged(each, dependent=False, resamples=1000) for each in (table, np.hstack([table, poor])))
    assert among.p_value == pytest.approx(alone.p_value, abs=0.02)
    assert among.p_lower <= among.p_value <= among.p_upper
    assert among.p_upper > among.p_value


def test_a_model_that_no_rival_beats_has_p_values_of_one():
    table = losses(300, 4, seed=3)
    table[:, 1:] += 1
    found = judged(table)
    assert (found.p_lower, found.p_value, found.p_upper) == (1.0, 1.0, 1.0)
    assert found.high < 0


@pytest.mark.parametrize("memory", [0.0, 0.5])
def test_equal_rivals_are_rejected_about_as_often_as_stated(memory):
    p_values = np.array([judged(losses(250, 5, seed, memory), resamples=200).p_value for seed in range(40)])
    assert 0 < np.sum(p_values < 0.2) < 17  # 8 are expected; 16 or more have a probability of two in a thousand


def test_with_independent_rows_it_agrees_with_arch_on_studentised_differences():
    table = losses(400, 5, seed=4)
    table[:, 0] += 0.1
    differences = table[:, :1] - table[:, 1:]
    given = SPA(np.zeros(400), -differences / differences.std(axis=0), 1, 5000, seed=7)
    given.compute()
    found = judged(table, dependent=False, resamples=5000)
    assert found.p_value == pytest.approx(given.pvalues["consistent"], abs=0.02)
    assert found.statistic == pytest.approx((20 * differences.mean(axis=0) / differences.std(axis=0)).max(), rel=0.05)


def test_a_single_rival_has_the_bounds_of_the_normal():
    table = losses(900, 2, seed=5)
    difference = table[:, 0] - table[:, 1]
    found = judged(table, dependent=False, resamples=5000)
    half = 1.96 * difference.std() / 30
    assert found.low == pytest.approx(difference.mean() - half, abs=0.1 * half)
    assert found.high == pytest.approx(difference.mean() + half, abs=0.1 * half)


def test_long_samples_are_added_up_and_keep_their_means():
    table = losses(30_000, 3, seed=6, memory=0.5)
    found = judged(table)
    assert found.gains == pytest.approx((table[:, :1] - table[:, 1:]).mean(axis=0))
    assert len(grouped(table, 1.0, 1000)[0]) == 1000


def test_a_rival_with_the_losses_of_the_model_is_refused():
    table = losses(100, 2)
    table[:, 1] = table[:, 0] + 1
    with pytest.raises(ValueError, match="same losses"):
        judged(table)
    with pytest.raises(ValueError, match="not the same"):
        confidence_set(table, resamples=100, dependent=True, generator=np.random.default_rng(0))


def test_no_p_value_is_below_what_so_many_resamples_can_show():
    table = losses(200, 3)
    table[:, 1] -= 5
    assert judged(table, resamples=99).p_value == pytest.approx(0.01)
    assert confidence_set(table, resamples=99, dependent=True, generator=np.random.default_rng(0)).min() == pytest.approx(0.01)


def test_the_set_loses_the_models_that_are_worse():
    table = losses(500, 4, seed=13)
    table[:, 2:] += 0.5
    found = confidence_set(table, resamples=300, dependent=True, generator=np.random.default_rng(0))
    assert np.all(found[:2] > 0.1)
    assert np.all(found[2:] < 0.01)
    assert found.max() == 1.0


def test_the_set_agrees_with_arch_on_independent_rows():
    table = losses(300, 4, seed=9)
    table[:, 3] += 0.1
    given = MCS(table, 0.1, 4000, 1, seed=11)
    given.compute()
    found = confidence_set(table, resamples=4000, dependent=False, generator=np.random.default_rng(1))
    assert found == pytest.approx(given.pvalues["Pvalue"].reindex(range(4)).to_numpy(), abs=0.03)


def test_the_same_generator_gives_the_same_answer():
    table = losses(200, 3, seed=10)
    first, second = judged(table), judged(table)
    assert first.p_value == second.p_value
    assert first.low == second.low
