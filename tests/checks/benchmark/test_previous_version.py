import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.forecasts import diebold_mariano
from governance.subject.model.interface import Failure

CHECK = "benchmark.previous-version"


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1600, 3))
    y = X[:, 0] + 0.5 * X[:, 1] + generator.normal(size=1600)
    return (X[:800], y[:800]), (X[800:], y[800:])


def whole(frame):
    return frame["x0"] + 0.5 * frame["x1"]


def half(frame):
    return frame["x0"]


@pytest.fixture
def between(make_subject, measure, after, data):
    """``between(now, then)``: the evidence of a regression that answers as ``now``, after one that answered as ``then``."""

    def compared(now, then, learned=None, **parameters):
        return measure(CHECK, after(make_subject("regression", *data, now), then, learned), **parameters)

    return compared


def test_a_version_worse_than_the_one_in_use_is_found(between, only):
    evidence = between(half, whole)
    assert only(evidence, "excess_loss").low > 0.1
    assert only(evidence, "excess_loss").p_value < 0.001
    assert only(evidence, "forgone").low > 0.1
    assert "squared error; against version 1 (champion)" in only(evidence, "excess_loss").convention


def test_a_better_version_is_shown_to_be_no_worse(between, only):
    evidence = between(whole, half)
    assert only(evidence, "excess_loss").high < 0
    assert only(evidence, "forgone").high < 0


def test_a_version_as_good_as_the_last_is_shown_to_lose_next_to_nothing(between, only):
    evidence = between(whole, lambda frame: 0.99 * frame["x0"] + 0.51 * frame["x1"])
    assert abs(only(evidence, "excess_loss").value) < 0.01
    assert only(evidence, "excess_loss").high < 0.02


def test_the_same_version_again_differs_by_nothing(between, only):
    found = only(between(whole, whole), "excess_loss")
    assert (found.low, found.value, found.high, found.p_value) == (0, 0, 0, None)


def test_rows_that_the_earlier_version_was_trained_on_are_left_out(between, only, data):
    """It knows half of the outcomes by heart, and would look far better than it is."""
    marks = np.arange(800) % 2 == 0
    (_, _), (V, w) = data
    known = pd.Series(w, index=V[:, 2])

    def cheat(frame):
        answers = whole(frame).to_numpy(copy=True)
        answers[marks] = known.loc[frame["x2"]].to_numpy()[marks]
        return answers

    naive, fair = between(whole, cheat), between(whole, cheat, {Role.VALIDATION: marks})
    assert only(naive, "excess_loss").low > 0.5
    assert "which rows it was trained on is not known" in only(naive, "excess_loss").convention
    assert only(fair, "excess_loss").high == pytest.approx(0.0)
    assert only(fair, "excess_loss").n == 400
    assert "400 rows that it was trained on are left out" in only(fair, "excess_loss").convention


def test_it_is_inconclusive_where_the_earlier_version_has_learned_nearly_all_rows(between):
    evidence = between(whole, half, {Role.VALIDATION: np.arange(800) > 5})
    assert evidence.status is Status.INCONCLUSIVE
    assert "only 6 validation rows can be compared; 794 rows that it was trained on" in evidence.reason


def test_it_does_not_apply_to_a_first_version(make_subject, measure, data):
    evidence = measure(CHECK, make_subject("regression", *data, whole))
    assert evidence.status is Status.NOT_APPLICABLE
    assert "no earlier version" in evidence.reason


@pytest.mark.parametrize("broken", [Failure("it does not load"), lambda _: Failure("it raised ValueError")])
def test_it_is_inconclusive_where_the_earlier_version_does_not_answer(between, broken):
    evidence = between(whole, broken)
    assert evidence.status is Status.INCONCLUSIVE
    assert "version 1 (champion) cannot be compared with: it" in evidence.reason


def test_it_is_inconclusive_where_the_earlier_version_answers_with_other_classes(make_subject, measure, after):
    generator = np.random.default_rng(1)
    X, y = generator.normal(size=(200, 2)), np.arange(200) % 3
    subject = make_subject("multiclass", (X, y), (X, y), lambda frame: np.full((len(frame), 3), 1 / 3))
    evidence = measure(CHECK, after(subject, lambda frame: np.full((len(frame), 2), 0.5)))
    assert evidence.reason.endswith("another number of classes")


def test_an_answer_that_is_no_number_makes_it_inconclusive(between):
    evidence = between(whole, lambda frame: np.where(np.arange(len(frame)) < 3, np.nan, half(frame)))
    assert "version 1 (champion) is infinite or unknown on 3 validation rows" in evidence.reason


def test_an_earlier_version_without_any_loss_makes_no_share(make_subject, measure, after):
    X = np.random.default_rng(2).normal(size=(200, 2))
    subject = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame["x1"])
    assert "no loss at all" in measure(CHECK, after(subject, half)).reason


def test_the_earlier_version_is_scored_once_and_counted(make_subject, measure, after, data):
    subject = after(make_subject("regression", *data, whole), half)
    first, second = measure(CHECK, subject), measure(CHECK, subject)
    assert first.model_calls == 800 + 800
    assert second.model_calls == 0
    assert first.measurements == second.measurements


def test_the_fewest_rows_can_be_raised(between):
    assert between(whole, half, smallest_n=801).status is Status.INCONCLUSIVE


def test_the_excess_agrees_with_the_losses_and_with_diebold_and_mariano(between, only, data):
    V, w = data[1]
    now, then = (w - V[:, 0]) ** 2, (w - V[:, 0] - 0.5 * V[:, 1]) ** 2
    found = only(between(half, whole), "excess_loss")
    assert found.value == pytest.approx(now.mean() / then.mean() - 1)
    assert found.p_value == pytest.approx(diebold_mariano(now, then, 1).p_value)


def test_what_is_forgone_agrees_with_the_definition(between, only, data):
    V, w = data[1]
    now, then, naive = (
        np.mean((w - answer) ** 2) for answer in (V[:, 0], V[:, 0] + 0.5 * V[:, 1], np.full(800, data[0][1].mean()))
    )
    assert only(between(half, whole), "forgone").value == pytest.approx((now - then) / min(now, naive - then))


def test_of_strategies_the_sharpe_ratios_after_costs_are_compared(make_subject, measure, after, only, data):
    generator = np.random.default_rng(3)
    X = generator.normal(size=(1600, 2))
    r = 0.01 * (0.3 * X[:, 0] + generator.normal(size=1600))
    split = (X[:800], r[:800]), (X[800:], r[800:])
    subject = make_subject("strategy", *split, lambda frame: frame["x1"], cost_bps=1.0)
    found = only(measure(CHECK, after(subject, lambda frame: frame["x0"])), "sharpe_lost")

    def sharpe(position):
        net = position * r[800:] - 1e-4 * np.abs(np.diff(position, prepend=0.0))
        return net.mean() / net.std()

    assert found.value == pytest.approx(sharpe(X[800:, 0]) - sharpe(X[800:, 1]))
    assert found.low > 0.1
    assert "net of 1 basis points" in found.convention


def test_a_strategy_that_never_trades_has_no_ratio_to_compare(make_subject, measure, after, data):
    subject = make_subject("strategy", *data, lambda frame: 0.0 * frame["x0"])
    assert "no Sharpe ratio" in measure(CHECK, after(subject, half)).reason
