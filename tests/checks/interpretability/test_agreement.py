import dataclasses

import numpy as np
import pytest

from governance.record.evidence import Status
from governance.subject.model.interface import Failure

CHECK = "interpretability.agreement"
WEIGHTS = (2.0, -1.5, 1.0, -0.5)
QUICK = {"resamples": 100, "surrogates": 60, "rows": 300}
FLOOR = "two halves of the same contributions"


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1000, 4))
    y = X @ WEIGHTS + generator.normal(size=1000)
    return (X[:500], y[:500]), (X[500:], y[500:])


@pytest.fixture
def made(make_subject, additive, data):
    def subject(spoil=lambda given: given, weights=WEIGHTS, **options):
        return make_subject("regression", *data, additive(weights=weights, spoil=spoil), **options)

    return subject


def test_contributions_with_signs_turned_are_contradicted_by_the_surrogates(made, measure, only):
    turned = made(lambda given: dataclasses.replace(given, values=-given.values))
    evidence = measure(CHECK, turned, **QUICK)
    assert only(evidence, "sign_agreement").high == 0.0
    assert only(evidence, "top_agreement").value == 1.0


def test_contributions_dealt_to_the_wrong_features_rank_others_than_the_other_methods(made, measure, only):
    dealt = made(lambda given: dataclasses.replace(given, values=given.values[:, ::-1]))
    evidence = measure(CHECK, dealt, **QUICK)
    floor = only(evidence, "rank_overlap", FLOOR)
    for other in ("local surrogates", "permutation"):
        assert only(evidence, "rank_overlap", f"contributions and {other}").high < floor.low
    assert only(evidence, "rank_overlap", "local surrogates and permutation").value == pytest.approx(1.0)
    assert only(evidence, "sign_agreement").value == pytest.approx(0.5, abs=0.15)


def test_of_a_linear_model_all_methods_say_the_same(made, measure, only):
    evidence = measure(CHECK, made(), **QUICK)
    assert only(evidence, "sign_agreement").low == only(evidence, "top_agreement").low == 1.0
    ranked = [item for item in evidence.measurements if item.metric == "rank_overlap"]
    assert [item.value for item in ranked[:3]] == pytest.approx([1.0, 1.0, 1.0])
    assert ranked[3].segment == FLOOR
    assert 0.8 < ranked[3].value <= 1.0


def test_a_feature_the_model_lives_on_without_worth_parts_permutation_from_the_others(made, measure, only, data):
    useless = made(weights=(2.0, -1.5, 1.0, 6.0))
    evidence = measure(CHECK, useless, **QUICK)
    assert only(evidence, "rank_overlap", "contributions and local surrogates").value == pytest.approx(1.0)
    harmful = made(weights=(1.0, -0.7, 0.5, 0.6))
    apart = measure(CHECK, harmful, **QUICK)
    assert only(apart, "rank_overlap", "contributions and permutation").value < 1.0


def test_features_that_go_together_are_counted_as_one(make_subject, additive, measure, only):
    X = np.random.default_rng(0).normal(size=(800, 4))
    X[:, 1] = X[:, 0] + 0.01 * X[:, 1]
    model = additive(weights=(5.0, -4.0, 0.5, 0.2))
    subject = make_subject("regression", (X[:400], X[:400, 0]), (X[400:], X[400:, 0]), model)
    found = only(measure(CHECK, subject, **QUICK), "sign_agreement")
    assert "3 groups of features, the leading 1 of a row" in found.convention
    assert found.value == 1.0


def test_features_that_the_model_does_not_use_contradict_nobody(make_subject, additive, measure, only):
    X = np.random.default_rng(0).normal(size=(800, 10))
    target = X[:, 0] - X[:, 4]
    lasso = additive(weights=(1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    subject = make_subject("regression", (X[:400], target[:400]), (X[400:], target[400:]), lasso)
    evidence = measure(CHECK, subject, **QUICK)
    assert only(evidence, "sign_agreement").value == 1.0
    assert "2 groups of features, the leading 1 of a row" in only(evidence, "sign_agreement").convention
    assert only(evidence, "rank_overlap", "contributions and local surrogates").value == pytest.approx(1.0)


def test_a_feature_that_the_contributions_pass_over_and_shuffling_does_not_stays_in_the_ranking(
    make_subject, additive, measure, only
):
    X = np.random.default_rng(0).normal(size=(800, 3))
    target = X @ (1.0, -1.0, 3.0)

    def spoil(given):
        return dataclasses.replace(given, values=given.values * np.array([1.0, 1.0, 0.0])[None, :, None])

    subject = make_subject(
        "regression", (X[:400], target[:400]), (X[400:], target[400:]), additive(weights=(1.0, -1.0, 3.0), spoil=spoil)
    )
    evidence = measure(CHECK, subject, **QUICK)
    assert "3 groups of features" in only(evidence, "sign_agreement").convention
    assert only(evidence, "rank_overlap", "contributions and permutation").high < 1.0


@pytest.mark.parametrize("weights", [(1.0, 0.0, 0.0), (0.0, 0.0, 0.0)])
def test_a_model_of_one_feature_or_none_has_nothing_to_rank(make_subject, additive, measure, weights):
    X = np.random.default_rng(0).normal(size=(300, 3))
    subject = make_subject("regression", (X[:150], X[:150, 0]), (X[150:], X[150:, 0]), additive(weights=weights))
    assert measure(CHECK, subject, **QUICK).status is not Status.MEASURED


def test_features_that_all_go_together_cannot_be_ranked(make_subject, additive, measure):
    X = np.random.default_rng(0).normal(size=(300, 2))
    X[:, 1] = X[:, 0]
    subject = make_subject("regression", (X[:150], X[:150, 0]), (X[150:], X[150:, 0]), additive(weights=(1.0, 1.0)))
    assert measure(CHECK, subject, **QUICK).status is Status.NOT_APPLICABLE


def test_a_loss_without_a_share_leaves_out_the_permutation_only(make_subject, additive, measure, data):
    variances = [(X, y**2) for X, y in data]
    evidence = measure(CHECK, make_subject("volatility", *variances, additive(weights=WEIGHTS)), **QUICK)
    assert "infinite" in evidence.absent["rank_overlap"]
    segments = [item.segment for item in evidence.measurements if item.metric == "rank_overlap"]
    assert segments == ["contributions and local surrogates", FLOOR]


def test_it_is_inconclusive_without_contributions_or_rows(made, make_subject, measure, data):
    assert measure(CHECK, made(lambda _: Failure("too deep"))).reason == "too deep"
    assert measure(CHECK, make_subject("regression", *data, lambda frame: frame["x0"])).status is Status.INCONCLUSIVE
    assert "30 rows can be compared" in measure(CHECK, made(), rows=30, surrogates=30, smallest_n=31).reason


def test_the_leading_features_and_rows_can_be_set(made, measure, only):
    found = only(measure(CHECK, made(), leading=1, surrogates=40, resamples=100), "top_agreement")
    assert found.n == 40
    assert "the leading 1 of a row" in found.convention
