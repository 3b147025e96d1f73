import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role, Task
from governance.record.evidence import Status
from governance.statistics.forecasts import diebold_mariano, qlike
from governance.subject.variance_challengers import challengers

CHECK = "volatility.loss"


def test_a_forecast_worse_than_har_is_found_though_it_beats_the_random_walk(world, audited, measure, only):
    made = world(1)
    slow = pd.Series(made.realised).shift(1).rolling(60, min_periods=1).mean().bfill()
    evidence = measure(CHECK, audited(made, slow))
    assert only(evidence, "qlike_skill").high < -0.1
    assert only(evidence, "qlike_skill").p_value < 0.01
    assert only(evidence, "qlike_skill_over_each", "random walk").low > 0
    assert "against HAR" in only(evidence, "qlike_skill").convention


def test_the_best_forecast_beats_every_challenger(world, audited, measure):
    made = world(1)
    evidence = measure(CHECK, audited(made, made.forecast))
    over = {item.segment: item.low for item in evidence.measurements if item.metric == "qlike_skill_over_each"}
    assert set(over) == {"random walk", "EWMA .94", "HAR", "GARCH(1,1)"}
    assert min(over.values()) > 0


def test_a_model_that_is_the_challenger_itself_has_no_skill_and_no_deficit(world, audited, measure, only):
    made = world(2)
    found = challengers(audited(made, made.forecast))
    own = np.concatenate([found.forecasts[role]["HAR"] for role in (Role.TRAINING, Role.VALIDATION)])
    item = only(measure(CHECK, audited(made, np.where(np.isnan(own), 1.0, own))), "qlike_skill")
    assert item.value == pytest.approx(0.0, abs=1e-9)


def test_it_concerns_volatility_alone_and_needs_time(world, audited, measure, make_subject):
    made = world(1)
    subject = audited(made, made.forecast)
    other = dataclasses.replace(subject, identity=dataclasses.replace(subject.identity, task=Task.REGRESSION))
    assert measure(CHECK, audited(made, made.forecast, time=False)).status is Status.NOT_APPLICABLE
    assert "time" in measure(CHECK, audited(made, made.forecast, time=None)).reason
    assert measure(CHECK, other).status is Status.NOT_APPLICABLE


def test_without_returns_garch_is_absent_with_its_reason(world, audited, measure):
    made = world(1)
    evidence = measure(CHECK, audited(made, made.forecast, returns=False))
    assert "GARCH(1,1), since no column of returns is declared" in evidence.tables[0].note
    assert "GARCH(1,1)" not in {item.segment for item in evidence.measurements}


def test_a_forecast_that_is_not_positive_is_inconclusive(world, audited, measure):
    made = world(1)
    assert "1500 of 1500 forecasts have an infinite loss" in measure(CHECK, audited(made, -made.forecast)).reason


def test_the_smallest_number_of_rows_is_honoured(world, audited, measure):
    made = world(1)
    assert measure(CHECK, audited(made, made.forecast), smallest_n=1501).status is Status.INCONCLUSIVE


def test_skill_and_p_value_agree_with_a_computation_by_hand(world, audited, measure, only):
    made = world(3)
    known = pd.Series(made.realised).shift(1).ewm(alpha=0.06).mean().to_numpy()[2000:]
    ours, theirs = qlike(made.realised[2000:], made.forecast[2000:]), qlike(made.realised[2000:], known)
    evidence = measure(CHECK, audited(made, made.forecast))
    # The challenger's memory is the whole training sample in both; weights older than that are below rounding.
    assert only(evidence, "qlike_skill_over_each", "EWMA .94").value == pytest.approx(1 - ours.mean() / theirs.mean(), abs=1e-9)
    rival = challengers(audited(made, made.forecast)).forecasts[Role.VALIDATION]["HAR"]
    expected = diebold_mariano(ours, qlike(made.realised[2000:], rival), 1).p_value
    assert only(evidence, "qlike_skill").p_value == pytest.approx(expected)


@pytest.mark.parametrize("horizon", [1, 5])
def test_no_challenger_knows_an_outcome_within_the_horizon(world, audited, horizon):
    made = world(4, 1200)
    altered = made.realised.copy()
    altered[900:] *= 7
    first, second = (
        challengers(audited(dataclasses.replace(made, realised=realised), made.forecast, 700, horizon=horizon)).forecasts
        for realised in (made.realised, altered)
    )
    for name, values in first[Role.VALIDATION].items():
        before = 200 + horizon
        assert second[Role.VALIDATION][name][:before] == pytest.approx(values[:before], rel=1e-12), name
        assert second[Role.TRAINING][name] == pytest.approx(first[Role.TRAINING][name], nan_ok=True), name


def test_garch_does_not_know_the_return_that_it_forecasts(world, audited):
    made = world(4, 1200)
    altered = made.returns.copy()
    altered[900:] *= 7
    first, second = (
        challengers(audited(dataclasses.replace(made, returns=returns), made.forecast, 700)).forecasts[Role.VALIDATION]
        for returns in (made.returns, altered)
    )
    assert second["GARCH(1,1)"][:201] == pytest.approx(first["GARCH(1,1)"][:201], rel=1e-12)
    assert second["GARCH(1,1)"][201] > first["GARCH(1,1)"][201]


def test_implied_volatility_is_a_challenger_in_whatever_unit_it_is_quoted(world, audited, measure, only):
    made = world(5)
    quoted = {"implied": 16 * np.sqrt(made.forecast)}
    evidence = measure(CHECK, audited(made, made.forecast, columns=quoted))
    assert only(evidence, "qlike_skill_over_each", "implied").value == pytest.approx(0.0, abs=0.01)
    assert "against implied" in only(evidence, "qlike_skill").convention


def test_a_panel_is_rolled_within_its_series_and_not_at_all_where_they_cannot_be_told_apart(world, audited, measure, only):
    one, two = world(6, 1500), world(7, 1500)
    pair = dataclasses.replace(
        one, **{name: np.column_stack([getattr(one, name), 100 * getattr(two, name)]).ravel() for name in vars(one)}
    )
    days = np.datetime64("2015-01-01", "ns") + np.repeat(np.arange(1500), 2) * np.timedelta64(1, "D")
    subject = audited(pair, pair.forecast, 2000, times={Role.TRAINING: days[:2000], Role.VALIDATION: days[2000:]})
    assert "no declared segment tells" in measure(CHECK, subject).reason
    named = {
        role: dataclasses.replace(sample, segments={"asset": pd.Series(np.tile(["a", "b"], sample.rows // 2))})
        for role, sample in subject.samples.items()
    }
    evidence = measure(CHECK, dataclasses.replace(subject, samples=named))
    assert only(evidence, "qlike_skill").low > 0
    assert only(evidence, "qlike_skill").n == 1000
