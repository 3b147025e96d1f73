"""A plain folder as registry."""

import contextlib
import shutil

import pandas as pd
import pytest

from governance.errors import ModelError
from governance.record.declaration import Role
from governance.registry import folder as folders
from governance.registry.interface import Options
from governance.registry.opening import open_registry


def test_the_folder_one_stands_in_has_its_name(plain_folder):
    with contextlib.chdir(plain_folder):
        identity = open_registry(".").load(".", Options()).subject.identity
    assert identity.uri == plain_folder.name


def test_a_metric_named_after_the_test_is_that_of_the_validation_file(plain_folder):
    (logged,) = open_registry(str(plain_folder)).load(str(plain_folder), Options()).subject.logged
    assert logged.role is Role.VALIDATION


def test_a_sample_named_by_the_caller_is_noted(plain_folder):
    given = Options(validation=str(plain_folder / "training.parquet"))
    identity = open_registry(str(plain_folder)).load(str(plain_folder), given).subject.identity
    assert "The validation sample was named by the caller" in " ".join(identity.inferred)


def test_the_digest_is_taken_before_the_models_code_is_run(plain_folder, monkeypatch):
    order = []
    monkeypatch.setitem(
        folders.LOADERS, ".pkl", ("sklearn", lambda path, trusted: order.append("load") or folders._pickle(path, trusted))
    )
    taken = folders.sha256
    monkeypatch.setattr(folders, "sha256", lambda data: order.append("digest") or taken(data))
    open_registry(str(plain_folder)).load(str(plain_folder), Options())
    assert order == ["digest", "load"]


@pytest.fixture
def catboost_folder(plain_folder, tmp_path):
    """The same subject, its model one of CatBoost's; and that model."""
    from catboost import CatBoostRegressor

    folder = tmp_path / "plain"
    shutil.copytree(plain_folder, folder)
    (folder / "model.pkl").unlink()
    frame = pd.read_parquet(folder / "training.parquet")
    model = CatBoostRegressor(iterations=10, verbose=False, allow_writing_files=False)
    model.fit(frame[["momentum", "carry", "flow"]], frame["y"]).save_model(str(folder / "model.cbm"))
    return folder, model


def test_a_catboost_model_is_read_from_its_own_file(catboost_folder):
    folder, model = catboost_folder
    found = open_registry(str(folder)).load(str(folder), Options()).subject
    assert found.identity.flavour == "catboost"
    expected = model.predict(found.samples[Role.VALIDATION].features)
    assert found.scores(Role.VALIDATION)[:, 0] == pytest.approx(expected)


def test_a_ruined_catboost_file_is_refused(catboost_folder):
    folder, _ = catboost_folder
    (folder / "model.cbm").write_bytes(b"ruined")
    with pytest.raises(ModelError) as caught:
        open_registry(str(folder)).load(str(folder), Options())
    assert "does not load" in caught.value.problem
