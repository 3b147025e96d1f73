import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import floats, tuples
from lightgbm import LGBMRegressor
from scipy.stats import gmean

from governance.record.evidence import Status
from governance.subject.model.interface import Failure

CHECK = "interpretability.explainability"
PARTS = ("fidelity", "stability", "parsimony", "consistency")
WEIGHTS = (2.0, -1.0, 0.5, -0.2)
QUICK = {"resamples": 100, "rows": 300, "removals": 200, "shaken": 100, "surrogates": 60}


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


@pytest.fixture
def sound(made):
    return made()


def replaced(change):
    return lambda given: dataclasses.replace(given, values=change(given.values))


def test_an_exact_explanation_of_a_linear_model_scores_well_on_each_part(made, measure, only):
    evidence = measure(CHECK, made(), **QUICK)
    assert only(evidence, "fidelity").low > 0.6
    assert only(evidence, "stability").low > 0.8
    assert only(evidence, "parsimony").low > 0.2
    assert only(evidence, "consistency").value == 1.0
    found = only(evidence, "composite")
    assert 0.5 < found.low < found.value < found.high < 0.9
    assert evidence.absent == {}


def test_an_explanation_of_another_model_has_no_fidelity_and_no_consistency(made, measure, only):
    evidence = measure(CHECK, made(replaced(lambda values: -values)), **QUICK)
    assert only(evidence, "fidelity").high == only(evidence, "consistency").high == only(evidence, "composite").high == 0.0
    assert only(evidence, "stability").low > 0.8


def test_credit_that_is_dealt_anew_at_every_call_is_not_steady(made, measure, only):
    generator = np.random.default_rng(1)

    def dealt(values):
        anew = 2 * generator.normal(size=values.shape)
        return values + anew - anew.mean(axis=1, keepdims=True)

    sound, spoiled = (measure(CHECK, subject, **QUICK) for subject in (made(), made(replaced(dealt))))
    assert only(spoiled, "stability").high < 0.6
    assert only(spoiled, "composite").high < only(sound, "composite").low


def test_a_model_that_spreads_over_everything_is_not_parsimonious(made, measure, only):
    evidence = measure(CHECK, made(weights=(1.0, 1.0, 1.0, 1.0)), **QUICK)
    assert only(evidence, "parsimony").high < 0.02
    assert only(evidence, "composite").high < 0.4
    assert only(measure(CHECK, made(weights=(1.0, 0.01, 0.0, 0.0)), **QUICK), "parsimony").low > 0.7


def test_each_part_is_the_measure_of_its_own_check_and_the_composite_their_geometric_mean(made, measure, only):
    subject = made()
    shared = {
        "fidelity": ("rows", "removals"), "stability": ("rows", "shaken"), "parsimony": ("rows",), "agreement": ("rows", "surrogates"),
    }  # fmt: skip
    seen = {
        name: measure(f"interpretability.{name}", subject, **{key: QUICK[key] for key in keys}) for name, keys in shared.items()
    }
    value = {item.metric: item.value for evidence in seen.values() for item in evidence.measurements}
    evidence = measure(CHECK, subject, **QUICK)
    expected = {
        "fidelity": (value["deletion_gain"] + value["insertion_gain"]) / 2,
        "stability": 1 - max(value["push_change"], value["background_change"]),
        "parsimony": 1 - value["effective_features"] / 4,
        "consistency": 2 * value["sign_agreement"] - 1,
    }
    assert {name: only(evidence, name).value for name in PARTS} == pytest.approx(expected)
    assert only(evidence, "composite").value == pytest.approx(gmean(list(expected.values())))
    assert evidence.model_calls == 0


def test_a_part_that_cannot_be_measured_leaves_no_composite(make_subject, additive, measure, only, data):
    class Coin(additive):
        def score(self, frame):
            return np.random.default_rng(len(frame)).normal(size=(len(frame), 1))

    evidence = measure(CHECK, make_subject("regression", *data, Coin(weights=WEIGHTS)), **QUICK)
    assert "nothing to compare with" in evidence.absent["fidelity"]
    assert "no fidelity: replacing features" in evidence.absent["composite"]
    assert {item.metric for item in evidence.measurements} == {"stability", "parsimony", "consistency"}


def test_too_few_rows_are_no_part(made, measure):
    evidence = measure(CHECK, made(), **QUICK, smallest_n=61)
    assert "no consistency: 60 rows" in evidence.absent["composite"]
    assert measure(CHECK, made(), **QUICK, smallest_n=400).status is Status.INCONCLUSIVE


def test_it_is_inconclusive_without_contributions(made, make_subject, measure, data):
    assert measure(CHECK, made(lambda _: Failure("too deep"))).reason == "too deep"
    assert measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"])).status is Status.INCONCLUSIVE


def test_one_feature_has_no_order_and_no_length(make_subject, additive, measure):
    X = np.random.default_rng(0).normal(size=(400, 1))
    subject = make_subject("regression", (X[:200], X[:200, 0]), (X[200:], X[200:, 0]), additive(weights=(1.0,)))
    assert measure(CHECK, subject, **QUICK).status is Status.NOT_APPLICABLE


def test_the_rows_of_each_part_can_be_set(made, measure, only):
    evidence = measure(CHECK, made(), **{**QUICK, "removals": 90, "shaken": 80, "surrogates": 70})
    assert [only(evidence, name).n for name in (*PARTS, "composite")] == [90, 80, 300, 70, 70]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tuples(*[floats(0.01, 100)] * 4))
def test_whatever_the_weights_the_composite_lies_within_the_parts(sound, measure, only, weights):
    evidence = measure(CHECK, sound, **QUICK, **{f"{name}_weight": weight for name, weight in zip(PARTS, weights, strict=True)})
    parts, found = [only(evidence, name) for name in PARTS], only(evidence, "composite")
    assert min(item.value for item in parts) <= found.value <= max(item.value for item in parts)
    assert found.value == pytest.approx(gmean([item.value for item in parts], weights=weights))
    assert found.low <= found.value <= found.high


def test_trees_without_a_background_are_steady_by_the_push_alone(make_subject, measure, only, data):
    model = LGBMRegressor(n_estimators=20, num_leaves=4, verbose=-1, n_jobs=1).fit(*data[0])
    subject = make_subject("regression", *data, model)
    push = only(measure("interpretability.stability", subject, rows=300, shaken=100), "push_change").value
    evidence = measure(CHECK, subject, **QUICK)
    assert only(evidence, "stability").value == pytest.approx(1 - push)
    assert only(evidence, "composite").low > 0.4


def test_two_audits_say_the_same(made, measure):
    once, again = (measure(CHECK, made(), **QUICK) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)
