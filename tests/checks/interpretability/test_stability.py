import dataclasses

import numpy as np
import pytest
from lightgbm import LGBMRegressor
from sklearn.linear_model import LogisticRegression

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.attribution.rows import background_rows
from governance.subject.attribution.shaking import another_background, pushed
from governance.subject.model.interface import Failure

CHECK = "interpretability.stability"
WEIGHTS = (2.0, -1.5, 1.0, -0.5)
QUICK = {"resamples": 100, "surrogates": 60, "rows": 300, "shaken": 100}


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1000, 4))
    y = X @ WEIGHTS + generator.normal(size=1000)
    return (X[:500], y[:500]), (X[500:], y[500:])


@pytest.fixture
def made(make_subject, additive, data):
    def subject(spoil=lambda given: given, weights=WEIGHTS):
        return make_subject("regression", *data, additive(weights=weights, spoil=spoil))

    return subject


def restless():
    """Credit that is dealt anew at every call, and adds up all the same."""
    generator = np.random.default_rng(1)

    def spoil(given):
        dealt = 2 * generator.normal(size=given.values.shape)
        return dataclasses.replace(given, values=given.values + dealt - dealt.mean(axis=1, keepdims=True))

    return spoil


def test_credit_that_is_dealt_anew_at_every_call_moves_though_the_answer_does_not(made, measure, only):
    evidence = measure(CHECK, made(restless()), **QUICK)
    assert only(evidence, "push_change").low > 0.4
    assert only(evidence, "background_change").low > 0.4
    assert only(evidence, "answer_change").high < 0.05


def test_an_explanation_that_hangs_on_the_background_is_told_from_one_that_jumps(made, measure, only):
    def leaning(given):
        shift = 100 * float(given.base[0]) * np.array([1.0, -1.0, 0.0, 0.0])
        return dataclasses.replace(given, values=given.values + shift[:, None])

    evidence = measure(CHECK, made(leaning), **QUICK)
    assert only(evidence, "background_change").low > 0.4
    assert only(evidence, "push_change").high < 0.05


def test_a_linear_model_is_explained_alike_each_time(made, measure, only):
    evidence = measure(CHECK, made(), **QUICK)
    assert only(evidence, "push_change").high < 0.1
    assert 0.0 < only(evidence, "background_change").high < 0.25
    assert only(evidence, "seed_agreement").low == 1.0


def test_a_classifier_is_explained_alike_too(make_subject, measure, only, data):
    (X, y), (V, w) = data
    marks = (y > 0).astype(float), (w > 0).astype(float)
    evidence = measure(
        CHECK, make_subject("binary", (X, marks[0]), (V, marks[1]), LogisticRegression().fit(X, marks[0])), **QUICK
    )
    assert only(evidence, "push_change").high < 0.1
    assert only(evidence, "seed_agreement").low > 0.8


def test_the_answer_never_moves_further_than_its_contributions(made, measure, only):
    evidence = measure(CHECK, made(), **QUICK)
    assert 0 < only(evidence, "answer_change").value < only(evidence, "push_change").value


def test_the_change_with_the_background_agrees_with_the_linear_form_by_hand(made, measure, only):
    """The contribution of a linear model is w (x - mean), so that it moves by w times the distance of the means."""
    subject = made()
    found = only(measure(CHECK, subject, **{**QUICK, "rows": 500, "shaken": 500}, background=100, others=1), "background_change")
    under = subject.under(CHECK)
    rng = under.generator()
    pushed(subject.samples[Role.VALIDATION].features, subject.samples[Role.TRAINING].features, 0.01, rng)
    one, other = background_rows(subject, 100).mean(), another_background(subject, 100, rng).mean()
    features = next(reversed(subject.samples.values())).features
    size = (features - one).abs().to_numpy() @ np.abs(WEIGHTS)
    assert found.value == pytest.approx(float((one - other).abs().to_numpy() @ np.abs(WEIGHTS)) / size.mean())
    assert found.value > 0.01


def test_it_is_inconclusive_without_contributions_or_rows(made, make_subject, measure, data):
    assert measure(CHECK, made(lambda _: Failure("too deep"))).reason == "too deep"
    assert measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"])).status is Status.INCONCLUSIVE
    assert "30 rows were explained again" in measure(CHECK, made(), shaken=30, smallest_n=31).reason


def test_contributions_of_zero_have_no_part_that_could_move(made, measure):
    zero = made(lambda given: dataclasses.replace(given, values=0 * given.values))
    assert measure(CHECK, zero, **QUICK).status is Status.INCONCLUSIVE


def test_one_feature_has_no_order_that_could_change(make_subject, additive, measure):
    X = np.random.default_rng(0).normal(size=(400, 1))
    subject = make_subject("regression", (X[:200], X[:200, 0]), (X[200:], X[200:, 0]), additive(weights=(1.0,)))
    evidence = measure(CHECK, subject, **QUICK)
    assert "one feature" in evidence.absent["seed_agreement"]
    assert evidence.status is Status.MEASURED


def test_push_rows_and_backgrounds_can_be_set(made, measure, only):
    little, much = (measure(CHECK, made(), **QUICK, push=push, others=3) for push in (0.005, 0.05))
    assert only(much, "push_change").value > 5 * only(little, "push_change").value
    assert only(much, "push_change").n == 100
    assert "3 other backgrounds, pushes of up to 0.05" in only(much, "push_change").convention
    assert only(much, "seed_agreement").n == 60


def test_equal_audits_are_equal(made, measure):
    once, again = (measure(CHECK, made(), **QUICK) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)


def test_trees_that_use_no_background_are_not_called_steady_against_it(make_subject, measure, data):
    model = LGBMRegressor(n_estimators=20, num_leaves=4, verbose=-1, n_jobs=1).fit(*data[0])
    evidence = measure(CHECK, make_subject("regression", *data, model), **QUICK)
    assert "no background" in evidence.absent["background_change"]
    assert "background_change" not in {item.metric for item in evidence.measurements}
