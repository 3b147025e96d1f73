import numpy as np
import pytest

from governance.statistics.importance import added_losses, importance
from governance.statistics.resampling import bootstrap


def measured(magnitudes, *, dependent=False, resamples=500, confidence=0.95):
    return importance(
        magnitudes, generator=np.random.default_rng(0), resamples=resamples, confidence=confidence, dependent=dependent
    )


@pytest.fixture
def magnitudes():
    return np.abs(np.random.default_rng(1).normal(size=(800, 3))) * [4.0, 2.0, 0.0]


def test_shares_are_those_of_the_means(magnitudes):
    means = magnitudes.mean(axis=0)
    found = measured(magnitudes)
    assert found.share == pytest.approx(means / means.sum())
    assert found.share.sum() == pytest.approx(1.0)
    assert (found.low <= found.share).all()
    assert (found.share <= found.high).all()


def test_the_interval_of_a_share_has_the_width_of_the_delta_method(magnitudes):
    """With two features the share is a / (a + b), and its variance follows from those of the means."""
    a, b = magnitudes[:, 0].mean(), magnitudes[:, 1].mean()
    error = np.sqrt((b**2 * magnitudes[:, 0].var() + a**2 * magnitudes[:, 1].var()) / 800) / (a + b) ** 2
    found = measured(magnitudes, resamples=4000)
    assert (found.high - found.low)[0] == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_features_that_differ_have_sure_ranks_and_twins_have_not(magnitudes):
    apart = measured(magnitudes)
    assert (apart.rank_low.tolist(), apart.rank.tolist(), apart.rank_high.tolist()) == ([1, 2, 3],) * 3
    twins = measured(np.abs(np.random.default_rng(2).normal(size=(800, 2))))
    assert (twins.rank_low.tolist(), twins.rank_high.tolist()) == ([1, 1], [2, 2])


def test_persistent_rows_widen_the_interval():
    generator = np.random.default_rng(3)
    level = np.zeros(1000)
    for row in range(1, 1000):
        level[row] = 0.95 * level[row - 1] + generator.normal()
    magnitudes = np.column_stack([np.abs(level), np.ones(1000)])
    blocks, single = measured(magnitudes, dependent=True), measured(magnitudes)
    assert blocks.block > 5
    assert (blocks.high - blocks.low)[0] > 2 * (single.high - single.low)[0]
    assert blocks.n_effective[0] < 250


def test_without_any_contribution_there_are_no_shares():
    with pytest.raises(ValueError, match="no shares"):
        measured(np.zeros((50, 2)))


def test_added_losses_are_differences_of_means_over_the_mean_loss():
    generator = np.random.default_rng(0)
    own = generator.exponential(size=400)
    shuffled = own[:, None] + np.array([0.5, 0.0]) + 0.1 * generator.normal(size=(400, 2))
    found = added_losses(own, shuffled, generator=np.random.default_rng(1), resamples=500, dependent=False)
    assert found.value == pytest.approx((shuffled.mean(axis=0) - own.mean()) / own.mean())
    low, high = found.bounds(0.95)
    assert low[0] > 0.4
    assert low[1] < 0 < high[1]
    assert (found.bounds(0.99)[1] > high).all()


def test_the_intervals_of_added_losses_agree_with_those_of_one_group_alone():
    generator = np.random.default_rng(2)
    own = generator.exponential(size=600)
    shuffled = own[:, None] * (1 + generator.exponential(size=(600, 1)))
    together = added_losses(own, shuffled, generator=np.random.default_rng(3), resamples=2000, dependent=False)
    alone = bootstrap(
        np.column_stack([shuffled[:, 0] - own, own]), lambda means: means[:, 0] / means[:, 1],
        generator=np.random.default_rng(4), resamples=2000, confidence=0.95, dependent=False,
    )  # fmt: skip
    low, high = together.bounds(0.95)
    assert low[0] == pytest.approx(alone.low, rel=0.02)
    assert high[0] == pytest.approx(alone.high, rel=0.02)


def test_losses_that_are_all_zero_have_no_shares():
    with pytest.raises(ValueError, match="every loss is zero"):
        added_losses(np.zeros(50), np.ones((50, 1)), generator=np.random.default_rng(0), resamples=10, dependent=False)
