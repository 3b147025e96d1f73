import numpy as np
import pytest

from governance.record.evidence import Status
from governance.statistics.overfitting import probability_of_backtest_overfitting

CHECK = "trading.backtest-overfitting"


@pytest.fixture
def reversal():
    """Trials that earn in one half of the time what they lose in the other, the more the better they look."""
    generator = np.random.default_rng(1)
    size = np.linspace(-0.01, 0.01, 20)
    return np.vstack([size + 0.01 * generator.normal(size=(300, 20)), -size + 0.01 * generator.normal(size=(300, 20))])


@pytest.fixture
def alike():
    """Trials of one and the same real skill."""
    generator = np.random.default_rng(2)
    return 0.002 + 0.01 * (0.8 * generator.normal(size=(1000, 1)) + 0.6 * generator.normal(size=(1000, 20)))


def test_trials_whose_fortunes_turn_over_are_shown_to_be_overfitted(make_strategy, measure, only, searched, reversal):
    evidence = measure(CHECK, searched(make_strategy(), reversal))
    assert only(evidence, "probability").value > 0.5
    assert only(evidence, "losing_probability").low > 0.2


def test_a_trial_that_is_really_better_is_found_to_be(make_strategy, measure, only, searched, trial_noise):
    trial_noise[:, 0] += 0.003
    evidence = measure(CHECK, searched(make_strategy(), trial_noise))
    assert only(evidence, "probability").high < 0.2
    assert only(evidence, "losing_probability").high < 0.1


def test_among_trials_of_one_skill_the_rank_is_luck_and_none_of_them_loses(make_strategy, measure, only, searched, alike):
    evidence = measure(CHECK, searched(make_strategy(), alike))
    assert only(evidence, "probability").high > 0.3
    assert only(evidence, "losing_probability").high < 0.2


def test_noise_is_not_shown_to_be_well_chosen(make_strategy, measure, only, searched, trial_noise):
    evidence = measure(CHECK, searched(make_strategy(), trial_noise))
    assert only(evidence, "probability").high > 0.5
    assert only(evidence, "losing_probability").high > 0.2


def test_it_is_inconclusive_without_returns_of_the_trials(make_strategy, measure):
    evidence = measure(CHECK, make_strategy())
    assert evidence.status is Status.INCONCLUSIVE
    assert "no returns of the trials were logged" in evidence.reason


def test_one_trial_leaves_nothing_to_choose(make_strategy, measure, searched, trial_noise):
    assert "nothing to choose between" in measure(CHECK, searched(make_strategy(), trial_noise[:, :1])).reason


def test_a_trial_with_constant_returns_is_named(make_strategy, measure, searched, trial_noise):
    trial_noise[:, 3] = 0.01
    assert "'trial 3' has the same return" in measure(CHECK, searched(make_strategy(), trial_noise)).reason


def test_periods_that_some_trial_lacks_are_left_out_and_counted(make_strategy, measure, only, searched, trial_noise):
    trial_noise[:40, 2] = np.nan
    found = only(measure(CHECK, searched(make_strategy(), trial_noise, named=False)), "probability")
    assert found.n == 960
    assert "40 periods without all trials left out" in found.convention


def test_it_does_not_concern_a_forecast(make_subject, measure):
    data = (np.ones((50, 1)), np.arange(50.0))
    assert measure(CHECK, make_subject("regression", data, data, lambda frame: frame.iloc[:, 0])).status is Status.NOT_APPLICABLE


def test_partitions_and_fewest_periods_can_be_set(make_strategy, measure, only, searched, trial_noise):
    subject = searched(make_strategy(), trial_noise)
    assert "4 partitions" in only(measure(CHECK, subject, partitions=4), "probability").convention
    assert "two halves of 7 partitions" in measure(CHECK, subject, partitions=7).reason
    assert "fewer than 1001" in measure(CHECK, subject, smallest_n=1001).reason


def test_the_probability_is_that_of_the_published_procedure(make_strategy, measure, only, searched, trial_noise):
    expected = probability_of_backtest_overfitting(trial_noise, 10)
    evidence = measure(CHECK, searched(make_strategy(), trial_noise))
    assert only(evidence, "probability").value == expected.probability
    losing = np.mean((expected.logits <= 0) & (expected.realised <= 0))
    assert only(evidence, "losing_probability").value == pytest.approx(losing)
