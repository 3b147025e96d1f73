import numpy as np
import pytest

from governance.statistics.stability import fluctuation


@pytest.mark.parametrize(
    ("share", "five_per_cent", "ten_per_cent"),
    [(0.1, 3.393, 3.170), (0.3, 3.012, 2.766), (0.5, 2.779, 2.500), (0.7, 2.560, 2.252)],
)
def test_the_simulated_law_agrees_with_table_1_of_giacomini_and_rossi(share, five_per_cent, ten_per_cent):
    losses = np.random.default_rng(0).normal(size=(2, 1000))
    for confidence, expected in ((0.95, five_per_cent), (0.90, ten_per_cent)):
        found = fluctuation(*losses, int(share * 1000), 1, generator=np.random.default_rng(1), draws=8000, confidence=confidence)
        assert found.critical_value == pytest.approx(expected, abs=0.09)


def test_the_path_is_the_standardised_rolling_mean_difference():
    first, second = np.random.default_rng(2).normal(size=(2, 120))
    found = fluctuation(first, second, 30, 1, generator=np.random.default_rng(0), draws=200)
    rolling = [np.sum((first - second)[start : start + 30]) for start in range(91)]
    assert found.path == pytest.approx(np.array(rolling) / np.sqrt(30 * np.var(first - second)))
    assert found.statistic == np.abs(found.path).max()


@pytest.mark.parametrize("runs", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_it_rejects_about_as_often_as_it_says_where_nothing_changes(runs):
    generator = np.random.default_rng(3)
    rejected = 0
    for _ in range(runs):
        losses = generator.normal(size=(2, 300))
        rejected += fluctuation(*losses, 90, 1, generator=generator, draws=500).p_value < 0.05
    assert 0.02 <= rejected / runs <= 0.08


def test_it_finds_an_advantage_that_reverses_and_cancels_in_the_mean():
    generator = np.random.default_rng(4)
    loss_a, loss_b = generator.normal(size=(2, 400))
    loss_a[:200] += 0.6
    loss_a[200:] -= 0.6
    assert fluctuation(loss_a, loss_b, 120, 1, generator=generator).p_value < 0.01


@pytest.mark.parametrize(
    ("first", "window", "reason"),
    [(np.zeros(50), 10, "same loss"), (np.arange(50.0), 50, "window"), (np.arange(50.0), 1, "window")],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(first, window, reason):
    with pytest.raises(ValueError, match=reason):
        fluctuation(first, np.zeros(50), window, 1, generator=np.random.default_rng(0))
