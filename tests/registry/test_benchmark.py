"""A registered model as the benchmark of another."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from governance.errors import GovernanceError, ModelError, RegistryError
from governance.record.declaration import Role
from governance.registry.opening import open_registry
from governance.subject.naive import naive_scores


@pytest.fixture
def subject(store):
    return lambda uri: open_registry(uri).load(uri, store.options).subject


@pytest.fixture(scope="module")
def incumbent(store):
    frame = store.rows(300, 1)
    model = LogisticRegression(C=1e-3).fit(frame[["carry"]], frame["y"])
    return store.register("incumbent", model=model, input_example=frame[["carry"]].head(3)), model


def test_its_answers_stand_as_the_benchmark_column_of_every_sample(store, subject, incumbent):
    uri, model = incumbent
    found = subject(store.register("challenger", tags={"governance.benchmark": uri}))
    for role in (Role.TRAINING, Role.VALIDATION):
        expected = model.predict_proba(found.samples[role].features[["carry"]])[:, 1]
        assert found.samples[role].columns["benchmark"].to_numpy() == pytest.approx(expected)
        assert naive_scores(found, role)["benchmark"][:, -1] == pytest.approx(expected)
    assert f"The benchmark is the model {uri}" in " ".join(found.identity.inferred)


def test_without_a_signature_it_takes_the_columns_that_it_was_fitted_on(store, subject):
    frame, unsigned = store.rows(300, 1), {"input_example": None}
    model = LogisticRegression().fit(frame[["carry"]], frame["y"])
    uri = store.register("unsigned-incumbent", model=model, **unsigned)
    narrow = LogisticRegression().fit(frame[["momentum"]], frame["y"])
    found = subject(store.register("unsigned-challenger", model=narrow, tags={"governance.benchmark": uri}, **unsigned))
    expected = model.predict_proba(store.rows(200, 2)[["carry"]])[:, 1]
    assert found.samples[Role.VALIDATION].columns["benchmark"].to_numpy() == pytest.approx(expected)


def test_an_alias_is_resolved_to_the_version_it_stands_for(store, subject, incumbent):
    store.client().set_registered_model_alias("incumbent", "champion", "1")
    found = subject(store.register("challenger-2", tags={"governance.benchmark": "models:/incumbent@champion"}))
    assert "The benchmark is the model models:/incumbent/1" in " ".join(found.identity.inferred)


def test_a_benchmark_that_is_the_subject_itself_is_left_out_with_a_note(store, subject):
    uri = store.register("own", tags={"governance.benchmark": "models:/own/1"})
    found = subject(uri)
    assert "benchmark" not in found.samples[Role.VALIDATION].columns
    assert "is the version under audit itself" in " ".join(found.identity.inferred)


def test_a_benchmark_that_is_not_there_is_refused(store, subject):
    with pytest.raises(RegistryError, match="no-such-model"):
        subject(store.register("lonely", tags={"governance.benchmark": "models:/no-such-model/1"}))


def test_a_benchmark_that_cannot_answer_the_task_is_refused(store, subject):
    frame = store.rows(300, 1)
    number = store.register("number", model=LinearRegression().fit(frame[["carry"]], 9 * frame["carry"]))
    with pytest.raises(ModelError, match="benchmark"):
        subject(store.register("mismatched", tags={"governance.benchmark": number, "governance.task": "binary"}))


def test_a_benchmark_that_lacks_its_columns_is_refused(store, subject):
    frame = store.rows(300, 1).assign(flow=1.0)
    model = LogisticRegression().fit(frame[["flow"]], frame["y"])
    wider = store.register("wider", model=model, input_example=frame[["flow"]].head(3))
    with pytest.raises(GovernanceError, match="flow"):
        subject(store.register("narrow", tags={"governance.benchmark": wider}))


def test_a_folder_is_told_to_use_a_column_instead(plain_folder, tmp_path):
    import shutil

    folder = shutil.copytree(plain_folder, tmp_path / "plain")
    text = (folder / "subject.yaml").read_text()
    (folder / "subject.yaml").write_text(text + "benchmark: models:/incumbent/1\n")
    with pytest.raises(RegistryError) as caught:
        open_registry(str(folder)).load(str(folder), None)
    assert "column" in caught.value.remedy


def test_a_benchmark_column_is_still_read(store, subject):
    samples = {"training": store.rows(300, 1).assign(naive=0.4), "test": store.rows(200, 2).assign(naive=0.4)}
    found = subject(store.register("columned", samples=samples, tags={"governance.benchmark": "naive"}))
    assert np.unique(found.samples[Role.VALIDATION].columns["benchmark"]) == [0.4]
