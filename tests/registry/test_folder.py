"""A plain folder as registry."""

import contextlib
import shutil

import pandas as pd
import pytest

from governance.errors import ModelError, SampleError
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
def wide_folder(plain_folder, tmp_path):
    """The same subject with more in its samples than its model takes; its tags say what ``declared`` of the columns."""
    folder = tmp_path / "wide"
    shutil.copytree(plain_folder, folder)
    for name in ("training", "validation"):
        rows = pd.read_parquet(folder / f"{name}.parquet")
        rows.assign(next_return=rows["y"] * 2.0).to_parquet(folder / f"{name}.parquet")
    return folder


def declare(folder, columns):
    tags = folder / "subject.yaml"
    kept = [line for line in tags.read_text().splitlines() if not line.startswith("columns:")]
    tags.write_text("\n".join([*kept, f"columns: {columns}"]) + "\n")


def test_a_column_that_the_model_does_not_take_is_no_input_of_it(wide_folder):
    declare(wide_folder, "{target: y}")
    found = open_registry(str(wide_folder)).load(str(wide_folder), Options()).subject
    assert found.identity.features == ("momentum", "carry", "flow")
    assert "the columns that the model itself names were taken" in " ".join(found.identity.inferred)


def test_an_input_that_has_a_role_besides_stays_an_input(wide_folder):
    declare(wide_folder, "{target: y, returns: next_return, funding: carry}")
    found = open_registry(str(wide_folder)).load(str(wide_folder), Options()).subject
    assert found.identity.features == ("momentum", "carry", "flow")
    assert set(found.samples[Role.VALIDATION].columns) == {"returns", "funding"}
    assert len(found.scores(Role.VALIDATION))


def test_an_input_that_the_sample_lacks_is_named(plain_folder, tmp_path):
    folder = tmp_path / "narrow"
    shutil.copytree(plain_folder, folder)
    pd.read_parquet(folder / "training.parquet").drop(columns="flow").to_parquet(folder / "training.parquet")
    with pytest.raises(SampleError, match="a column the model needs is absent: flow"):
        open_registry(str(folder)).load(str(folder), Options())


def test_the_one_column_that_is_left_beside_the_inputs_is_the_target(wide_folder):
    declare(wide_folder, "{returns: next_return}")
    found = open_registry(str(wide_folder)).load(str(wide_folder), Options()).subject
    assert found.samples[Role.VALIDATION].identity.target == "y"


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
