import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "interpretability.forbidden-features"
QUICK = {"resamples": 200}


@pytest.fixture
def made(make_subject):
    """``made(model, names, forbidden={column: function of the frame}, task)``: 600 + 500 rows of x0, x1 and age."""

    def subject(model, inputs=(), others=None, task="regression"):
        frames = {}
        for seed, role in enumerate((Role.TRAINING, Role.VALIDATION)):
            generator = np.random.default_rng(seed)
            frames[role] = pd.DataFrame(generator.normal(size=(600 - 100 * seed, 3)), columns=["x0", "x1", "age"])
        declared = {
            role: {f"forbidden:{name}": frame[name] for name in inputs}
            | {f"forbidden:{name}": pd.Series(made_of(frame)) for name, made_of in (others or {}).items()}
            for role, frame in frames.items()
        }
        samples = [(frame, (frame["x0"] > 0) if task == "binary" else frame["x0"]) for frame in frames.values()]
        return make_subject(task, *samples, model, columns=declared)

    return subject


def noise(frame):
    return np.random.default_rng(len(frame)).normal(size=len(frame))


def test_a_forbidden_input_that_moves_the_answer_is_counted_and_measured(made, measure, only):
    evidence = measure(CHECK, made(lambda frame: frame["x0"] + 0.5 * frame["age"], inputs=["age"]), **QUICK)
    count, moved = only(evidence, "forbidden_inputs"), only(evidence, "answer_shift")
    assert (count.low, count.value, count.high) == (1.0, 1.0, 1.0)
    assert "age" in count.convention
    assert moved.low > 0.05
    assert moved.low < moved.value < moved.high


def test_the_shift_agrees_with_the_mean_distance_of_two_independent_rows(made, measure, only):
    """Of a standard normal input with weight one half: 0.5 times 2 / sqrt(pi), over the range of a normal answer."""
    found = only(measure(CHECK, made(lambda frame: frame["x0"] + 0.5 * frame["age"], inputs=["age"]), **QUICK), "answer_shift")
    assert found.value == pytest.approx(0.5 * 2 / np.sqrt(np.pi) / (2 * 2.326 * np.sqrt(1.25)), rel=0.1)


def test_a_forbidden_input_that_the_model_ignores_is_counted_and_moves_nothing(made, measure, only):
    evidence = measure(CHECK, made(lambda frame: frame["x0"], inputs=["age"]), **QUICK)
    assert only(evidence, "forbidden_inputs").value == 1.0
    assert only(evidence, "answer_shift").high == 0.0
    assert only(evidence, "rebuilt").high < 0.1


def test_a_proxy_among_the_inputs_is_found_though_the_column_is_no_input(made, measure, only):
    def disguised(frame):
        return 2 * frame["x1"] + 0.1 * noise(frame)

    evidence = measure(CHECK, made(lambda frame: frame["x0"], others={"gender_score": disguised}), **QUICK)
    assert only(evidence, "forbidden_inputs").high == 0.0
    assert only(evidence, "answer_shift").high == 0.0
    assert only(evidence, "rebuilt").low > 0.9
    assert only(evidence, "told_by_answer").high < 0.1


def test_a_model_that_answers_by_a_proxy_gives_the_column_away(made, measure, only):
    evidence = measure(
        CHECK, made(lambda frame: frame["x1"], others={"venue": lambda f: np.where(f["x1"] > 0, "a", "b")}), **QUICK
    )
    assert only(evidence, "told_by_answer").low > 0.8


def test_a_column_that_nothing_goes_with_cannot_be_rebuilt(made, measure, only):
    evidence = measure(CHECK, made(lambda frame: frame["x0"], others={"n": noise, "k": lambda f: noise(f) > 0}), **QUICK)
    for metric in ("rebuilt", "told_by_answer"):
        assert only(evidence, metric).low < 0.0
        assert only(evidence, metric).value < 0.02
    assert only(evidence, "rebuilt", "n").confidence == pytest.approx(1 - 0.05 / 4)


def test_a_policy_may_forbid_a_name_wherever_it_occurs(made, measure, only):
    evidence = measure(CHECK, made(lambda frame: frame["age"]), names="order_id, age", **QUICK)
    assert only(evidence, "forbidden_inputs").value == 1.0
    assert only(evidence, "answer_shift").low > 0.1


def test_rows_can_be_set(made, measure, only):
    assert only(measure(CHECK, made(lambda f: f["age"], inputs=["age"]), rows=100, **QUICK), "answer_shift").n == 100


def test_a_column_of_one_value_or_with_gaps_is_named_and_not_rebuilt(made, measure):
    evidence = measure(CHECK, made(lambda f: f["x0"], others={"one": lambda f: np.ones(len(f))}), **QUICK)
    assert "one is the same on all training rows" in evidence.absent["rebuilt"]
    evidence = measure(CHECK, made(lambda f: f["x0"], others={"gaps": lambda f: f["x0"].where(f["x0"] > 0)}), **QUICK)
    assert "gaps has missing values" in evidence.absent["rebuilt"]


def test_a_classifier_is_asked_by_its_positive_class(made, measure, only):
    def model(frame):
        p = 1 / (1 + np.exp(-frame["age"]))
        return np.column_stack([1 - p, p])

    assert only(measure(CHECK, made(model, inputs=["age"], task="binary"), **QUICK), "answer_shift").low > 0.1


def test_where_nothing_is_forbidden_the_question_does_not_arise(made, measure):
    assert measure(CHECK, made(lambda frame: frame["x0"])).status is Status.NOT_APPLICABLE
    assert measure(CHECK, made(lambda frame: frame["x0"]), names="order_id").status is Status.NOT_APPLICABLE
