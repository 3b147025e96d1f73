import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.resampling import wilson

CHECK = "interpretability.scenario-direction"


@pytest.fixture
def made(make_subject):
    """``made(model, {"size_not_up_when": ["vol"]})``: 500 + 500 rows of vol, range and trend."""

    def subject(model, scenarios=(), task="strategy"):
        frames = [
            pd.DataFrame(np.random.default_rng(seed).normal(size=(500, 3)), columns=["vol", "range", "trend"]) for seed in (0, 1)
        ]
        declared = {f"{role}:{name}": frames[1].assign(y=1.0)[name] for role, names in dict(scenarios).items() for name in names}
        samples = [(frame, frame["trend"]) for frame in frames]
        return make_subject(task, *samples, model, columns={Role.VALIDATION: declared})

    return subject


def test_a_position_that_grows_with_volatility_is_found_on_every_row(made, measure, only):
    subject = made(lambda f: f["trend"] * np.exp(0.5 * f["vol"]), {"size_not_up_when": ["vol"]})
    found = only(measure(CHECK, subject, tolerance=0.0), "violation_share")
    assert found.value == 1.0
    assert found.low > 0.99


def test_a_position_that_shrinks_keeps_to_the_scenario_and_has_an_upper_bound_all_the_same(made, measure, only):
    subject = made(lambda f: f["trend"] * np.exp(-0.5 * f["vol"]), {"size_not_up_when": ["vol"]})
    evidence = measure(CHECK, subject)
    found = only(evidence, "violation_share")
    assert (found.low, found.value) == (0.0, 0.0)
    assert found.high == pytest.approx(wilson(0, 500, 0.95)[1])
    assert only(evidence, "violation_size").high == 0.0


def test_the_size_agrees_with_the_largest_move_by_hand(made, measure, only):
    subject = made(lambda f: f["trend"] + f["vol"] ** 2, {"answer_not_up_when": ["vol"]})
    frame, shock = subject.samples[Role.VALIDATION].features, subject.samples[Role.TRAINING].features["vol"].std()
    answers = frame["trend"] + frame["vol"] ** 2
    move = (frame["vol"] + shock) ** 2 - frame["vol"] ** 2
    unit = np.subtract(*np.quantile(answers, [0.99, 0.01]))
    evidence = measure(CHECK, subject)
    assert only(evidence, "violation_size").value == pytest.approx(move.max() / unit)
    assert only(evidence, "violation_share").value == pytest.approx(np.mean(move / unit > 0.01))


@pytest.mark.parametrize(("role", "value"), [("answer_not_up_when", 1.0), ("answer_not_down_when", 0.0)])
def test_the_answer_itself_may_be_declared_either_way(made, measure, only, role, value):
    subject = made(lambda frame: frame["trend"] + frame["vol"], {role: ["vol"]}, "regression")
    assert only(measure(CHECK, subject), "violation_share").value == value


def test_inputs_that_are_listed_rise_together(made, measure, only):
    def model(frame):
        return frame["vol"] - 2 * frame["range"] + frame["trend"]

    both = made(model, {"answer_not_up_when": ["vol", "range"]})
    alone = made(model, {"answer_not_up_when": ["vol"]})
    assert only(measure(CHECK, both), "violation_share").value == 0.0
    assert only(measure(CHECK, alone), "violation_share").value == 1.0


def test_several_scenarios_are_measured_each_and_paid_for(made, measure, only):
    scenarios = {"answer_not_up_when": ["vol"], "answer_not_up_when-calm": ["range"]}
    evidence = measure(CHECK, made(lambda frame: frame["trend"] + frame["range"] - frame["vol"], scenarios))
    assert only(evidence, "violation_share").convention.endswith("of answer_not_up_when-calm")
    assert only(evidence, "violation_share", "answer_not_up_when").value == 0.0
    assert only(evidence, "violation_share").confidence == 0.975


def test_shock_tolerance_and_rows_can_be_set(made, measure, only):
    subject = made(lambda frame: frame["trend"] + frame["vol"], {"answer_not_up_when": ["vol"]})
    one, two = (only(measure(CHECK, subject, shock=shock, rows=200), "violation_size") for shock in (1.0, 2.0))
    assert two.value == pytest.approx(2 * one.value)
    assert one.n == 200
    assert only(measure(CHECK, subject, tolerance=1.0), "violation_share").value == 0.0
    assert measure(CHECK, subject, rows=20).status is Status.INCONCLUSIVE


def test_a_column_that_is_no_input_is_named(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["trend"], {"answer_not_up_when": ["vol", "y"]}))
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "answer_not_up_when: y is no numeric input of the model")


def test_where_no_scenario_is_declared_the_question_does_not_arise(made, measure):
    assert measure(CHECK, made(lambda frame: frame["trend"])).status is Status.NOT_APPLICABLE
