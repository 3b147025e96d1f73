import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.forecasts import diebold_mariano

CHECK = "short-history.alternative-data"
FEEDS = {"group:news:buzz": "buzz", "group:chain:flow": "flow"}


@pytest.fixture
def made(make_subject):
    """``made(weights, change)``: a model of price, buzz and flow; ``change(frame)`` alters the validation features it sees."""

    def subject(weights=(1.0, 1.0, 0.0), change=lambda frame: frame, task="regression", declared=FEEDS, truth=(1.0, 1.0, 0.0)):
        generator = np.random.default_rng(9)
        X = pd.DataFrame(generator.normal(size=(1600, 3)), columns=["price", "buzz", "flow"])
        y = X.to_numpy() @ truth + generator.normal(size=1600)
        parts = {Role.TRAINING: X[:800], Role.VALIDATION: change(X[800:].reset_index(drop=True))}
        columns = {role: {name: frame[column] for name, column in declared.items()} for role, frame in parts.items()}
        data = (parts[Role.TRAINING], y[:800]), (parts[Role.VALIDATION], y[800:])
        return make_subject(task, *data, lambda frame: frame.to_numpy(dtype=float) @ weights, columns=columns)

    return subject


def test_a_feed_that_the_outcome_follows_has_a_value_and_one_that_the_model_ignores_has_none(made, measure, only):
    evidence = measure(CHECK, made())
    news, chain = (only(evidence, "marginal_value", name) for name in ("news", "chain"))
    assert news.low > 0.5
    assert news.p_value < 0.001
    assert (chain.low, chain.value, chain.high) == (0.0, 0.0, 0.0)


def test_a_feed_that_is_believed_the_wrong_way_round_does_harm(made, measure, only):
    assert only(measure(CHECK, made(truth=(1.0, -1.0, 0.0))), "marginal_value", "news").high < 0


def test_noise_that_the_model_believes_is_worth_nothing_and_does_no_more_harm_than_noise(made, measure, only):
    found = only(measure(CHECK, made(weights=(1.0, 1.0, 0.5))), "marginal_value", "chain")
    assert found.low < 0 < found.high


def test_a_feed_that_has_come_to_stand_still_is_stale(made, measure, only):
    held = measure(CHECK, made(change=lambda frame: frame.assign(buzz=frame["buzz"].where(frame.index % 4 == 0).ffill())))
    assert only(held, "excess_staleness", "news").low > 0.6
    assert only(held, "excess_staleness", "chain").value == 0.0


def test_a_feed_that_was_slow_in_training_too_is_not_accused(made, measure, only):
    slow = made()
    samples = {}
    for role, sample in slow.samples.items():
        monthly = np.repeat(np.arange(40.0), 20)
        samples[role] = dataclasses.replace(sample, features=sample.features.assign(buzz=monthly))
    found = only(measure(CHECK, dataclasses.replace(slow, samples=samples)), "excess_staleness", "news")
    assert found.low <= 0 <= found.high


def test_values_that_are_lost_are_counted(made, measure, only):
    def gaps(frame):
        return frame.assign(flow=frame["flow"].where(frame.index % 5 != 0))

    evidence = measure(CHECK, made(change=gaps))
    found = only(evidence, "lost_coverage", "chain")
    assert found.value == pytest.approx(0.2)
    assert found.low > 0.1
    assert "cannot be scored" not in str(evidence.absent)


def test_value_and_p_value_agree_with_a_computation_by_hand(made, measure, only):
    """A block as long as the training sample draws it whole from one start, so that the copy is a rotation of it."""
    subject = made()
    found = only(measure(CHECK, subject, copies=1, block=800), "marginal_value", "news")
    start = subject.under(CHECK).generator().integers(0, 800, (1, 1))[0, 0]
    seen, learned = (subject.samples[role].features for role in (Role.VALIDATION, Role.TRAINING))
    y = subject.samples[Role.VALIDATION].target
    with_feed = (y - seen["price"] - seen["buzz"]).to_numpy() ** 2
    without = (y - seen["price"] - np.roll(learned["buzz"], -start)).to_numpy() ** 2
    assert found.value == pytest.approx(1 - with_feed.mean() / without.mean())
    assert found.p_value == pytest.approx(diebold_mariano(with_feed, without, 1).p_value)


def test_a_strategy_is_measured_by_the_return_that_the_feed_adds(made, measure, only):
    evidence = measure(CHECK, made(task="strategy"))
    assert only(evidence, "marginal_return", "news").low > 0.5
    assert "marginal_value" not in evidence.absent


def test_without_a_declared_feed_the_question_does_not_arise(made, measure):
    evidence = measure(CHECK, made(declared={}))
    assert evidence.status is Status.NOT_APPLICABLE
    assert "group:news" in evidence.reason


def test_a_feed_that_is_no_input_of_the_model_is_inconclusive(made, measure):
    subject = made()
    samples = {
        role: dataclasses.replace(sample, columns={"group:news:tone": sample.features["buzz"]})
        for role, sample in subject.samples.items()
    }
    assert "no column of a declared feed" in measure(CHECK, dataclasses.replace(subject, samples=samples)).reason


def test_several_feeds_are_paid_for_and_copies_are_honoured(made, measure, only):
    evidence = measure(CHECK, made(), copies=2)
    assert only(evidence, "marginal_value", "news").confidence == 0.975
    assert "2 copies" in only(evidence, "marginal_value", "news").convention
    one = measure(CHECK, made(declared={"group:news:buzz": "buzz"}))
    assert only(one, "marginal_value", "news").confidence == 0.95
