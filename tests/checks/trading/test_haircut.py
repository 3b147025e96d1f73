import numpy as np
import pytest
from scipy.stats import t as student

from governance.record.evidence import Status

CHECK = "trading.haircut"


def test_the_best_of_noise_loses_most_of_its_ratio(make_strategy, measure, only, searched, trial_noise):
    assert only(measure(CHECK, searched(make_strategy(), trial_noise, lost=100)), "haircut").value > 0.8


def test_a_ratio_far_above_luck_keeps_most_of_itself(make_strategy, measure, only, searched, trial_noise):
    trial_noise[:, 4] += 0.003
    assert only(measure(CHECK, searched(make_strategy(), trial_noise)), "haircut").high < 0.25


def test_runs_without_returns_are_paid_for(make_strategy, measure, only, searched, trial_noise):
    trial_noise[:, 4] += 0.002
    few, many = (only(measure(CHECK, searched(make_strategy(), trial_noise, lost=lost)), "haircut").value for lost in (0, 1000))
    assert many > few


def test_a_losing_choice_loses_all(make_strategy, measure, only, searched, trial_noise):
    found = only(measure(CHECK, searched(make_strategy(), trial_noise - 0.01)), "haircut")
    assert (found.low, found.value, found.high) == (1.0, 1.0, 1.0)


def test_it_is_inconclusive_without_returns_or_without_the_chosen_trial(make_strategy, measure, searched, trial_noise):
    assert measure(CHECK, make_strategy()).status is Status.INCONCLUSIVE
    assert "governance.chosen_trial" in measure(CHECK, searched(make_strategy(), trial_noise, named=False)).reason


def test_it_does_not_concern_a_forecast(make_subject, measure):
    data = (np.ones((50, 1)), np.arange(50.0))
    assert measure(CHECK, make_subject("regression", data, data, lambda frame: frame.iloc[:, 0])).status is Status.NOT_APPLICABLE


def test_the_method_can_be_chosen_and_agrees_with_a_computation_by_hand(make_strategy, measure, only, searched, trial_noise):
    trial_noise[:, 4] += 0.0015
    found = only(measure(CHECK, searched(make_strategy(), trial_noise), method="bonferroni"), "haircut")
    best = trial_noise[:, 4].mean() / trial_noise[:, 4].std(ddof=1)
    n = round(found.n_effective)
    adjusted = min(1.0, 30 * 2 * student.sf(best * np.sqrt(n), n - 1))
    assert found.value == pytest.approx(1 - student.isf(adjusted / 2, n - 1) / np.sqrt(n) / best)
