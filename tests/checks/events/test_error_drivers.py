import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.error_regions import regions

CHECK = "events.error-drivers"


@pytest.fixture
def made(make_subject, additive):
    """Errors of the model alone are thrice as large where ``carry`` is high, or those of everybody are."""

    def subject(*, own=False, everybody=False, task="regression"):
        generator = np.random.default_rng(1)
        X = pd.DataFrame(generator.normal(size=(2000, 2)), columns=["momentum", "carry"])
        high = (X["carry"] > 0.8).to_numpy()
        y = X["momentum"].to_numpy() * np.where(own & high, -1.0, 1.0)
        y = y + generator.normal(size=2000) * np.where(everybody & high, 3.0, 1.0)
        return make_subject(task, (X[:800], y[:800]), (X[800:], y[800:]), additive(weights=(1.0, 0.0)))

    return subject


def test_a_condition_under_which_only_the_model_errs_is_found_and_named(made, measure, only):
    evidence = measure(CHECK, made(own=True))
    assert only(evidence, "loss_ratio").low > 1.5
    assert only(evidence, "beyond_naive").low > 1.5
    assert "carry above 0." in only(evidence, "loss_ratio").convention


def test_where_everybody_errs_the_model_is_not_singled_out(made, measure, only):
    evidence = measure(CHECK, made(everybody=True))
    assert only(evidence, "loss_ratio").low > 2
    assert only(evidence, "beyond_naive").value == pytest.approx(1.3, abs=0.5)


def test_errors_without_a_condition_show_no_ratio(made, measure, only):
    found = only(measure(CHECK, made()), "loss_ratio")
    assert found.low < 1.1
    assert found.value < 1.4


def test_an_event_is_a_condition_of_its_own(eventful, measure, only):
    evidence = measure(CHECK, eventful(), smallest_n=10)
    assert only(evidence, "loss_ratio").low > 1
    assert any("event" in row[0] or "volatility" in row[0] or "momentum" in row[0] for row in evidence.tables[0].rows)


def test_the_ratios_agree_with_the_losses_of_the_other_half(made, measure, only):
    subject = made(own=True)
    found = regions(subject, 2, 0.05, 30)
    inside, blocks = found.leaves == next(iter(found.where)), np.arange(1200) * 10 // 1200 % 2 == 1
    loss = np.square(subject.samples[Role.VALIDATION].target - subject.prediction(Role.VALIDATION))
    expected = loss[blocks & inside].mean() / loss[blocks & ~inside].mean()
    assert only(measure(CHECK, subject), "loss_ratio").value == pytest.approx(expected)
    assert only(measure(CHECK, subject), "loss_ratio").n == (blocks & inside).sum()


def test_it_does_not_concern_a_strategy_and_is_inconclusive_without_numbers_or_rows(made, make_subject, measure):
    assert measure(CHECK, made(task="strategy")).status is Status.NOT_APPLICABLE
    words = pd.DataFrame({"venue": np.where(np.arange(600) % 2, "a", "b")})
    y = np.random.default_rng(0).normal(size=600)
    plain = make_subject("regression", (words[:300], y[:300]), (words[300:], y[300:]), lambda frame: np.zeros(len(frame)))
    assert (
        "no feature is numeric" in measure(CHECK, plain, smallest_n=10).reason
        or measure(CHECK, plain).status is Status.INCONCLUSIVE
    )
    assert "too few" in measure(CHECK, made(), smallest_n=400).reason


def test_parameters_are_honoured(made, measure, only):
    subject = made(own=True)
    assert len(measure(CHECK, subject, depth=1).tables[0].rows) == 2
    assert only(measure(CHECK, subject, share=0.4, depth=1), "loss_ratio").n > 200
    assert only(measure(CHECK, subject, confidence=0.5), "loss_ratio").confidence == 0.5
