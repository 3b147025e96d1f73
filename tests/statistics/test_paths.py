import numpy as np
import pytest

from governance.statistics.paths import drawdown_figures, drawdowns, spread_over_paths


def test_a_path_worked_by_hand():
    found = drawdowns(np.array([1.0, -2.0, 1.0, 1.0, 1.0, -3.0]))
    assert found.deepest == 3.0
    assert found.ulcer == pytest.approx(np.sqrt((4 + 1 + 9) / 6))
    assert found.under_water == pytest.approx(3 / 6)
    assert found.longest == 2


def test_a_loss_at_the_start_is_a_fall_from_zero():
    assert drawdowns(np.array([-1.0, 0.5])).deepest == 1.0


def test_a_path_that_never_falls_has_no_calmar_ratio():
    assert np.isnan(drawdown_figures(np.ones(10), 252.0)[-1])


def test_absent_returns_are_refused():
    with pytest.raises(ValueError, match="finite"):
        drawdowns(np.array([1.0, np.nan]))


def test_the_range_holds_the_expected_drawdown_of_a_random_walk():
    """Magdon-Ismail, Atiya, Pratap & Abu-Mostafa (2004): without drift it is 1.2533 sigma sqrt(T)."""
    returns = np.random.default_rng(4).normal(size=2000)
    returns -= returns.mean()
    spread = spread_over_paths(returns, 1.0, 400, 0.5, np.random.default_rng(5))
    assert spread.low[0] < 1.2533 * np.sqrt(2000) * returns.std() < spread.high[0]
