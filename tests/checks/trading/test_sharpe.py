import numpy as np
import pytest
from scipy.stats import norm

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "trading.sharpe"


def test_a_strategy_that_loses_is_shown_to_lose(make_strategy, measure, only):
    found = only(measure(CHECK, make_strategy(drift=-0.002)), "net_sharpe")
    assert found.high < 0.0
    assert found.p_value < 0.01


def test_a_sound_strategy_is_shown_to_earn(make_strategy, measure, only):
    evidence = measure(CHECK, make_strategy(drift=0.002))
    assert only(evidence, "net_sharpe").low > 0.0
    assert only(evidence, "probabilistic_sharpe").low > 0.5


def test_a_strategy_whose_costs_eat_its_returns_earns_before_them_only(make_subject, measure, only):
    generator = np.random.default_rng(3)
    side = generator.choice([-1.0, 1.0], size=(800, 1))
    returns = 0.002 * side[:, 0] + 0.01 * generator.normal(size=800)
    data = (side[:400], returns[:400]), (side[400:], returns[400:])
    evidence = measure(CHECK, make_subject("strategy", *data, lambda frame: frame.iloc[:, 0], cost_bps=50.0))
    assert only(evidence, "gross_sharpe").low > 0.0
    assert only(evidence, "net_sharpe").high < 0.0


def test_without_a_declared_cost_only_the_gross_ratio_is_measured(make_strategy, measure):
    evidence = measure(CHECK, make_strategy(cost=None))
    assert {item.metric for item in evidence.measurements} == {"gross_sharpe"}
    assert evidence.absent["net_sharpe"] == "no cost is declared: governance.cost_bps"


def test_without_the_periods_of_a_year_there_is_no_annual_ratio(make_strategy, measure):
    assert "governance.periods_per_year" in measure(CHECK, make_strategy(year=None)).absent["annual_net_sharpe"]


def test_it_does_not_concern_a_forecast(make_subject, measure):
    data = (np.ones((50, 1)), np.arange(50.0))
    assert measure(CHECK, make_subject("regression", data, data, lambda frame: frame.iloc[:, 0])).status is Status.NOT_APPLICABLE


def test_returns_that_never_move_have_no_ratio(make_subject, measure):
    data = (np.zeros((50, 1)), np.arange(50.0))
    evidence = measure(CHECK, make_subject("strategy", data, data, lambda frame: frame.iloc[:, 0], cost_bps=1.0))
    assert evidence.status is Status.INCONCLUSIVE
    assert "the same in every period" in evidence.reason


def test_the_fewest_periods_and_the_confidence_can_be_raised(make_strategy, measure, only):
    assert "fewer than 501" in measure(CHECK, make_strategy(), smallest_n=501).reason
    wide, narrow = (only(measure(CHECK, make_strategy(), confidence=level), "net_sharpe") for level in (0.99, 0.9))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_ratios_agree_with_a_computation_by_hand(make_strategy, measure, only):
    subject = make_strategy(drift=0.001, cost=0.0)
    evidence = measure(CHECK, subject)
    returns = subject.samples[Role.VALIDATION].target
    ratio = returns.mean() / returns.std(ddof=1)
    found = only(evidence, "net_sharpe")
    assert found.value == pytest.approx(ratio)
    assert only(evidence, "annual_net_sharpe").value == pytest.approx(ratio * np.sqrt(252))
    error = (found.high - ratio) / norm.ppf(0.975)
    assert only(evidence, "probabilistic_sharpe").value == pytest.approx(norm.cdf(ratio / error))


def test_returns_that_depend_on_each_other_count_for_fewer(make_subject, measure, only):
    generator = np.random.default_rng(4)
    path = np.zeros(1000)
    for day in range(1, 1000):
        path[day] = 0.8 * path[day - 1] + generator.normal()
    data = (np.ones((500, 1)), path[:500]), (np.ones((500, 1)), path[500:])
    subject = make_subject("strategy", *data, lambda frame: frame.iloc[:, 0], cost_bps=0.0)
    assert only(measure(CHECK, subject), "net_sharpe").n_effective < 200
