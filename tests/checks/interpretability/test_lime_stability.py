import dataclasses

import numpy as np
import pytest
from lightgbm import LGBMRegressor
from sklearn.linear_model import LogisticRegression

from governance.record.evidence import Status
from governance.statistics.agreement import top_agreement
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.local import repeated
from governance.subject.model.interface import Failure

CHECK = "interpretability.lime-stability"
WEIGHTS = (2.0, -1.5, 1.0, -0.5, 0.3, 0.2)
QUICK = {"resamples": 100, "surrogates": 30, "rows": 100, "repeats": 4, "neighbours": 300}


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(800, 6))
    y = X @ WEIGHTS + generator.normal(size=800)
    return (X[:400], y[:400]), (X[400:], y[400:])


@pytest.fixture
def made(make_subject, additive, data):
    def subject(answer=None, spoil=lambda given: given):
        class Answering(additive):
            def score(self, frame):
                return super().score(frame) if answer is None else answer(frame.to_numpy())[:, None]

        return make_subject("regression", *data, Answering(weights=WEIGHTS, spoil=spoil))

    return subject


def test_answers_that_hang_on_rare_neighbours_are_given_other_reasons_each_time(made, measure, only):
    spiked = made(lambda X: X @ WEIGHTS + 300 * (np.abs(X[:, 0]) > 2.6) * X[:, 5])
    assert only(measure(CHECK, spiked, **QUICK), "variables_index").high < 90
    assert only(measure(CHECK, made(), **QUICK), "variables_index").low == 100.0


def test_a_model_that_is_another_at_every_call_has_coefficients_beyond_their_errors(made, measure, only):
    generator = np.random.default_rng(1)
    restless = made(lambda X: X @ (WEIGHTS + generator.normal(size=6)))
    found = only(measure(CHECK, restless, **QUICK), "coefficients_index")
    assert found.high < 10


def test_a_linear_model_has_the_same_surrogate_each_time(made, measure, only):
    evidence = measure(CHECK, made(), **QUICK)
    for metric in ("variables_index", "coefficients_index"):
        assert (only(evidence, metric).low, only(evidence, metric).high) == (100.0, 100.0)
    assert evidence.absent == {}


def test_boosted_trees_and_a_classifier_are_steady_with_as_many_neighbours_as_are_taken(make_subject, measure, only, data):
    (X, y), (V, w) = data
    trees = LGBMRegressor(n_estimators=30, num_leaves=6, verbose=-1, n_jobs=1).fit(X, y)
    marks = (y > 0).astype(float), (w > 0).astype(float)
    logit = LogisticRegression().fit(X, marks[0])
    subjects = make_subject("regression", *data, trees), make_subject("binary", (X, marks[0]), (V, marks[1]), logit)
    for subject in subjects:
        evidence = measure(CHECK, subject, **{**QUICK, "neighbours": 1000})
        assert only(evidence, "variables_index").low > 85
        assert only(evidence, "coefficients_index").low > 97


def test_two_repeats_agree_with_the_agreement_of_their_leading_features(made, measure, only):
    bent = made(lambda X: X @ WEIGHTS + np.sin(5 * X[:, 4]) * X[:, 5])
    found = only(measure(CHECK, bent, **{**QUICK, "repeats": 3}), "variables_index")
    under = bent.under(CHECK)
    fits = repeated(under, explain(under, 100, 200), 30, 200, 3, 300)
    pairs = [(fits[a], fits[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    expected = np.mean([top_agreement(a.contributions, b.contributions, 3).mean() for a, b in pairs])
    assert found.value == pytest.approx(100 * expected)
    assert found.value < 100


def test_features_that_the_model_does_not_use_are_not_named_by_chance(make_subject, additive, measure, only, data):
    subject = make_subject("regression", *data, additive(weights=(1.0, 1.0, 0.0, 0.0, 0.0, 0.0)))
    found = only(measure(CHECK, subject, **QUICK), "variables_index")
    assert "the leading 1 features, of which chance would share 50 %" in found.convention
    assert found.value == 100.0


@pytest.fixture
def alone(make_subject, additive, data):
    """A subject whose answers move only around the validation rows at ``far``."""

    class Far(additive):
        def score(self, frame):
            return np.where(frame[["x0"]] > 5, frame[["x0"]], 0.0)

    def subject(far):
        validation = data[1][0].copy()
        validation[far, 0] += 20
        return make_subject("regression", data[0], (validation, data[1][1]), Far(weights=WEIGHTS))

    return subject


@pytest.mark.parametrize(("far", "reason"), [(slice(1, 2), "do not vary around any row"), (slice(0, 200), "vary around 15 rows")])
def test_rows_around_which_nothing_moves_are_not_called_steady(alone, measure, far, reason):
    assert reason in measure(CHECK, alone(far), **{**QUICK, "rows": 400}).reason


def test_rows_that_are_left_out_are_counted(alone, measure, only):
    found = only(measure(CHECK, alone(slice(0, 200)), **{**QUICK, "rows": 400, "surrogates": 80}), "variables_index")
    assert found.n == 40
    assert "40 rows around which nothing varies left out" in found.convention


def test_it_is_inconclusive_without_contributions(made, make_subject, measure, data):
    assert measure(CHECK, made(spoil=lambda _: Failure("too deep"))).reason == "too deep"
    assert measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"])).status is Status.INCONCLUSIVE


def test_of_one_feature_there_is_no_other_to_name(make_subject, additive, measure):
    X = np.random.default_rng(0).normal(size=(400, 1))
    subject = make_subject("regression", (X[:200], X[:200, 0]), (X[200:], X[200:, 0]), additive(weights=(1.0,)))
    assert measure(CHECK, subject, **QUICK).status is Status.NOT_APPLICABLE


def test_rows_repeats_neighbours_and_leading_features_can_be_set(made, measure, only):
    bent = made(lambda X: X @ WEIGHTS + np.sin(5 * X[:, 4]) * X[:, 5])
    few, many = (only(measure(CHECK, bent, **{**QUICK, "neighbours": n}), "variables_index") for n in (60, 1000))
    assert few.value < many.value
    other = only(measure(CHECK, bent, **{**QUICK, "surrogates": 35, "repeats": 3, "leading": 2}), "variables_index")
    assert other.n == 35
    assert "3 surrogates a row, fitted to 300 neighbours each; the leading 2 features" in other.convention


def test_two_audits_say_the_same(made, measure):
    once, again = (measure(CHECK, made(lambda X: np.sin(X).sum(axis=1)), **QUICK) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)
