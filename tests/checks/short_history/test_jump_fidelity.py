import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "short-history.jump-fidelity"
EVERY = 40


@pytest.fixture
def made(make_subject):
    """``made(model, jumps=True)``: calm returns with a jump every forty days, beside the last return and another signal."""

    def subject(model, *, jumps=True, task="regression", **given):
        generator = np.random.default_rng(7)
        returns = 0.01 * generator.normal(size=1201)
        if jumps:
            returns[100::EVERY] += 0.15 * generator.choice([-1.0, 1.0], len(returns[100::EVERY]))
        X = pd.DataFrame({"last": returns[:-1], "signal": generator.normal(size=1200)})
        y = returns[1:]
        columns = {Role.TRAINING: {"returns": pd.Series(y[:600])}, Role.VALIDATION: {"returns": pd.Series(y[600:])}}
        parts = [(X.iloc[rows].reset_index(drop=True), y[rows]) for rows in (slice(600), slice(600, None))]
        return make_subject(task, *parts, model, columns=columns, **given)

    return subject


def straight(frame):
    return frame["last"] + 0.1 * frame["signal"]


def wild_in_jumps(frame):
    calm = frame["last"].abs() < 0.08
    return np.where(calm, 10 * frame["last"], np.sin(2000 * frame["last"])) + 0.1 * frame["signal"]


def test_a_model_that_turns_wild_after_jumps_cannot_be_explained_there(made, measure, only):
    evidence = measure(CHECK, made(wild_in_jumps), after=0)
    assert only(evidence, "fidelity_gap").low > 0.3
    assert only(evidence, "fidelity", "outside jumps").low > 0.9


def test_a_straight_model_is_as_open_inside_as_outside(made, measure, only):
    evidence = measure(CHECK, made(straight))
    gap = only(evidence, "fidelity_gap")
    assert (gap.low, gap.high) == pytest.approx((0, 0), abs=1e-9)
    assert only(evidence, "fidelity", "inside jumps").value == pytest.approx(1)


def test_a_gentle_curve_is_not_accused(made, measure, only):
    evidence = measure(CHECK, made(lambda frame: np.tanh(20 * frame["last"]) + frame["signal"]))
    assert only(evidence, "fidelity_gap").high < 0.15


def test_the_rows_inside_are_those_that_know_of_the_jump(made, measure, only):
    """A return that is forecast on one day is known on the next: one row a jump without the steps that follow, three with two."""
    for after in (0, 2):
        found = only(measure(CHECK, made(straight), after=after), "fidelity_gap")
        assert f"15 jumps, {15 * (1 + after)} rows inside" in found.convention


def test_local_fidelity_agrees_with_a_known_share_of_noise(made, measure, only):
    """An answer that is as much noise as line in its moves: half of the squares stay, a little more than that of the fit."""
    generator = np.random.default_rng(1)
    evidence = measure(CHECK, made(lambda frame: frame["signal"] + 0.25 * generator.normal(size=len(frame))))
    assert only(evidence, "fidelity", "outside jumps").value == pytest.approx(0.5, abs=0.05)


def test_a_market_without_jumps_and_several_classes_are_not_concerned(made, make_subject, measure):
    assert measure(CHECK, made(straight, jumps=False), significance=0.0001).status is Status.NOT_APPLICABLE
    data = np.random.default_rng(2).normal(size=(100, 2)), np.zeros(100)
    subject = make_subject("multiclass", data, data, lambda frame: np.full((len(frame), 3), 1 / 3))
    assert measure(CHECK, subject).status is Status.NOT_APPLICABLE


def test_too_few_rows_in_jumps_and_unknown_moves_are_inconclusive(made, make_subject, measure):
    assert "15 rows lie in jumps" in measure(CHECK, made(straight), after=0, smallest_n=20).reason
    X = np.random.default_rng(3).normal(size=(300, 2))
    level = 1000 + X[:, 0] + np.sin(np.arange(300) / 3)
    evidence = measure(CHECK, make_subject("regression", (X, level), (X, level), lambda frame: frame["x0"]))
    assert "no returns" in evidence.reason


def test_an_answer_that_never_moves_is_inconclusive(made, measure):
    assert "does not move" in measure(CHECK, made(lambda frame: np.ones(len(frame)))).reason


def test_at_most_so_many_rows_are_taken_on_each_side(made, measure, only):
    found = only(measure(CHECK, made(straight), rows=20), "fidelity_gap")
    assert "20 rows inside and 20 outside" in found.convention
