import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.sharpe import deflated_sharpe_ratio, sharpe_ratio

CHECK = "trading.deflated-sharpe"


def test_a_ratio_that_is_nothing_beside_the_luck_of_many_trials_is_shown_to_be_luck(
    make_strategy, measure, only, searched, trial_noise
):
    evidence = measure(CHECK, searched(make_strategy(drift=-0.0005, n=1000), trial_noise, lost=200))
    assert only(evidence, "deflated_sharpe").high < 0.5
    assert only(evidence, "break_even_trials").value == 0.0


def test_a_sound_strategy_out_of_many_like_it_is_better_than_luck(make_strategy, measure, only, searched):
    generator = np.random.default_rng(2)
    alike = 0.0012 + 0.01 * (0.95 * generator.normal(size=(1000, 1)) + 0.3 * generator.normal(size=(1000, 30)))
    evidence = measure(CHECK, searched(make_strategy(drift=0.0015, n=1000), alike))
    assert only(evidence, "deflated_sharpe").low > 0.5
    assert only(evidence, "effective_trials").value < 8
    assert only(evidence, "break_even_trials").value > 30


def test_runs_whose_returns_are_lost_count_in_full(make_strategy, measure, only, searched, trial_noise):
    few, many = (measure(CHECK, searched(make_strategy(0.001), trial_noise, lost=lost)) for lost in (0, 100))
    assert only(many, "effective_trials").value == pytest.approx(only(few, "effective_trials").value + 100)
    assert only(many, "deflated_sharpe").value < only(few, "deflated_sharpe").value


def test_copies_of_few_ideas_count_as_those(make_strategy, measure, only, searched):
    generator = np.random.default_rng(6)
    ideas = np.repeat(generator.normal(size=(800, 4)), 10, axis=1)
    returns = 0.01 * (ideas + 0.2 * generator.normal(size=ideas.shape))
    assert only(measure(CHECK, searched(make_strategy(), returns)), "effective_trials").value == pytest.approx(4.0)


def test_three_times_the_trials_deflate_more_and_a_third_less(make_strategy, measure, only, searched, trial_noise):
    evidence = measure(CHECK, searched(make_strategy(0.001), trial_noise))
    fewer, more = (only(evidence, "deflated_sharpe_if", f"{name} the trials").value for name in ("a third of", "three times"))
    assert more < only(evidence, "deflated_sharpe").value < fewer


def test_the_headline_says_where_the_ratio_breaks_even(make_strategy, measure, only, searched, trial_noise):
    evidence = measure(CHECK, searched(make_strategy(0.002), trial_noise))
    even = only(evidence, "break_even_trials").value
    assert f"breaks even at N = {even:.3g}" in only(evidence, "deflated_sharpe").convention


@pytest.mark.parametrize("scale", [1.0, np.sqrt(252)])
def test_without_returns_the_runs_and_their_logged_ratios_count_in_whatever_unit(make_strategy, measure, only, searched, scale):
    subject = make_strategy(0.002, cost=0.0)
    own = sharpe_ratio(subject.samples[Role.VALIDATION].target, "hac")
    logged = np.append(np.linspace(-0.1, 0.1, 19), own.value)
    evidence = measure(CHECK, searched(subject, metrics=[{"sharpe": float(value * scale)} for value in logged], lost=5))
    expected = deflated_sharpe_ratio(own.value, own.n_effective, 25, float(np.var(logged, ddof=1)), own.skew, own.kurtosis)
    assert only(evidence, "effective_trials").value == 25.0
    assert only(evidence, "deflated_sharpe").value == pytest.approx(expected)


def test_logged_ratios_that_are_not_those_of_the_strategy_are_not_used(make_strategy, measure, searched):
    evidence = measure(CHECK, searched(make_strategy(0.002), metrics=[{"sharpe": 7.0}, {"sharpe": 1.0}]))
    assert evidence.status is Status.INCONCLUSIVE
    assert "its unit is not known" in evidence.reason


def test_it_is_inconclusive_where_no_trials_were_logged(make_strategy, measure):
    assert "no trials are known" in measure(CHECK, make_strategy()).reason


def test_it_is_inconclusive_where_runs_hold_neither_returns_nor_ratios(make_strategy, measure, searched):
    subject = searched(make_strategy(), metrics=[{"sharpe": 0.1}])
    assert "neither their returns nor a Sharpe ratio" in measure(CHECK, subject).reason


def test_it_is_inconclusive_without_a_declared_cost(make_strategy, measure, searched, trial_noise):
    assert measure(CHECK, searched(make_strategy(cost=None), trial_noise)).reason == "no cost is declared: governance.cost_bps"


def test_it_does_not_concern_a_forecast(make_subject, measure):
    data = (np.ones((50, 1)), np.arange(50.0))
    assert measure(CHECK, make_subject("regression", data, data, lambda frame: frame.iloc[:, 0])).status is Status.NOT_APPLICABLE


def test_the_fewest_periods_can_be_raised(make_strategy, measure, searched, trial_noise):
    assert "fewer than 501" in measure(CHECK, searched(make_strategy(), trial_noise), smallest_n=501).reason
