import numpy as np
import pytest

from governance.statistics.selection import winners_curse


def test_of_equal_trials_the_whole_lead_vanishes_and_luck_explains_it():
    generator = np.random.default_rng(0)
    shares, luck, p_values = [], [], []
    for _ in range(400):
        figures = generator.normal(size=25)
        found = winners_curse(figures, int(np.argmax(figures)), 1.0, 25)
        shares.append(found.vanishing_interval[1])
        luck.append(found.luck_interval[0] <= found.lead <= found.luck_interval[1])
        p_values.append(found.p_value)
    assert np.mean(np.array(shares) == 1.0) > 0.9
    assert 0.9 < np.mean(luck) < 1.0
    assert 0.02 < np.mean(np.array(p_values) < 0.05) < 0.08


def test_the_share_agrees_with_what_new_rows_take_away():
    """True figures of deviation 1 with errors of 0.5: the best of 40 falls back by a fifth of its lead."""
    generator = np.random.default_rng(1)
    leads, kept, shares = [], [], []
    for _ in range(1000):
        true = generator.normal(size=40)
        seen = true + 0.5 * generator.normal(size=40)
        best = int(np.argmax(seen))
        leads.append(seen[best] - seen.mean())
        kept.append(true[best] - true.mean())
        shares.append(winners_curse(seen, best, 0.5, 40).vanishing)
    assert np.mean(shares) == pytest.approx(1 - np.mean(kept) / np.mean(leads), abs=0.02)
    assert 1 - np.mean(kept) / np.mean(leads) == pytest.approx(0.2, abs=0.02)


def test_luck_agrees_with_simulated_maxima_and_grows_with_the_number_of_trials():
    maxima = np.random.default_rng(2).normal(size=(20_000, 30)).max(axis=1)
    figures = np.linspace(0, 1, 30)
    found = winners_curse(figures, 29, 1.0, 30)
    assert found.luck == pytest.approx(maxima.mean(), rel=0.02)
    assert found.luck_interval == pytest.approx(np.quantile(maxima, [0.025, 0.975]), rel=0.05)
    assert found.p_value == pytest.approx(np.mean(maxima >= found.lead), abs=0.01)
    assert winners_curse(figures, 29, 1.0, 3000).luck > found.luck + 1


@pytest.mark.parametrize(("figures", "error"), [([1.0, 2.0], 1.0), ([1.0, 1.0, 1.0], 1.0), ([1.0, 2.0, 3.0], 0.0)])
def test_what_has_no_winner_is_refused(figures, error):
    with pytest.raises(ValueError, match=r"at least 3|all the same|error"):
        winners_curse(figures, 0, error, 3)
