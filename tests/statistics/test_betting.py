import numpy as np
import pytest

from governance.statistics.betting import betting_bounds, capital


def test_the_capital_is_the_product_of_the_bets_of_waudby_smith_and_ramdas():
    values, alpha, variance = np.random.default_rng(0).uniform(0.2, 0.9, size=40), 0.05, 0.04
    grown, spread, total, squares = 1.0, variance, 0.5, 0.0
    for step, value in enumerate(values, start=1):
        stake = min(np.sqrt(2 * np.log(1 / alpha) / (spread * step * np.log(1 + step))), 0.5 / 0.4)
        grown *= 1 + stake * (value - 0.4)
        total += value
        squares += (value - total / (step + 1)) ** 2
        spread = (variance + squares) / (step + 1)
    assert capital(values, 0.4, variance, alpha)[-1] == pytest.approx(grown)


@pytest.mark.parametrize("runs", [300, pytest.param(3000, marks=pytest.mark.slow)])
def test_whoever_looks_after_every_value_is_misled_as_seldom_as_is_said(runs):
    generator = np.random.default_rng(1)
    paths = [capital(generator.beta(2, 2, size=300), 0.5, 0.05, 0.05).max() for _ in range(runs)]
    assert np.mean(np.array(paths) >= 20) <= 0.05


def test_a_mean_that_wanders_below_the_hypothesis_is_no_evidence_against_it():
    generator = np.random.default_rng(2)
    false = 0
    for _ in range(200):
        level = np.where(np.arange(300) % 100 < 50, 0.5, 0.3)
        false += capital((generator.random(300) < level).astype(float), 0.5, 0.25, 0.05).max() >= 20
    assert false / 200 <= 0.05


def test_bounds_hold_the_mean_at_every_look_and_close_around_it():
    generator, missed = np.random.default_rng(3), 0
    for _ in range(60):
        found = betting_bounds(generator.beta(6, 4, size=400), [50, 100, 200, 400], 0.02, 0.95)
        missed += bool(((found.low > 0.6) | (found.high < 0.6)).any())
        assert (np.diff(found.low) >= 0).all()
    assert missed / 60 <= 0.1
    assert found.high[-1] - found.low[-1] < 0.5 * (found.high[0] - found.low[0])


def test_overlapping_values_are_bet_on_in_streams():
    generator, false = np.random.default_rng(4), {1: 0, 5: 0}
    for _ in range(200):
        shocks = generator.choice([-1.0, 1.0], size=304)
        values = 0.5 + np.convolve(shocks, np.ones(5), mode="valid") / 10
        for streams in false:
            false[streams] += capital(values, 0.5, 0.05, 0.05, streams)[-1] >= 20
    assert false[5] / 200 <= 0.05 < false[1] / 200


def test_values_outside_the_unit_interval_are_refused():
    with pytest.raises(ValueError, match="within 0 and 1"):
        capital(np.array([0.2, 1.2]), 0.5, 0.1, 0.05)
