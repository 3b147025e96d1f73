import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.forecasts import diebold_mariano

CHECK = "benchmark.naive"


@pytest.fixture
def walk():
    """A random walk with its own last value as feature."""
    steps = np.random.default_rng(1).normal(size=1501)
    level = 100 + np.cumsum(steps)
    X, y = level[:-1, None], level[1:]
    return (X[:1000], y[:1000]), (X[1000:], y[1000:])


@pytest.fixture
def predictable():
    generator = np.random.default_rng(2)
    X = generator.normal(size=(1500, 1))
    y = X[:, 0] + generator.normal(size=1500)
    return (X[:1000], y[:1000]), (X[1000:], y[1000:])


def yesterday(frame):
    return frame.iloc[:, 0]


def noisy_yesterday(frame):
    return frame.iloc[:, 0] + np.random.default_rng(5).normal(scale=0.7, size=len(frame))


def test_a_model_worse_than_yesterdays_value_is_shown_to_have_no_skill_however_high_its_r_squared(
    make_subject, measure, only, walk
):
    evidence = measure(CHECK, make_subject("regression", *walk, noisy_yesterday))
    assert only(evidence, "level_r_squared").value > 0.9
    assert only(evidence, "skill").high < 0
    assert only(evidence, "change_r_squared").high < 0
    assert "against persistence" in only(evidence, "skill").convention


def test_repeating_yesterday_has_exactly_no_skill_over_yesterday(make_subject, measure, only, walk):
    found = only(measure(CHECK, make_subject("regression", *walk, yesterday)), "skill")
    assert found.value == pytest.approx(0.0, abs=1e-9)
    assert found.p_value is None


def test_a_sound_model_is_shown_to_have_skill(make_subject, measure, only, predictable):
    found = only(measure(CHECK, make_subject("regression", *predictable, yesterday)), "skill")
    assert found.low > 0.3
    assert found.p_value < 1e-6


def test_it_does_not_concern_a_strategy(make_subject, measure, predictable):
    assert measure(CHECK, make_subject("strategy", *predictable, yesterday)).status is Status.NOT_APPLICABLE


def test_rows_without_order_are_compared_with_the_mean_only_and_the_change_is_said_to_be_absent(
    make_subject, measure, predictable
):
    evidence = measure(CHECK, make_subject("regression", *predictable, yesterday, time=False))
    assert {item.segment for item in evidence.measurements if item.metric == "skill_over_each"} == {"mean"}
    assert set(evidence.absent) == {"level_r_squared", "change_r_squared"}


def test_more_resamples_and_a_higher_confidence_are_honoured(make_subject, measure, only, predictable):
    subject = make_subject("regression", *predictable, yesterday)
    wide = only(measure(CHECK, subject, confidence=0.99, resamples=2000), "skill")
    narrow = only(measure(CHECK, subject, confidence=0.5, resamples=2000), "skill")
    assert wide.low < narrow.low < narrow.high < wide.high


def test_skill_and_p_value_agree_with_a_computation_by_hand(make_subject, measure, only, walk):
    (X, y), (_, trained) = walk[1], walk[0]
    model = noisy_yesterday(pd.DataFrame(X)).to_numpy()
    persistence = np.concatenate([trained[-1:], y[:-1]])
    ours, theirs = (y - model) ** 2, (y - persistence) ** 2
    found = only(measure(CHECK, make_subject("regression", *walk, noisy_yesterday)), "skill_over_each", "persistence")
    assert found.value == pytest.approx(1 - ours.mean() / theirs.mean())
    decisive = only(measure(CHECK, make_subject("regression", *walk, noisy_yesterday)), "skill")
    assert decisive.p_value == pytest.approx(diebold_mariano(ours, theirs, 1).p_value)


def test_persistence_never_looks_further_than_the_horizon_allows(make_subject, walk):
    from governance.subject.naive import naive_scores

    subject = make_subject("regression", *walk, yesterday, horizon=5)
    persistence = naive_scores(subject, Role.VALIDATION)["persistence"][:, 0]
    assert persistence[5:] == pytest.approx(walk[1][1][:-5])
    assert persistence[:5] == pytest.approx(walk[0][1][-5:])


def test_the_strongest_naive_forecast_is_chosen_in_training(make_subject, walk, predictable):
    from governance.subject.naive import strongest

    assert strongest(make_subject("regression", *walk, yesterday)) == "persistence"
    assert strongest(make_subject("regression", *predictable, yesterday)) == "mean"


def test_a_declared_benchmark_is_one_more_rival(make_subject, measure, only, predictable):
    columns = {
        role: {"benchmark": pd.Series(data[0][:, 0])}
        for role, data in zip((Role.TRAINING, Role.VALIDATION), predictable, strict=True)
    }
    evidence = measure(CHECK, make_subject("regression", *predictable, yesterday, columns=columns))
    assert only(evidence, "skill").convention.startswith("squared error; against benchmark")
    assert only(evidence, "skill").value == pytest.approx(0.0)


def test_class_frequencies_and_transitions_are_the_naive_forecasts_of_a_classifier(make_subject, measure, only):
    generator = np.random.default_rng(6)
    y = (generator.random(1200) < 0.3).astype(float)
    X = np.zeros((1200, 1))
    subject = make_subject("binary", (X[:800], y[:800]), (X[800:], y[800:]), lambda frame: np.tile([0.5, 0.5], (len(frame), 1)))
    found = only(measure(CHECK, subject), "skill_over_each", "mean")
    rate = y[:800].mean()
    losses = -(y[800:] * np.log(rate) + (1 - y[800:]) * np.log(1 - rate))
    assert found.value == pytest.approx(1 - np.log(2) / losses.mean())
    assert found.high < 0


def test_an_infinite_loss_is_inconclusive_with_the_number_of_rows(make_subject, measure, predictable):
    shifted = tuple((X, np.abs(y) + 0.1) for X, y in predictable)
    evidence = measure(CHECK, make_subject("volatility", *shifted, lambda frame: -np.ones(len(frame))))
    assert evidence.status is Status.INCONCLUSIVE
    assert "500 of 500 forecasts have an infinite loss" in evidence.reason


def test_no_single_row_stands_in_the_curve_of_saved_loss(make_subject, measure, predictable):
    evidence = measure(CHECK, make_subject("regression", *predictable, yesterday))
    (curve,) = [table for table in evidence.tables if table.name == "saved"]
    assert len(curve.rows) * 5 <= 500
