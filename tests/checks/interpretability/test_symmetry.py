import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "interpretability.symmetry"
QUICK = {"resamples": 200}


@pytest.fixture
def made(make_subject):
    """``made(model, {"exchangeable": ["bid_a", "bid_b"]})``: 400 + 400 rows of four prices about 100."""

    def subject(model, lists=(), task="regression"):
        frames = [
            pd.DataFrame(100 + np.random.default_rng(seed).normal(size=(400, 4)), columns=["bid_a", "bid_b", "last", "y"])
            for seed in (0, 1)
        ]
        declared = {f"{role}:{name}": frames[1][name] for role, names in dict(lists).items() for name in names}
        samples = [(frame[["bid_a", "bid_b", "last"]], frame["y"] > 100 if task == "binary" else frame["y"]) for frame in frames]
        return make_subject(task, *samples, model, columns={Role.VALIDATION: declared})

    return subject


def test_a_model_that_prefers_one_of_two_equal_venues_is_found(made, measure, only):
    subject = made(lambda frame: frame["bid_a"], {"exchangeable": ["bid_a", "bid_b"]})
    found = only(measure(CHECK, subject, **QUICK), "exchange_departure")
    assert found.low > 0.15


def test_the_departure_agrees_with_a_mean_by_hand(made, measure, only):
    subject = made(lambda frame: 3 * frame["bid_a"] + frame["bid_b"], {"exchangeable": ["bid_a", "bid_b"]})
    rows = subject.samples[Role.VALIDATION].features
    answers = 3 * rows["bid_a"] + rows["bid_b"]
    expected = (2 * (rows["bid_a"] - rows["bid_b"])).abs().mean() / np.subtract(*np.quantile(answers, [0.99, 0.01]))
    assert only(measure(CHECK, subject, **QUICK), "exchange_departure").value == pytest.approx(expected)


def test_a_symmetric_model_stays_exactly(made, measure, only):
    subject = made(lambda f: f["bid_a"] + f["bid_b"] + f["last"] ** 2, {"exchangeable": ["bid_a", "bid_b"]})
    evidence = measure(CHECK, subject, **QUICK)
    assert only(evidence, "exchange_departure").high < 1e-12
    assert "same_unit" in evidence.absent["unit_departure"]


def test_three_inputs_change_places_in_a_ring(made, measure, only):
    subject = made(lambda f: f["bid_a"] + f["bid_b"] + f["last"], {"exchangeable": ["bid_a", "bid_b", "last"]})
    assert only(measure(CHECK, subject, **QUICK), "exchange_departure").high < 1e-12


def test_a_ratio_does_not_know_its_unit_and_a_level_does(made, measure, only):
    lists = {"same_unit": ["bid_a", "bid_b"]}
    ratio = made(lambda frame: frame["bid_a"] / frame["bid_b"], lists)
    assert only(measure(CHECK, ratio, **QUICK), "unit_departure").high < 1e-9
    level = made(lambda frame: frame["bid_a"], lists)
    assert only(measure(CHECK, level, **QUICK), "unit_departure").low > 1.0


def test_a_level_is_right_to_follow_where_its_target_has_the_unit(made, measure, only):
    lists = {"same_unit": ["bid_a", "bid_b", "last", "y"]}
    follows = made(lambda frame: 0.5 * frame["bid_a"] + 0.5 * frame["last"], lists)
    assert only(measure(CHECK, follows, **QUICK), "unit_departure").high < 1e-9
    stays = made(lambda frame: frame["bid_a"] / frame["bid_b"], lists)
    assert only(measure(CHECK, stays, **QUICK), "unit_departure").low > 1.0


def test_the_factor_and_the_rows_can_be_set(made, measure, only):
    subject = made(lambda frame: frame["bid_a"], {"same_unit": ["bid_a"]})
    small, large = (only(measure(CHECK, subject, factor=factor, rows=100, **QUICK), "unit_departure") for factor in (1.1, 1.2))
    assert large.value == pytest.approx(2 * small.value)
    assert small.n == 100
    assert measure(CHECK, subject, rows=20).status is Status.INCONCLUSIVE


def test_further_lists_are_measured_each_and_paid_for(made, measure, only):
    lists = {"exchangeable": ["bid_a", "bid_b"], "exchangeable-legs": ["bid_b", "last"]}
    evidence = measure(CHECK, made(lambda frame: frame["bid_a"] + frame["bid_b"], lists), **QUICK)
    assert only(evidence, "exchange_departure").convention.endswith("exchangeable-legs")
    assert only(evidence, "exchange_departure", "exchangeable").high < 1e-12
    assert only(evidence, "exchange_departure").confidence == 0.975


def test_the_probability_of_a_classifier_is_held_to_it_too(made, measure, only):
    def model(frame):
        p = 1 / (1 + np.exp(-(frame["bid_a"] - frame["bid_b"])))
        return np.column_stack([1 - p, p])

    subject = made(model, {"exchangeable": ["bid_a", "bid_b"]}, "binary")
    assert only(measure(CHECK, subject, **QUICK), "exchange_departure").low > 0.2


def test_a_list_that_names_no_inputs_is_said_to(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["last"], {"exchangeable": ["bid_a", "y"]}))
    assert evidence.status is Status.INCONCLUSIVE
    assert "fewer than two" in evidence.reason


def test_a_model_that_never_moves_has_no_unit(made, measure):
    assert "do not vary" in measure(CHECK, made(lambda f: np.ones(len(f)), {"same_unit": ["bid_a"]})).reason


def test_where_nothing_is_declared_the_question_does_not_arise(made, measure):
    assert measure(CHECK, made(lambda frame: frame["last"])).status is Status.NOT_APPLICABLE
