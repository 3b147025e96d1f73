import numpy as np
import pytest
from scipy.special import expit, logit

from governance.statistics.forecasts import qlike
from governance.statistics.recalibrating import factor, level, line, odds_level, odds_line, power

GENERATOR = np.random.default_rng(1)


def test_the_level_takes_the_mean_error_away_and_the_line_the_slope():
    answers = GENERATOR.normal(size=200)
    assert level(answers, answers + 3)(answers) == pytest.approx(answers + 3)
    assert line(answers, 2 * answers - 1)(np.array([0.0, 5.0])) == pytest.approx([-1.0, 9.0])
    assert line(np.ones(9), np.full(9, 4.0))(np.ones(2)) == pytest.approx([4.0, 4.0])


def test_no_other_multiple_has_a_lower_qlike():
    stated, seen = np.exp(GENERATOR.normal(size=(2, 500)))
    best = factor(stated, seen)(stated)
    for times in (0.97, 1.03):
        assert qlike(seen, best).mean() < qlike(seen, times * best).mean()


def test_a_power_law_is_undone():
    stated = np.exp(GENERATOR.normal(size=300))
    assert power(stated, 0.5 * stated**1.7)(stated) == pytest.approx(0.5 * stated**1.7)


def test_log_odds_are_moved_to_the_share_of_ones_and_stretched_to_what_was_true():
    true = GENERATOR.normal(size=20_000)
    ones = (GENERATOR.random(20_000) < expit(true)).astype(float)
    moved = odds_level(expit(true - 1.5), ones)(expit(true - 1.5))
    assert moved.mean() == pytest.approx(ones.mean())
    assert logit(odds_line(expit(3 * true), ones)(expit(np.array([3.0]))))[0] == pytest.approx(1.0, abs=0.1)


def test_what_cannot_be_learned_is_refused():
    with pytest.raises(ValueError, match="positive"):
        factor(np.array([1.0, 0.0]), np.ones(2))
    with pytest.raises(ValueError, match="logarithms"):
        power(np.ones(2), np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="one class"):
        odds_line(np.full(3, 0.5), np.ones(3))
