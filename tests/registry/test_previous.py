"""The earlier version of the same registered model, found and made ready to answer the subject's rows."""

import json

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from governance.record.declaration import Role
from governance.registry.interface import Options
from governance.registry.opening import open_registry
from governance.subject.model.interface import Failure


@pytest.fixture
def subject(store):
    return lambda uri: open_registry(uri).load(uri, store.options).subject


def answers(subject):
    found = subject.previous.answering(Role.VALIDATION)
    return found if isinstance(found, Failure) else found[0].sample(found[1])


@pytest.fixture(scope="module")
def aged(store):
    """Three versions of one model: the first of two inputs, the others of the momentum alone."""
    frame = store.rows(300, 1)
    narrow = LogisticRegression().fit(frame[["momentum"]], frame["y"])
    later = {"model": narrow, "input_example": frame[["momentum"]].head(3)}
    return [store.register("aged"), store.register("aged", **later), store.register("aged", **later)]


@pytest.fixture
def standing(store):
    """``standing(alias, version)``: the alias, for one test."""
    given = []

    def stand(alias, version):
        store.client().set_registered_model_alias("aged", alias, version)
        given.append(alias)

    yield stand
    for alias in given:
        store.client().delete_registered_model_alias("aged", alias)


def test_without_an_alias_it_is_the_version_before(subject, aged):
    assert subject(aged[1]).previous.name == "version 1 (the last before this one)"


def test_its_answers_are_those_of_its_own_inputs_and_are_counted(store, subject, aged):
    found = subject(aged[1])
    frame, sample = store.rows(300, 1), found.samples[Role.VALIDATION]
    assert list(sample.features) == ["momentum"]
    expected = LogisticRegression().fit(frame[["momentum", "carry"]], frame["y"]).predict_proba(store.rows(200, 2).iloc[:, :2])
    before = found.rows_scored
    assert answers(found) == pytest.approx(expected)
    assert answers(found) is answers(found)
    assert found.rows_scored - before == 200


def test_without_signatures_each_version_takes_the_columns_that_it_was_fitted_on(store, subject):
    frame, unsigned = store.rows(300, 1), {"input_example": None}
    both = LogisticRegression().fit(frame[["carry", "momentum"]], frame["y"])
    narrow = LogisticRegression().fit(frame[["momentum"]], frame["y"])
    store.register("unsigned", model=both, **unsigned)
    found = subject(store.register("unsigned", model=narrow, **unsigned))
    assert found.identity.features == ("momentum",)
    assert answers(found) == pytest.approx(both.predict_proba(store.rows(200, 2)[["carry", "momentum"]]))


@pytest.mark.parametrize("alias", ["champion", "production"])
def test_a_version_in_use_goes_before_the_last_one(subject, aged, standing, alias):
    standing(alias, "1")
    assert subject(aged[2]).previous.name == f"version 1 ({alias})"


def test_an_alias_that_stands_for_the_audited_version_is_passed_over(subject, aged, standing):
    standing("champion", "3")
    assert subject(aged[2]).previous.name == "version 2 (the last before this one)"


def test_a_later_version_in_use_is_compared_with_as_well(subject, aged, standing):
    standing("champion", "3")
    assert subject(aged[0]).previous.name == "version 3 (champion)"


def test_the_report_is_told_which_version_it_is(subject, aged):
    told = " ".join(subject(aged[1]).identity.inferred)
    assert "take models:/aged/1, version 1 (the last before this one); its files have the SHA-256" in told


def test_the_first_version_has_none(subject, aged):
    assert subject(aged[0]).previous is None


def test_a_folder_has_none(plain_folder):
    assert open_registry(str(plain_folder)).load(str(plain_folder), Options()).subject.previous is None


def test_one_that_does_not_load_spoils_no_audit(subject, aged, monkeypatch):
    from governance.errors import ModelError
    from governance.registry.mlflow import previous

    def broken(uri):
        raise ModelError("the model does not load: /home/ann/secret", uri, "load it") from ValueError("no")

    monkeypatch.setattr(previous, "load_model", broken)
    found = subject(aged[1])
    answer = answers(found)
    assert isinstance(answer, Failure)
    assert "does not load (ValueError)" in answer.reason
    assert "secret" not in json.dumps(found.identity.inferred)


def test_one_whose_inputs_are_not_in_the_sample_says_so(store, subject):
    frame = store.rows(300, 1).assign(flow=1.0)
    wide = LogisticRegression().fit(frame[["momentum", "flow"]], frame["y"])
    store.register("dropped", model=wide, samples={"training": frame, "test": frame}, input_example=frame[["momentum", "flow"]])
    answer = answers(subject(store.register("dropped")))
    assert isinstance(answer, Failure)
    assert "flow" in answer.reason


def test_one_that_knows_other_classes_is_not_asked(store, subject):
    frame = store.rows(300, 1)
    three = LogisticRegression().fit(frame[["momentum", "carry"]], frame["y"] + (frame["carry"] > 1))
    store.register("classes", model=three, samples={"training": frame.assign(y=frame["y"] + (frame["carry"] > 1))})
    answer = answers(subject(store.register("classes", tags={"governance.task": "binary"})))
    assert "other classes" in answer.reason


def test_one_that_was_declared_for_another_horizon_is_not_asked(store, subject):
    import mlflow

    first = store.register("further")
    run = store.client().get_model_version("further", first.rpartition("/")[2]).run_id
    mlflow.MlflowClient().set_tag(run, "governance.horizon", "5")
    answer = answers(subject(store.register("further")))
    assert answer.reason == "its declared horizon is 5, and that of the version under audit 1"


def test_the_rows_it_was_trained_on_are_marked(store, subject):
    trained = store.dataset(store.rows(200, 2).head(80), "retrained-first")
    store.register("retrained", samples={"training": trained})
    marks = subject(store.register("retrained")).previous.learned[Role.VALIDATION]
    assert np.array_equal(np.flatnonzero(marks), np.arange(80))


def test_versions_of_the_same_training_sample_have_learned_none_of_the_validation_rows(subject, aged):
    assert not subject(aged[1]).previous.learned[Role.VALIDATION].any()


def test_where_its_training_file_was_written_over_nothing_is_said_of_what_it_learned(store, subject):
    store.register("written-over", samples={"training": store.rows(100, 3)})
    found = subject(store.register("written-over"))
    assert Role.VALIDATION not in found.previous.learned
    assert isinstance(answers(found), np.ndarray)
