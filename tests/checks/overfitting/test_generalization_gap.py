import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "overfitting.generalization-gap"


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1600, 2))
    y = X[:, 0] + generator.normal(size=1600)
    return (X[:800], y[:800]), (X[800:], y[800:])


def memory_of(training, noise=1.0):
    """A model that knows its training rows by heart and answers others with noise."""
    known = {tuple(row): value for row, value in zip(*training, strict=True)}
    generator = np.random.default_rng(9)

    def model(frame):
        return np.array([known.get(tuple(row), noise * generator.normal()) for row in frame.to_numpy()])

    return model


def test_a_model_that_memorised_its_training_rows_has_a_gap_and_no_skill(make_subject, measure, only, data):
    evidence = measure(CHECK, make_subject("regression", *data, memory_of(data[0])))
    assert only(evidence, "relative_gap").low > 1.0
    assert only(evidence, "gap_without_skill").low > 1.0


def test_a_gap_that_leaves_real_skill_is_no_gap_without_skill(make_subject, measure, only, data):
    known = {tuple(row): value for row, value in zip(*data[0], strict=True)}

    def model(frame):
        return np.array([known.get(tuple(row), row[0]) for row in frame.to_numpy()])

    evidence = measure(CHECK, make_subject("regression", *data, model))
    assert only(evidence, "relative_gap").low > 0.3
    found = only(evidence, "gap_without_skill")
    assert found.low == 0.0
    assert found.high < 0.1


def test_a_gap_beside_skill_over_the_mean_is_condemned_where_a_linear_model_keeps_far_more(make_subject, measure, only, data):
    known = {tuple(row): value for row, value in zip(*data[0], strict=True)}

    def model(frame):
        return np.array([known.get(tuple(row), 0.15 * row[0]) for row in frame.to_numpy()])

    found = only(measure(CHECK, make_subject("regression", *data, model)), "gap_without_skill")
    assert found.low > 0.5
    assert "and against ridge regression" in found.convention


def test_losing_to_the_challenger_without_any_gap_is_not_called_overfitting(make_subject, measure, only, data):
    found = only(measure(CHECK, make_subject("regression", *data, lambda frame: 0.15 * frame.iloc[:, 0])), "gap_without_skill")
    assert found.low < 0.1


def test_without_a_challenger_the_naive_forecast_alone_decides_and_the_convention_says_why(make_subject, measure, only, data):
    few = (data[0][0][:39], data[0][1][:39])
    found = only(measure(CHECK, make_subject("regression", few, data[1], memory_of(few))), "gap_without_skill")
    assert found.low > 1.0
    assert "no simple challenger could be fitted" in found.convention


def test_a_sound_model_has_a_gap_near_zero(make_subject, measure, only, data):
    found = only(measure(CHECK, make_subject("regression", *data, lambda frame: frame.iloc[:, 0])), "relative_gap")
    assert found.low < 0.1
    assert abs(found.value) < 0.15


def test_where_absence_of_skill_is_not_shown_the_interval_reaches_from_zero_to_the_gap(make_subject, measure, only, data):
    (X, _), (V, _) = data
    noise = np.random.default_rng(4).normal(size=860)
    training, small = (X, noise[:800]), (V[:60], noise[800:])
    known = {tuple(row): value for row, value in zip(*training, strict=True)}

    def model(frame):
        return np.array([known.get(tuple(row), 0.1 * row[1]) for row in frame.to_numpy()])

    found = only(measure(CHECK, make_subject("regression", training, small, model)), "gap_without_skill")
    assert found.low == 0.0
    assert found.high > 0.9


def test_it_is_inconclusive_where_training_shows_no_skill(make_subject, measure, data):
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: np.zeros(len(frame))))
    assert evidence.status is Status.INCONCLUSIVE
    assert "no skill to lose" in evidence.reason


def test_it_is_inconclusive_without_a_validation_sample(make_subject, measure, data):
    evidence = measure(CHECK, make_subject("regression", data[0], None, lambda frame: frame.iloc[:, 0]))
    assert evidence.reason == "no validation sample was found"


def test_it_does_not_concern_a_strategy(make_subject, measure, data):
    assert measure(CHECK, make_subject("strategy", *data, lambda frame: frame.iloc[:, 0])).status is Status.NOT_APPLICABLE


def test_the_fewest_rows_can_be_raised(make_subject, measure, data):
    subject = make_subject("regression", *data, lambda frame: frame.iloc[:, 0])
    assert measure(CHECK, subject, smallest_n=801).status is Status.INCONCLUSIVE


def test_the_gap_agrees_with_a_computation_by_hand(make_subject, measure, only, data):
    (X, y), (V, w) = data
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: frame.iloc[:, 0]))
    training = 1 - np.mean((y - X[:, 0]) ** 2) / np.mean((y - y.mean()) ** 2)
    validation = 1 - np.mean((w - V[:, 0]) ** 2) / np.mean((w - y.mean()) ** 2)
    assert only(evidence, "relative_gap").value == pytest.approx((training - validation) / training)


def test_a_wilder_period_alone_is_no_gap(make_subject, measure, only, data):
    """Errors and outcomes three times as large: the loss grows ninefold, the skill does not change."""
    (X, y), (V, w) = data
    wilder = (3 * V, 3 * w)
    found = only(measure(CHECK, make_subject("regression", (X, y), wilder, lambda frame: frame.iloc[:, 0])), "relative_gap")
    assert abs(found.value) < 0.15


def test_a_perfect_model_has_no_gap(make_subject, measure, only, data):
    exact = tuple((X, X[:, 0]) for X, _ in data)
    found = only(measure(CHECK, make_subject("regression", *exact, lambda frame: frame.iloc[:, 0])), "relative_gap")
    assert (found.value, found.low, found.high) == pytest.approx((0.0, 0.0, 0.0))


@pytest.fixture
def calm_and_wild():
    """Variances of a persistent logarithm, known to the model but for noise."""
    generator = np.random.default_rng(1)
    level = np.zeros(1500)
    for day in range(1, 1500):
        level[day] = 0.97 * level[day - 1] + 0.25 * generator.normal()
    y, X = np.exp(level + 0.1 * generator.normal(size=1500)), np.exp(level).reshape(-1, 1)
    return (X[:900], y[:900]), (X[900:], y[900:])


def test_a_day_without_movement_is_not_blamed_on_the_model(make_subject, measure, only, calm_and_wild):
    """The day after it, persistence forecasts no variance at all: that is the rival's doing."""
    (X, y), later = calm_and_wild
    still = y.copy()
    still[100] = 0.0
    before, after = (
        measure(CHECK, make_subject("volatility", (X, target), later, lambda frame: frame.iloc[:, 0])) for target in (y, still)
    )
    assert "skill over persistence" in only(before, "relative_gap").convention
    assert after.status is Status.MEASURED


def test_an_infinite_loss_of_the_model_itself_is_inconclusive(make_subject, measure, calm_and_wild):
    broken = make_subject(
        "volatility", *calm_and_wild, lambda frame: np.where(np.arange(len(frame)) == 7, -1.0, frame.iloc[:, 0])
    )
    assert measure(CHECK, broken).reason == "the model's loss is infinite on rows of the training sample"


def test_common_weights_cancel_in_the_gap(make_subject, measure, only, data):
    import pandas as pd

    from governance.record.declaration import Role

    columns = {role: {"weight": pd.Series(np.full(800, 7.0))} for role in (Role.TRAINING, Role.VALIDATION)}
    plain, weighted = (
        only(measure(CHECK, make_subject("regression", *data, lambda frame: frame.iloc[:, 0], columns=given)), "relative_gap")
        for given in ({}, columns)
    )
    assert (plain.value, plain.low, plain.high) == pytest.approx((weighted.value, weighted.low, weighted.high))
