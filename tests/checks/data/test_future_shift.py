import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Status

CHECK = "data.future-shift"
N, TRAINED, HORIZON = 3000, 1500, 5


@pytest.fixture
def subject(make_subject):
    """Five-day sums of an autoregressive series; ``feature(known, coming)`` of the level today and of tomorrow's value."""

    def made(feature, weight, horizon=HORIZON, seed=0):
        generator = np.random.default_rng(seed)
        noise, state = generator.normal(size=N + HORIZON + 1), np.zeros(N + HORIZON + 1)
        for day in range(1, len(state)):
            state[day] = 0.95 * state[day - 1] + 0.3 * noise[day]
        daily = pd.Series(state + generator.normal(size=len(state)))
        y = daily.rolling(HORIZON).sum().shift(-HORIZON).iloc[1 : N + 1].to_numpy()
        X = feature(state, daily.to_numpy())[1 : N + 1, None]
        halves = (X[:TRAINED], y[:TRAINED]), (X[TRAINED:], y[TRAINED:])
        return make_subject("regression", *halves, lambda frame: weight * frame["x0"], horizon=horizon)

    return made


def slow(state, daily):
    return state


def test_skill_that_comes_from_the_first_step_of_the_outcome_collapses(make_subject, measure, only):
    generator = np.random.default_rng(1)
    daily = pd.Series(generator.normal(size=N + HORIZON))
    y = daily.rolling(HORIZON).sum().shift(-HORIZON).iloc[:N].to_numpy()
    X = daily.shift(-1).iloc[:N].to_numpy()[:, None]
    made = make_subject(
        "regression", (X[:TRAINED], y[:TRAINED]), (X[TRAINED:], y[TRAINED:]), lambda frame: frame["x0"], horizon=HORIZON
    )
    found = only(measure(CHECK, made), "collapse")
    assert found.low > 0.9


@pytest.mark.parametrize("seed", range(5))
def test_skill_from_what_was_known_mostly_stays(subject, measure, only, seed):
    found = only(measure(CHECK, subject(slow, 4.0, seed=seed)), "collapse")
    assert found.high < 0.6


def test_at_a_short_horizon_and_without_overlap_nothing_is_said(subject, make_subject, measure):
    assert "the horizon is 1" in measure(CHECK, subject(slow, 4.0, horizon=1)).absent["collapse"]
    generator = np.random.default_rng(2)
    X = generator.normal(size=(400, 1))
    y = X[:, 0] + generator.normal(size=400)
    fresh = make_subject("regression", (X[:200], y[:200]), (X[200:], y[200:]), lambda frame: frame["x0"], horizon=5)
    assert "labels do not overlap" in measure(CHECK, fresh).absent["collapse"]


def test_a_model_without_skill_has_none_to_lose(subject, measure):
    assert "no skill" in measure(CHECK, subject(slow, -4.0)).absent["collapse"]


def test_the_parameters_say_when_it_is_asked(subject, measure):
    made = subject(slow, 4.0)
    assert "the horizon is 5" in measure(CHECK, made, least_horizon=10).absent["collapse"]
    assert "labels do not overlap" in measure(CHECK, made, overlap=0.999).absent["collapse"]


def test_late_skill_is_that_of_the_row_before(subject, measure, only):
    from governance.record.declaration import Role
    from governance.subject.naive import naive_losses, strongest

    made = subject(slow, 4.0)
    sample = made.samples[Role.VALIDATION]
    late = (sample.target[1:] - 4.0 * sample.features["x0"].to_numpy()[:-1]) ** 2
    rival = naive_losses(made, Role.VALIDATION)[strongest(made)][1:]
    assert only(measure(CHECK, made), "skill_when_late").value == pytest.approx(1 - late.mean() / rival.mean())


def test_strategies_are_not_asked(make_subject, measure):
    X, y = np.zeros((100, 1)), np.random.default_rng(3).normal(size=100)
    assert measure(CHECK, make_subject("strategy", (X, y), (X, y), lambda frame: frame["x0"])).status is Status.NOT_APPLICABLE
