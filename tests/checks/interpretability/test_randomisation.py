import dataclasses

import numpy as np
import pytest
from lightgbm import LGBMRegressor
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression, Ridge

from governance.record.evidence import Status
from governance.subject.model.interface import Failure

CHECK = "interpretability.randomisation"
QUICK = {"resamples": 100, "rows": 200, "compared": 100, "twins": 4}
LIMIT = 0.5


def drawn(features=4, rows=300, scale=1.0):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2 * rows, features))
    y = X @ np.resize([1.0, -0.7, 0.5, -0.3], features) + rng.normal(size=2 * rows)
    X = X * np.resize(scale, features)
    return (X[:rows], y[:rows]), (X[rows:], y[rows:])


@pytest.fixture
def made(make_subject):
    def subject(model, data=None, task="regression"):
        data = data or drawn()
        return make_subject(task, *data, model.fit(*data[0]))

    return subject


def boosted(**settings):
    return LGBMRegressor(n_estimators=25, num_leaves=8, verbose=-1, n_jobs=1, **settings)


def by_the_data(given, frame):
    """Each answer's distance from the base, dealt by the sizes of the row's own values; it adds up."""
    sizes = np.abs(frame.to_numpy() - 0.3 * np.arange(frame.shape[1]))
    moved = given.explained - given.base
    return dataclasses.replace(given, values=(sizes / sizes.sum(axis=1, keepdims=True))[:, :, None] * moved[:, None, :])


def the_values(given, frame):
    """The row's own values, which do not add up to anything."""
    return dataclasses.replace(given, values=frame.to_numpy()[:, :, None])


@pytest.mark.parametrize("spoil", [by_the_data, the_values])
@pytest.mark.parametrize("features", [3, 8])
def test_an_explanation_that_knows_the_data_and_not_the_model_stays_the_same(
    make_subject, spoiling, measure, only, spoil, features
):
    data = drawn(features)
    model = spoiling(boosted().fit(*data[0]), "regression", spoil)
    found = only(measure(CHECK, make_subject("regression", *data, model), **QUICK), "unaccounted_likeness")
    assert found.low > LIMIT
    assert found.value == pytest.approx(1.0)


def test_what_is_dealt_by_the_data_has_the_sign_of_the_answer_and_escapes_the_signed_cosine(
    make_subject, spoiling, measure, only
):
    model = spoiling(boosted().fit(*drawn()[0]), "regression", by_the_data)
    evidence = measure(CHECK, make_subject("regression", *drawn(), model), **QUICK)
    assert abs(only(evidence, "signed_likeness").value) < 0.3


@pytest.mark.parametrize(
    "model",
    [Ridge(), boosted(), RandomForestRegressor(20, min_samples_leaf=5, random_state=0)],
    ids=["ridge", "boosted", "forest"],
)
@pytest.mark.parametrize("features", [3, 8])
def test_a_sound_explanation_is_as_alike_as_the_models_are(made, measure, only, model, features):
    found = only(measure(CHECK, made(model, drawn(features)), **QUICK), "unaccounted_likeness")
    assert found.high < LIMIT
    assert abs(found.value) < 0.15


def test_scales_that_leave_every_ridge_the_same_features_are_not_held_against_it(made, measure, only):
    evidence = measure(CHECK, made(Ridge(), drawn(6, scale=np.logspace(-3, 2, 6))), **QUICK)
    assert only(evidence, "rank_correlation").value > LIMIT  # the published limit would accuse it
    assert only(evidence, "unaccounted_likeness").high < 0.05


def test_declared_directions_that_bind_the_twins_too_are_not_held_against_the_model(made, measure, only):
    data = drawn(3, rows=800)
    evidence = measure(CHECK, made(boosted(monotone_constraints=[1, -1, 1]), data), **QUICK)
    assert only(evidence, "signed_likeness").value > LIMIT
    assert only(evidence, "unaccounted_likeness").low < LIMIT


def test_a_sound_classifier_is_as_alike_as_the_models_are(made, measure, only):
    data = tuple((X, (y > 0) * 1.0) for X, y in drawn())
    assert only(measure(CHECK, made(LogisticRegression(), data, "binary"), **QUICK), "unaccounted_likeness").high < LIMIT


def test_one_feature_leaves_nothing_to_tell_apart(made, measure):
    evidence = measure(CHECK, made(Ridge(), drawn(1)), **QUICK)
    assert "move the same features" in evidence.absent["unaccounted_likeness"]


def test_likeness_of_linear_models_agrees_with_the_twins_fitted_by_hand(made, measure, only):
    """Contributions of a linear model are its weights times the distance from the background's mean, and so are its effects."""
    from governance.statistics.surrogates import displaced_blocks
    from governance.subject.attribution.rows import background_rows, explained_rows
    from governance.subject.relearning import outcome_block

    subject = made(Ridge()).under(CHECK)
    evidence = measure(CHECK, subject, **{**QUICK, "twins": 3})
    (X, y), (V, _) = drawn()
    away = V[explained_rows(subject, 200)] - background_rows(subject, 200).to_numpy().mean(axis=0)
    away = away[np.unique(np.linspace(0, 199, 100).astype(int))]
    block = outcome_block(subject, next(iter(subject.samples.values())))
    generator, own, cosines = subject.generator(), away * Ridge().fit(X, y).coef_, []
    for _ in range(3):
        order = displaced_blocks(len(y), block, generator)
        twin = away * Ridge().fit(X[: len(order)], y[order]).coef_
        cosines.append((own * twin).sum(axis=1) / np.linalg.norm(own, axis=1) / np.linalg.norm(twin, axis=1))
    assert only(evidence, "signed_likeness").value == pytest.approx(np.mean(cosines))
    (table,) = evidence.tables
    assert table.rows[0][1] == pytest.approx(np.abs(cosines).mean())


def test_it_does_not_apply_to_what_cannot_be_refitted(make_subject, additive, measure):
    evidence = measure(CHECK, make_subject("regression", *drawn(), additive(weights=(1, 1, 1, 1))))
    assert evidence.status is not Status.MEASURED


def test_it_is_inconclusive_without_contributions_rows_or_an_answer_that_varies(make_subject, spoiling, made, measure):
    silent = spoiling(Ridge().fit(*drawn()[0]), "regression", lambda *_: Failure("too deep"))
    assert measure(CHECK, make_subject("regression", *drawn(), silent)).reason == "too deep"
    assert measure(CHECK, made(Ridge()), **QUICK, smallest_n=101).status is Status.INCONCLUSIVE
    assert "the same on all" in measure(CHECK, made(DummyRegressor())).reason


def test_a_twin_that_learns_nothing_and_is_given_no_credit_counts_as_different(made, measure, only):
    from sklearn.linear_model import Lasso

    found = only(measure(CHECK, made(Lasso(0.5)), **QUICK), "unaccounted_likeness")
    assert found.value == pytest.approx(0.0)


def test_twins_and_rows_can_be_set(made, measure, only):
    evidence = measure(CHECK, made(Ridge()), **{**QUICK, "compared": 50}, learned=150)
    found = only(evidence, "unaccounted_likeness")
    assert found.n == 50
    assert "4 twins" in found.convention
    assert "of 150 rows" in found.convention
    assert only(evidence, "rank_correlation").n == 4


def test_equal_audits_are_equal(made, measure):
    once, again = (measure(CHECK, made(Ridge()), **QUICK) for _ in range(2))
    assert dataclasses.asdict(once) == dataclasses.asdict(again)
