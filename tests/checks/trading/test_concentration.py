import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "trading.concentration"


def test_a_handful_of_days_that_made_all_is_shown(strategy, measure, only, noise):
    returns = 0.02 * (noise - noise.mean())
    returns[[100, 300, 500, 700, 900]] = 0.2
    evidence = measure(CHECK, strategy(returns))
    assert only(evidence, "effective_gains").high < 0.1
    assert only(evidence, "mean_without_best").value < 1e-6


def test_profits_of_many_days_are_spread(strategy, measure, only, noise):
    evidence = measure(CHECK, strategy(noise + 0.003))
    assert only(evidence, "effective_gains").low > 0.35
    assert only(evidence, "best_days_share").high < 0.2
    assert only(evidence, "mean_without_best").low > 0


def test_a_share_of_no_profit_is_absent_with_the_reason(strategy, measure, noise):
    evidence = measure(CHECK, strategy(noise - noise.mean()))
    assert "not shown to be above zero" in evidence.absent["best_days_share"]


def test_it_does_not_concern_a_forecast(make_subject, measure, noise):
    X = noise[:, None]
    assert measure(CHECK, make_subject("regression", (X, noise), (X, noise), lambda frame: frame)).status is Status.NOT_APPLICABLE


def test_few_gains_are_inconclusive(strategy, measure):
    returns = np.full(100, -0.01)
    returns[:10] = 0.3
    assert measure(CHECK, strategy(returns)).status is Status.INCONCLUSIVE


def test_the_number_of_best_days_is_honoured(strategy, measure, only, noise):
    subject = strategy(noise + 0.003)
    few, many = (only(measure(CHECK, subject, best=best), "best_days_share").value for best in (5, 20))
    assert few < many


def test_the_figures_agree_with_a_computation_by_hand(strategy, measure, only, noise):
    returns = noise + 0.003
    evidence = measure(CHECK, strategy(returns))
    gains, ordered = returns[returns > 0], np.sort(returns)
    index = np.sum((gains / gains.sum()) ** 2)
    assert only(evidence, "effective_gains").value == pytest.approx(1 / index / len(gains))
    assert only(evidence, "best_days_share").value == pytest.approx(ordered[-5:].sum() / returns.sum())
    assert only(evidence, "mean_without_best").value == pytest.approx(ordered[:-5].mean())


def test_hours_are_added_up_to_days(strategy, measure, only, noise):
    from governance.record.declaration import Role

    stamps = np.datetime64("2024-01-01", "ns") + np.arange(1000) * np.timedelta64(8, "h")
    times = {Role.TRAINING: stamps - np.timedelta64(400, "D"), Role.VALIDATION: stamps}
    found = only(measure(CHECK, strategy(noise + 0.003, times=times)), "mean_without_best")
    assert found.n == 334
    assert "by day" in found.convention
