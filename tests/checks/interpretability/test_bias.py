import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "interpretability.bias"
QUICK = {"resamples": 300}


def returns(seed, n=800):
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(n, 2))
    return X, 0.5 * X[:, 0] + generator.normal(size=n)


@pytest.fixture
def made(make_subject):
    def subject(model, task="regression", samples=None, **options):
        return make_subject(task, *(samples or (returns(0), returns(1))), model, **options)

    return subject


def each(evidence):
    return {item.segment: item for item in evidence.measurements if item.metric == "bias"}


def test_a_model_that_is_too_high_on_one_asset_is_found_there(made, measure, only):
    subject = made(lambda frame: 0.5 * frame["x0"] + 0.8 * (frame["x1"] > 0.5))
    sample = subject.samples[Role.VALIDATION]
    named = dataclasses.replace(sample, segments={"asset": pd.Series(np.where(sample.features["x1"] > 0.5, "BTC", "ETH"))})
    evidence = measure(CHECK, dataclasses.replace(subject, samples={**subject.samples, Role.VALIDATION: named}), **QUICK)
    worst = only(evidence, "largest_bias")
    assert "asset: BTC" in worst.convention
    assert worst.low > 0.5
    assert each(evidence)["asset: BTC"].value == pytest.approx(-each(evidence)["asset: ETH"].value)
    assert each(evidence)["asset: BTC"].p_value < 0.02


def test_the_difference_agrees_with_group_means_by_hand(made, measure):
    V, w = returns(1)
    evidence = measure(CHECK, made(lambda frame: 0.9 * frame["x0"]), **QUICK)
    answer = 0.9 * V[:, 0]
    error, above = (answer - w) / w.std(), answer > 0
    expected = error[above].mean() - error[~above].mean()
    assert each(evidence)["answers above against below"].value == pytest.approx(expected)


def test_a_model_that_expects_every_rise_to_go_on_is_found_after_rises(made, measure):
    def trend(seed):
        X, y = returns(seed)
        X[1:, 1] = y[:-1]
        return X, y

    evidence = measure(CHECK, made(lambda f: 0.5 * f["x0"] + 0.6 * f["x1"], samples=(trend(2), trend(3))), **QUICK)
    found = each(evidence)["after a rise against after a fall"]
    assert found.low > 0.5


def test_buys_and_sells_are_compared_where_a_side_is_declared(made, measure):
    side = pd.Series(np.where(returns(1)[0][:, 1] > 0, "buy", "sell"))
    subject = made(lambda f: 0.5 * f["x0"] - 0.7 * (f["x1"] > 0), columns={Role.VALIDATION: {"side": side}})
    assert each(measure(CHECK, subject, **QUICK))["buys against sells"].high < -0.3


def test_a_sound_model_has_no_proven_bias_and_pays_for_its_looks(made, measure, only):
    evidence = measure(CHECK, made(lambda frame: 0.5 * frame["x0"]), **QUICK)
    worst = only(evidence, "largest_bias")
    assert worst.low == 0.0
    assert worst.high < 0.3
    assert worst.confidence == pytest.approx(0.975)
    assert all(item.p_value > 0.05 for item in each(evidence).values())


def test_a_sound_model_is_seldom_accused_whatever_the_sample(made, measure, only):
    accused = 0
    for seed in range(40):
        subject = made(lambda frame: 0.5 * frame["x0"], samples=(returns(100), returns(200 + seed, 300)))
        accused += only(measure(CHECK, subject, resamples=200), "largest_bias").low > 0.0
    assert accused <= 6


def test_a_bias_that_all_rows_share_is_left_to_calibration(made, measure, only):
    shifted = made(lambda frame: 0.5 * frame["x0"] + 2.0)
    assert only(measure(CHECK, shifted, **QUICK), "largest_bias").low == 0.0


def test_levels_are_compared_with_the_last_known_one(made, measure):
    def walk(seed):
        generator = np.random.default_rng(seed)
        level = 100 + np.cumsum(generator.normal(size=600))
        return level[:-1, None], level[1:]

    evidence = measure(CHECK, made(lambda f: f["x0"] + 0.5 * np.sign(np.sin(f["x0"] * 50)), samples=(walk(4), walk(5))), **QUICK)
    assert each(evidence)["answers above against below"].n == 599
    assert each(evidence)["answers above against below"].low > 0.0


def test_a_variance_is_held_against_what_was_realised(made, measure, only):
    def squares(seed):
        generator = np.random.default_rng(seed)
        X = np.exp(generator.normal(size=(800, 2)))
        return X, X[:, 0] * generator.normal(size=800) ** 2

    assert (
        only(measure(CHECK, made(lambda f: f["x0"], "volatility", (squares(6), squares(7))), **QUICK), "largest_bias").low == 0.0
    )
    broken = made(lambda f: f["x0"] - 5, "volatility", (squares(6), squares(7)))
    assert measure(CHECK, broken, **QUICK).status is Status.INCONCLUSIVE


def test_probabilities_are_compared_above_and_below_the_base_rate(made, measure, only):
    def classes(seed):
        generator = np.random.default_rng(seed)
        X = generator.normal(size=(900, 2))
        return X, (generator.random(900) < 1 / (1 + np.exp(-X[:, 0]))).astype(float)

    def model(strength):
        return lambda f: np.column_stack([1 / (1 + np.exp(strength * f["x0"])), 1 / (1 + np.exp(-strength * f["x0"]))])

    for strength, bold in ((1.0, False), (8.0, True)):
        found = only(measure(CHECK, made(model(strength), "binary", (classes(8), classes(9))), **QUICK), "largest_bias")
        assert (found.low > 0.1) is bold


def test_the_fewest_rows_of_a_side_can_be_set(made, measure):
    assert "no two sides have 500" in measure(CHECK, made(lambda f: f["x0"]), smallest_n=500).reason


def test_outcomes_that_are_all_the_same_leave_no_unit(made, measure):
    X = returns(1)[0]
    assert "all the same" in measure(CHECK, made(lambda f: f["x0"], samples=(returns(0), (X, np.ones(800))))).reason


def test_a_position_has_no_error(made, measure):
    assert measure(CHECK, made(lambda f: f["x0"], "strategy")).status is Status.NOT_APPLICABLE
