import json
import os
from pathlib import Path

import mlflow
import pandas as pd
import pytest
from mlflow.data.pandas_dataset import from_pandas

from governance.demo import building, store
from governance.demo.building import build
from governance.errors import OutputError

TRIALS = {"spx-volatility": 9, "spx-direction": 20, "vix-level": 4}
CONTEXTS = {
    "spx-volatility": {"training", "validation", "test"},
    "spx-direction": {"training", "test"},
    "vix-level": {"training", "test"},
}
NAMES = list(TRIALS)


def contexts(run):
    return {
        next(tag.value for tag in entry.tags if tag.key == "mlflow.data.context"): entry.dataset
        for entry in run.inputs.dataset_inputs
    }


def test_three_versions_are_registered(built):
    assert built.uris == tuple(f"models:/{name}/1" for name in NAMES)
    assert {model.name for model in built.client.search_registered_models()} == set(NAMES)


@pytest.mark.parametrize(("name", "task", "tier"), zip(NAMES, ["volatility", "binary", "regression"], "211", strict=True))
def test_a_registered_model_declares_what_an_audit_reads(built, name, task, tier):
    tags = built.client.get_registered_model(name).tags
    assert (tags["governance.task"], tags["governance.tier"]) == (task, tier)
    assert (tags["governance.time_column"], tags["governance.periods_per_year"], tags["governance.horizon"]) == (
        "date",
        "252",
        "1",
    )
    assert all(tags[f"governance.{key}"] for key in ("owner", "developer", "purpose", "exposure"))


@pytest.mark.parametrize("name", ["spx-volatility", "vix-level"])
def test_declared_directions_name_features_of_the_model(built, name):
    declared = json.loads(built.client.get_registered_model(name).tags["governance.expected_directions"])
    assert set(declared) <= set(loaded(built, name).feature_names_in_)
    assert set(declared.values()) == {"increasing"}


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_are_logged_by_context_with_a_source_that_holds_the_recorded_rows(built, name):
    datasets = contexts(built.run(name))
    assert set(datasets) == CONTEXTS[name]
    for dataset in datasets.values():
        path = Path(mlflow.data.get_source(dataset).load())
        assert path.is_relative_to(built.folder.resolve() / "data")
        assert from_pandas(pd.read_parquet(path)).digest == dataset.digest


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_come_out_of_another_build(built, plans, name):
    recorded = {context: dataset.digest for context, dataset in contexts(built.run(name)).items()}
    assert {context: from_pandas(frame).digest for context, frame in plans[name].samples.items()} == recorded


@pytest.mark.parametrize("name", NAMES)
def test_every_trial_is_a_run_beside_the_chosen_one_on_the_same_training_rows(built, name):
    runs = built.runs(name)
    assert len(runs) == TRIALS[name]
    assert len({contexts(run)["training"].digest for run in runs}) == 1
    assert len({json.dumps(run.data.params, sort_keys=True) for run in runs}) == TRIALS[name]


def test_the_direction_model_was_chosen_on_its_test_period(built):
    chosen = built.run("spx-direction").data.metrics["test_auc"]
    assert chosen == max(run.data.metrics["test_auc"] for run in built.runs("spx-direction"))


def test_only_the_chosen_run_of_the_volatility_model_knows_the_test_period(built):
    knowing = [run.info.run_id for run in built.runs("spx-volatility") if "test_qlike" in run.data.metrics]
    assert knowing == [built.run("spx-volatility").info.run_id]


@pytest.mark.parametrize("name", NAMES)
def test_the_registered_model_gives_the_metrics_that_were_logged(built, plans, name):
    plan, model, logged = plans[name], loaded(built, name), built.run(name).data.metrics
    for context, prefix in (("training", "train"), ("test", "test")):
        for metric, value in plan.measure(model, plan.features(context), plan.outcomes(context)).items():
            assert logged[f"{prefix}_{metric}"] == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_is_stored_without_pickle_with_a_signature_an_example_and_fixed_requirements(built, name):
    info = mlflow.models.Model.load(artifacts(built, name))
    assert info.flavors["sklearn"]["serialization_format"] == "skops"
    assert info.signature.inputs.input_names()
    assert info.saved_input_example_info
    requirements = (Path(artifacts(built, name)) / "requirements.txt").read_text().split()
    assert all("==" in line for line in requirements)


def test_a_second_build_in_the_same_folder_is_refused(built):
    with pytest.raises(OutputError, match="already holds a demo store"):
        build(built.folder)


def test_a_store_that_is_there_is_recognised_by_its_folder(built, tmp_path):
    assert building.built(built.folder) == built.uris
    assert building.built(tmp_path) == ()


def test_a_store_that_the_demo_did_not_finish_is_neither_audited_nor_overwritten(tmp_path):
    store.path(tmp_path).write_bytes(b"somebody's own store")
    assert building.built(tmp_path) == ()
    with pytest.raises(OutputError, match="no complete demo"):
        build(tmp_path)
    assert store.path(tmp_path).read_bytes() == b"somebody's own store"


def test_a_build_that_breaks_off_leaves_no_store_behind(tmp_path):
    def broken_off():
        with store.opened(tmp_path):
            mlflow.create_experiment("half")
            assert store.path(tmp_path).exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert building.built(tmp_path) == ()


def test_building_leaves_mlflow_where_it_was_and_writes_only_into_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(store.URIS[0], "sqlite:///elsewhere.db")
    with store.opened(tmp_path / "demo"):
        assert mlflow.get_tracking_uri() == store.tracking_uri(tmp_path / "demo")
    assert mlflow.get_tracking_uri() == os.environ[store.URIS[0]] == "sqlite:///elsewhere.db"
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def artifacts(built, name):
    version = built.client.get_model_version(name, "1")
    location = built.client.get_logged_model(version.source.removeprefix("models:/")).artifact_location
    return location.removeprefix("file://")


def loaded(built, name):
    return mlflow.sklearn.load_model(artifacts(built, name))
