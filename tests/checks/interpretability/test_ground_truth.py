import dataclasses

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import GammaRegressor, LogisticRegression, Ridge
from sklearn.svm import SVR

from governance.record.evidence import Status
from governance.subject.attribution.known import MIXED, known_answer
from governance.subject.model.interface import Failure

CHECK = "interpretability.ground-truth"
QUICK = {"resamples": 100, "rows": 200, "compared": 100}
LIMIT = 0.7


def drawn(features=4, rows=400, link=lambda signal: signal):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2 * rows, features))
    y = link(X @ np.resize([1.0, -0.7, 0.5, -0.3], features) + rng.normal(size=2 * rows))
    return (X[:rows], y[:rows]), (X[rows:], y[rows:])


def marked(data):
    return tuple((X, (y > 0) * 1.0) for X, y in data)


def boosted(kind=LGBMRegressor, **settings):
    return kind(n_estimators=100, num_leaves=8, verbose=-1, n_jobs=1, **settings)


@pytest.fixture
def made(make_subject):
    def subject(model, data=None, task="regression"):
        data = data or drawn()
        return make_subject(task, *data, model.fit(*data[0]))

    return subject


def of_the_next(given, frame):
    """Every feature is given the credit of the one before it."""
    return dataclasses.replace(given, values=np.roll(given.values, 1, axis=1))


def by_the_data(given, frame):
    """Each answer's distance from the base, dealt by the sizes of the row's own values; it adds up."""
    sizes = np.abs(frame.to_numpy() - 0.3 * np.arange(frame.shape[1]))
    moved = given.explained - given.base
    return dataclasses.replace(given, values=(sizes / sizes.sum(axis=1, keepdims=True))[:, :, None] * moved[:, None, :])


def of_the_other_sign(given, frame):
    return dataclasses.replace(given, values=-given.values)


@pytest.mark.parametrize("spoil", [of_the_next, by_the_data, of_the_other_sign])
@pytest.mark.parametrize("estimator", [boosted(), Ridge()], ids=["boosted", "ridge"])
def test_credit_that_is_dealt_wrongly_does_not_find_what_is_known(make_subject, spoiling, measure, only, spoil, estimator):
    data = drawn(8)
    model = spoiling(estimator.fit(*data[0]), "regression", spoil)
    assert only(measure(CHECK, make_subject("regression", *data, model), **QUICK), "row_agreement").high < LIMIT


@pytest.mark.parametrize(
    ("estimator", "task", "data"),
    [
        (Ridge(), "regression", drawn()),
        (boosted(), "regression", drawn(8)),
        (boosted(monotone_constraints=[1, -1, 1, -1]), "regression", drawn()),
        (RandomForestRegressor(20, min_samples_leaf=5, random_state=0), "regression", drawn(3)),
        (GammaRegressor(alpha=1e-4), "volatility", drawn(3, link=np.exp)),
        (LogisticRegression(), "binary", marked(drawn())),
        (boosted(LGBMClassifier), "binary", marked(drawn())),
    ],
    ids=["ridge", "boosted", "bound to directions", "forest", "logarithmic", "logistic", "boosted classes"],
)
def test_an_explainer_that_works_finds_what_is_known(made, measure, only, estimator, task, data):
    evidence = measure(CHECK, made(estimator, data, task), **QUICK)
    assert only(evidence, "row_agreement").low > 0.85
    assert only(evidence, "rank_correlation").value > 0.7
    assert only(evidence, "twin_fit").value > 0.8


def test_a_method_that_needs_only_scores_explains_the_answer_itself(made, measure, only):
    data = drawn(3, rows=120)
    evidence = measure(CHECK, made(SVR(), data), **QUICK)
    assert only(evidence, "row_agreement").low > 0.95
    assert "no twin learned it" in evidence.absent["twin_fit"]
    assert "itself" in only(evidence, "row_agreement").convention


def test_the_twin_s_own_error_is_not_blamed_on_the_explainer(make_subject, spoiling, measure, only):
    """A stump of two leaves cannot learn the answer; that its contributions are wrong too is not seen, and not said."""
    data = drawn(8)
    model = spoiling(LGBMRegressor(n_estimators=1, num_leaves=2, verbose=-1, n_jobs=1).fit(*data[0]), "regression", of_the_next)
    evidence = measure(CHECK, make_subject("regression", *data, model), **QUICK)
    assert only(evidence, "twin_fit").high < 0.5
    assert "blamed on the explainer" in evidence.absent["row_agreement"]
    assert "row_agreement" not in {item.metric for item in evidence.measurements}


def test_known_contributions_are_the_shapley_values_of_the_answer(made):
    """By the definition, over all coalitions and all background rows."""
    from itertools import permutations

    subject = made(Ridge(), drawn(3))
    frame = next(iter(subject.samples.values())).features
    answer = known_answer(subject, frame, np.array([1.0, -1.0, 1.0]), 3, MIXED)
    row, background = frame.iloc[[7]], frame.iloc[100:110]
    expected = np.zeros(3)
    for order in permutations(range(3)):
        copies = background.reset_index(drop=True).copy()
        for place in order:
            before = answer.score(copies).mean()
            copies.isetitem(place, row.iloc[0, place])
            expected[place] += (answer.score(copies).mean() - before) / 6
    assert answer.true(row, background)[0] == pytest.approx(expected)


def test_parts_have_the_weights_and_signs_that_were_asked_for(made):
    subject = made(Ridge(), drawn(5))
    frame = next(iter(subject.samples.values())).features
    answer = known_answer(subject, frame, np.array([1.0, -1.0, 1.0, -1.0, 1.0]), 4, MIXED)
    spreads = answer.parts(frame).std(axis=0)
    assert sorted(spreads) == pytest.approx([0.0, *np.linspace(0.3, 1.0, 4)])
    assert set(answer.forms) == set(MIXED)
    assert np.all(answer.weights[[1, 3]] <= 0)
    assert np.all(answer.weights[[0, 2, 4]] >= 0)


def test_text_and_what_is_missing_carry_no_part_of_the_answer(made):
    subject = made(Ridge())
    frame = pd.DataFrame(
        {"venue": ["a", "b"] * 50, "gap": [np.nan, 1.0, 2.0, 3.0] * 25, "flow": np.arange(100.0), "none": np.nan}
    )
    answer = known_answer(subject, frame, np.ones(4), 8, MIXED)
    assert list(answer.weights != 0) == [False, True, True, False]
    assert np.isfinite(answer.score(frame)).all()
    assert isinstance(known_answer(subject, frame[["venue", "flow"]], np.ones(2), 8, MIXED), Failure)


def test_the_difference_agrees_with_the_contributions_of_a_ridge_by_hand(made, measure, only):
    """A ridge learns the straight answer but for its shrinkage, which is the same share of each contribution for one scale."""
    X = np.random.default_rng(0).normal(size=(400, 4))
    X = np.linalg.qr(X - X.mean(axis=0))[0]
    data = (X, X[:, 0]), (X, X[:, 0])
    found = only(measure(CHECK, made(Ridge(alpha=0.25), data), **QUICK), "difference")
    assert found.value == pytest.approx(0.25 / 1.25, abs=1e-6)


def test_it_does_not_apply_to_several_classes_nor_without_contributions(made, make_subject, measure):
    X, y = drawn()[0]
    data = (X, np.digitize(y, [-1, 1]) * 1.0)
    assert measure(CHECK, made(LogisticRegression(), (data, data), "multiclass")).status is Status.NOT_APPLICABLE
    assert measure(CHECK, make_subject("regression", *drawn(), lambda frame: frame["x0"])).status is not Status.MEASURED


def test_it_is_inconclusive_where_nothing_can_be_learned_or_explained(make_subject, additive, made, measure):
    assert "no twin learned" in measure(CHECK, make_subject("regression", *drawn(), additive(weights=(1, 1, 1, 1)))).reason
    assert "numbers that vary" in measure(CHECK, made(Ridge(), drawn(1))).reason
    assert "the same on all" in measure(CHECK, made(DummyRegressor())).reason
    assert measure(CHECK, made(Ridge()), **QUICK, smallest_n=101).status is Status.INCONCLUSIVE


def test_rows_carriers_and_the_fit_that_is_asked_for_can_be_set(made, measure, only):
    evidence = measure(CHECK, made(boosted(), drawn(8)), **{**QUICK, "compared": 50}, carriers=2, learned=300, described=0.5)
    found = only(evidence, "row_agreement")
    assert found.n == 50
    assert "2 parts" in found.convention
    assert "300 rows" in found.convention
    strict = measure(CHECK, made(boosted(), drawn(8)), **QUICK, described=0.999)
    assert "row_agreement" in strict.absent


def test_equal_audits_are_equal(made, measure):
    once, again = (measure(CHECK, made(boosted()), **QUICK) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)
