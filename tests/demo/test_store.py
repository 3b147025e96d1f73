"""Where the demo's store is, and that it leaves every other store as it was."""

import os

import mlflow
import pytest

from governance.demo import store


@pytest.fixture
def named(tmp_path, monkeypatch):
    """What the environment names as tracking server and registry: another store."""
    uri = f"sqlite:///{tmp_path / 'firm.db'}"
    for name in store.URIS:
        monkeypatch.setenv(name, uri)
    mlflow.set_tracking_uri(None)
    mlflow.set_registry_uri(None)
    return uri


def models(uri):
    return {model.name for model in mlflow.MlflowClient(uri, uri).search_registered_models()}


def test_models_are_registered_in_the_demos_own_store_whatever_the_environment_names(named, tmp_path):
    with store.opened(tmp_path / "demo"):
        mlflow.MlflowClient().create_registered_model("planted")
    assert models(store.tracking_uri(tmp_path / "demo")) == {"planted"}
    assert models(named) == set()


def test_mlflow_speaks_afterwards_to_where_it_spoke_before(named, tmp_path):
    with store.opened(tmp_path / "demo"):
        assert mlflow.get_registry_uri() == mlflow.get_tracking_uri() == store.tracking_uri(tmp_path / "demo")
    assert mlflow.get_registry_uri() == mlflow.get_tracking_uri() == named


def test_a_registry_that_nothing_named_is_not_named_afterwards(tmp_path, monkeypatch):
    for name in store.URIS:
        monkeypatch.delenv(name, raising=False)
    mlflow.set_tracking_uri(None)
    mlflow.set_registry_uri(None)
    with store.opened(tmp_path / "demo"):
        pass
    assert not [name for name in store.URIS if name in os.environ]
