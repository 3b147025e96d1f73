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


def stamps(days, start="2015-01-01"):
    return np.datetime64(start, "ns") + np.asarray(days) * np.timedelta64(1, "D")


def test_one_repeated_time_stamp_does_not_take_persistence_away(make_subject, measure, only, walk):
    """Found in review: a single one turned skill from proven bad into proven good."""
    repeated = np.arange(1000)
    repeated[1] = 0
    times = {Role.TRAINING: stamps(repeated), Role.VALIDATION: stamps(np.arange(1000, 1500))}
    evidence = measure(CHECK, make_subject("regression", *walk, noisy_yesterday, times=times))
    assert only(evidence, "skill").high < 0
    assert "against persistence (repeated time stamps: the mean of the last known stamp)" in only(evidence, "skill").convention
    assert only(evidence, "change_r_squared").high < 0


def test_not_knowing_the_order_is_not_rewarded_but_declaring_that_there_is_none_is_honoured(make_subject, measure, only, walk):
    unknown, none = (measure(CHECK, make_subject("regression", *walk, noisy_yesterday, time=time)) for time in (None, False))
    assert only(unknown, "skill").high < 0
    assert "against persistence" in only(unknown, "skill").convention
    assert "in file order" in only(unknown, "skill").convention
    assert "against mean" in only(none, "skill").convention


@pytest.fixture
def panel():
    """Two walks far apart, one row each a day, stacked day by day; the feature is the walk's own last value."""
    generator = np.random.default_rng(4)
    levels = np.array([0.0, 500.0]) + np.cumsum(generator.normal(size=(601, 2)), axis=0)
    X, y, days = levels[:-1].reshape(-1, 1), levels[1:].ravel(), np.repeat(np.arange(600), 2)
    names = pd.Series(np.tile(["short", "long"], 600))
    return X, y, days, names


def split(panel, make_subject, model, segments=True):
    import dataclasses

    X, y, days, names = panel
    times = {Role.TRAINING: stamps(days[:800]), Role.VALIDATION: stamps(days[800:])}
    subject = make_subject("regression", (X[:800], y[:800]), (X[800:], y[800:]), model, times=times)
    parts = {Role.TRAINING: names[:800], Role.VALIDATION: names[800:]}
    given = {
        role: dataclasses.replace(sample, segments={"curve": parts[role].reset_index(drop=True)} if segments else {})
        for role, sample in subject.samples.items()
    }
    return dataclasses.replace(subject, samples=given)


def test_persistence_of_a_panel_is_sought_within_a_declared_segment(make_subject, measure, only, panel):
    evidence = measure(CHECK, split(panel, make_subject, noisy_yesterday))
    assert only(evidence, "skill").high < 0
    assert "against persistence within curve (panel" in only(evidence, "skill").convention
    assert evidence.absent["change_r_squared"] == "level and change need one row a time step"


def test_a_panel_without_a_segment_has_the_mean_of_its_last_stamp_and_says_so(make_subject, measure, only, panel):
    from governance.subject.naive import naive_scores

    subject = split(panel, make_subject, noisy_yesterday, segments=False)
    persistence = naive_scores(subject, Role.VALIDATION)["persistence"][:, 0]
    days = panel[1].reshape(-1, 2).mean(axis=1)
    assert persistence == pytest.approx(np.repeat(days[399:-1], 2))
    item = only(measure(CHECK, subject), "skill_over_each", "persistence")
    assert "(panel: the mean of the last known stamp)" in item.convention


def test_a_few_repeated_stamps_in_a_panel_leave_persistence_within_the_segment(make_subject, measure, only, panel):
    X, y, days, names = panel
    days = days.copy()
    days[:4] = 0
    assert only(measure(CHECK, split((X, y, days, names), make_subject, noisy_yesterday)), "skill").high < 0


def test_years_between_the_samples_leave_the_first_rows_without_a_past(make_subject, walk):
    from governance.subject.naive import naive_scores

    times = {Role.TRAINING: stamps(np.arange(1000)), Role.VALIDATION: stamps(np.arange(500), "2024-01-01")}
    subject = make_subject("regression", *walk, yesterday, horizon=5, times=times)
    persistence = naive_scores(subject, Role.VALIDATION)["persistence"][:, 0]
    assert np.isnan(persistence[:5]).all()
    assert persistence[5:] == pytest.approx(walk[1][1][:-5])


def test_the_sample_that_lies_directly_before_is_looked_back_into_and_not_training(make_subject, walk):
    import dataclasses

    from governance.subject.naive import naive_scores

    (X, y), validation = walk
    subject = make_subject("regression", (X[:900], y[:900]), (X[900:], y[900:]), yesterday, horizon=3)
    tuning = make_subject(
        "regression", (X[900:1000], y[900:1000]), validation, yesterday,
        times={Role.TRAINING: stamps(np.arange(900, 1000)), Role.VALIDATION: stamps(np.arange(1000, 1500))},
    )  # fmt: skip
    samples = {
        Role.TRAINING: subject.samples[Role.TRAINING],
        Role.TUNING: tuning.samples[Role.TRAINING],
        Role.VALIDATION: tuning.samples[Role.VALIDATION],
    }
    persistence = naive_scores(dataclasses.replace(subject, samples=samples), Role.VALIDATION)["persistence"][:, 0]
    assert persistence[:3] == pytest.approx(y[997:1000])


def test_the_mean_of_volatilities_is_that_of_their_variances(make_subject, measure, only):
    """A constant at the mean variance is no better than the mean, in whichever unit the target is declared."""
    from governance.subject.naive import naive_scores

    volatility = np.exp(np.random.default_rng(7).normal(size=2000) * 0.8)
    constant = np.sqrt(np.mean(volatility[:1000] ** 2))
    X = np.zeros((2000, 1))
    data = ((X[:1000], volatility[:1000]), (X[1000:], volatility[1000:]))
    subject = make_subject("volatility", *data, lambda frame: np.full(len(frame), constant), target_unit="volatility")
    assert naive_scores(subject, Role.VALIDATION)["mean"] == pytest.approx(np.full((1000, 1), constant))
    assert only(measure(CHECK, subject), "skill_over_each", "mean").value == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("unit", ["variance", "volatility"])
def test_a_day_without_movement_costs_the_rival_no_row(make_subject, measure, only, unit):
    generator = np.random.default_rng(3)
    y = generator.gamma(2.0, size=900)
    y[[100, 700]] = 0.0
    X = np.full((900, 1), 2.0)
    data = ((X[:600], y[:600]), (X[600:], y[600:]))
    found = only(measure(CHECK, make_subject("volatility", *data, yesterday, target_unit=unit)), "skill_over_each", "persistence")
    assert found.n == 300
    assert np.isfinite(found.value)


def test_a_declared_class_is_a_benchmark_by_the_frequencies_beside_it(make_subject, measure, only):
    generator = np.random.default_rng(8)
    y = generator.integers(0, 3, 900).astype(float)
    told = pd.Series(np.where(generator.random(900) < 0.7, y, 2.0)).map({0.0: "down", 1.0: "flat", 2.0: "up"})
    X = np.zeros((900, 1))
    columns = {
        Role.TRAINING: {"benchmark": told[:600]},
        Role.VALIDATION: {"benchmark": told[600:].reset_index(drop=True)},
    }
    subject = make_subject(
        "multiclass", (X[:600], y[:600]), (X[600:], y[600:]), lambda frame: np.full((len(frame), 3), 1 / 3), columns=columns
    )
    evidence = measure(CHECK, subject)
    assert "against benchmark" in only(evidence, "skill").convention
    assert only(evidence, "skill").high < -0.5


def test_a_difference_that_is_the_same_on_every_row_has_no_p_value_and_keeps_the_skill(make_subject, measure, only):
    y = np.tile([1.0, -1.0], 200)
    X = np.zeros((400, 1))
    subject = make_subject(
        "regression", (X[:200], y[:200]), (X[200:], y[200:]), lambda frame: np.tile([3.0, -3.0], len(frame) // 2), time=False
    )
    found = only(measure(CHECK, subject), "skill")
    assert found.value == pytest.approx(-3.0)
    assert found.p_value is None


def test_a_season_longer_than_the_sample_is_named_and_costs_the_others_no_row(make_subject, measure, only, predictable):
    (X, y), (V, w) = predictable
    times = {Role.TRAINING: stamps(np.arange(1000)), Role.VALIDATION: stamps(np.arange(60), "2024-01-01")}
    subject = make_subject("regression", (X, y), (V[:60], w[:60]), yesterday, times=times, periods_per_year=52)
    evidence = measure(CHECK, subject)
    assert only(evidence, "skill").n == 60
    assert "Too few rows to compare with: seasonal." in evidence.tables[0].note
