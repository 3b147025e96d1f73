"""What is kept of a registered model besides its object, and how a model that does not load is refused."""

import importlib

import pytest

from governance.errors import ModelError
from governance.registry.mlflow.model import load_model, requirements_of
from governance.registry.opening import open_registry

LINES = """\
scikit-learn==1.9.1
lightgbm[dask]>=4.6, <5 ; python_version > "3.10"
--extra-index-url https://user:secret@host/simple
desk-models @ file:///home/ann/desk-models
risk @ git+https://token@host/risk.git
git+https://token@host/other.git#egg=other
/home/ann/wheels/own-1.0.whl
-e ./local
pandas==3.1.1 --hash=sha256:abc  # pinned
numpy

"""


def test_of_the_requirements_only_names_and_versions_are_kept(tmp_path):
    (tmp_path / "requirements.txt").write_text(LINES)
    expected = ("scikit-learn==1.9.1", "lightgbm>=4.6,<5", "desk-models", "risk", "pandas==3.1.1", "numpy")
    assert requirements_of(tmp_path) == expected


def test_a_model_folder_without_requirements_has_none(tmp_path):
    assert requirements_of(tmp_path) == ()


def test_a_missing_library_is_named_with_the_extra_that_brings_it(store, sound, monkeypatch):
    def absent(name):
        raise ModuleNotFoundError("No module named 'lightgbm'", name="lightgbm")

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(ModelError) as caught:
        load_model(sound)
    assert "needs lightgbm" in caught.value.problem
    assert caught.value.remedy == "pip install 'model-signoff[lightgbm]'"


def test_the_digest_is_taken_before_the_models_code_is_run(store, sound, monkeypatch):
    from governance.registry.mlflow import model

    order = []
    taken, loaded = model.artifact_digest, model._native
    monkeypatch.setattr(model, "artifact_digest", lambda path: order.append("digest") or taken(path))
    monkeypatch.setattr(model, "_native", lambda *given: order.append("load") or loaded(*given))
    load_model(sound)
    assert order == ["digest", "load"]


def test_what_is_declared_and_signed_stands_in_the_identity(store):
    tags = {"governance.approved_use": "Sizing", "governance.limits": "Not for stress", "governance.cost_bps": "2.5"}
    uri = store.register("declared", tags=tags)
    store.client().set_registered_model_alias("declared", "champion", "1")
    identity = open_registry(uri).load(uri, store.options).subject.identity
    assert (identity.approved_use, identity.limits, identity.cost_bps) == ("Sizing", "Not for stress", 2.5)
    assert identity.aliases == ("champion",)
    assert identity.input_types == {"momentum": "double", "carry": "double"}
    assert (identity.search.deleted, identity.search.excluded) == (0, 0)


def test_negative_costs_are_refused():
    from governance.errors import RegistryError
    from governance.registry.declarations import read_declarations

    with pytest.raises(RegistryError, match=r"governance\.cost_bps"):
        read_declarations({"governance.cost_bps": "-1"}, "models:/m/1")
