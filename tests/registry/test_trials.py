"""The search a model came out of, as MLflow holds it."""

import numpy as np
import pandas as pd
import pytest

from governance.errors import SampleError
from governance.registry.opening import open_registry


def trials(store, uri):
    return open_registry(uri).load(uri, store.options).subject.trials


def log_elsewhere(store, frame, name, *, context="training", tags=None):
    import mlflow

    store.client()
    mlflow.set_experiment("elsewhere")
    with mlflow.start_run(tags=tags or {}) as run:
        mlflow.log_input(store.dataset(frame, name), context=context)
    return run.info.run_id


@pytest.fixture
def searched(store, request):
    """A version whose training rows nobody else has, and those rows."""
    seed = 100 + sum(map(ord, request.node.name)) % 97
    name, frame = request.node.name[:40], store.rows(300, seed)
    return store.register(name, samples={"training": frame, "test": store.rows(200, 2)}), frame, name


def test_a_run_of_another_experiment_on_the_same_training_rows_is_a_trial(store, searched):
    uri, frame, name = searched
    rival = log_elsewhere(store, frame, f"{name}-again")
    assert rival in {item.run_id for item in trials(store, uri).runs}


def test_a_run_that_only_tested_on_those_rows_is_none(store, searched):
    uri, frame, name = searched
    log_elsewhere(store, frame, f"{name}-tested", context="test")
    assert len(trials(store, uri).runs) == 1


def test_a_run_on_the_same_rows_that_aims_at_another_column_is_none(store, searched):
    uri, frame, name = searched
    log_elsewhere(store, frame, f"{name}-other", tags={"governance.columns": '{"target": "carry"}'})
    assert len(trials(store, uri).runs) == 1


def log_returns(store, name, tags, tmp_path):
    frame = pd.DataFrame(np.random.default_rng(1).normal(size=(50, 3)), columns=["a", "b", "c"])
    frame.to_parquet(tmp_path / "trial_returns.parquet")
    run_id = store.client().get_model_version(name, "1").run_id
    store.client().log_artifact(run_id, str(tmp_path / "trial_returns.parquet"), "governance")
    for key, value in tags.items():
        store.client().set_tag(run_id, key, value)


def test_the_returns_of_the_trials_are_read_with_the_chosen_column(store, searched, tmp_path):
    uri, _, name = searched
    log_returns(store, name, {"governance.chosen_trial": "b"}, tmp_path)
    returns = trials(store, uri).returns
    assert (returns.frame.shape, returns.chosen) == ((50, 3), "b")


def test_a_chosen_trial_without_returns_is_refused(store, searched, tmp_path):
    uri, _, name = searched
    log_returns(store, name, {"governance.chosen_trial": "z"}, tmp_path)
    with pytest.raises(SampleError, match="'z'"):
        trials(store, uri)


def test_a_run_that_logged_no_returns_has_none(store, searched):
    assert trials(store, searched[0]).returns is None
