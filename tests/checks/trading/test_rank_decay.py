import numpy as np
import pytest
from scipy.stats import spearmanr

CHECK = "trading.rank-decay"
SKILL = np.linspace(-0.002, 0.002, 30)


def test_ranks_that_turn_round_are_shown_to(make_strategy, measure, only, searched, trial_noise):
    trial_noise[:500] += SKILL
    trial_noise[500:] -= SKILL
    found = only(measure(CHECK, searched(make_strategy(), trial_noise)), "rank_correlation")
    assert found.high < 0.0
    assert found.p_value < 0.01


def test_ranks_of_real_skill_are_kept(make_strategy, measure, only, searched, trial_noise):
    assert only(measure(CHECK, searched(make_strategy(), trial_noise + SKILL)), "rank_correlation").low > 0.0


def test_ranks_of_noise_are_shown_neither_kept_nor_turned(make_strategy, measure, only, searched, trial_noise):
    found = only(measure(CHECK, searched(make_strategy(), trial_noise)), "rank_correlation")
    assert found.low < 0.0 < found.high


def test_copies_of_few_ideas_are_too_few_to_rank(make_strategy, measure, searched):
    generator = np.random.default_rng(6)
    ideas = np.repeat(generator.normal(size=(800, 3)), 10, axis=1)
    reason = measure(CHECK, searched(make_strategy(), 0.01 * (ideas + 0.2 * generator.normal(size=ideas.shape)))).reason
    assert reason == "the trials amount to 3 independent ones; fewer than 5 are not ranked"


def test_it_is_inconclusive_without_returns_of_the_trials(make_strategy, measure):
    assert "no returns of the trials were logged" in measure(CHECK, make_strategy()).reason


def test_it_does_not_concern_a_forecast(make_subject, measure):
    data = (np.ones((50, 1)), np.arange(50.0))
    evidence = measure(CHECK, make_subject("regression", data, data, lambda frame: frame.iloc[:, 0]))
    assert evidence.reason == "does not concern the task regression"


def test_the_fewest_periods_and_the_confidence_can_be_raised(make_strategy, measure, only, searched, trial_noise):
    subject = searched(make_strategy(), trial_noise)
    assert "fewer than 1002" in measure(CHECK, subject, smallest_n=501).reason
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "rank_correlation") for level in (0.99, 0.9))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_correlation_is_that_of_both_halves(make_strategy, measure, only, searched, trial_noise):
    halves = [half.mean(axis=0) / half.std(axis=0) for half in (trial_noise[:500], trial_noise[500:])]
    found = only(measure(CHECK, searched(make_strategy(), trial_noise)), "rank_correlation")
    assert found.value == pytest.approx(spearmanr(*halves).statistic)
