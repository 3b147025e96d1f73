"""Recent rows with outcomes: which run they are taken from."""

import pytest

from governance.record.declaration import Role
from governance.registry.interface import Options
from governance.registry.opening import open_registry


@pytest.fixture
def production(store):
    def found(uri, **given):
        samples = open_registry(uri).load(uri, Options(tracking_uri=store.uri, **given)).subject.samples
        return samples.get(Role.PRODUCTION)

    return found


def watch(store, name, n, *, context="production", tags=None, model_id=None):
    import mlflow
    from mlflow.entities import LoggedModelInput

    store.client()
    mlflow.set_experiment("watching")
    with mlflow.start_run(tags=tags or {}):
        model = LoggedModelInput(model_id) if model_id else None
        mlflow.log_input(store.dataset(store.rows(n, 9), name), context=context, model=model)


def test_a_version_that_nobody_watched_has_no_production_sample(store, production):
    assert production(store.register("unwatched")) is None


def test_a_run_that_names_the_version_in_a_tag_holds_its_production_sample(store, production):
    uri = store.register("tagged")
    watch(store, "tagged-live", 120, context="monitoring", tags={"governance.monitors": uri})
    assert production(uri).rows == 120


def test_a_run_with_the_logged_model_as_input_holds_its_production_sample(store, production):
    uri = store.register("linked")
    source = store.client().get_model_version("linked", "1").source
    model_id = next(part for part in source.replace("models:/", "/").split("/") if part.startswith("m-"))
    watch(store, "linked-live", 130, model_id=model_id)
    assert production(uri).rows == 130


def test_the_newest_of_several_runs_is_taken(store, production):
    uri = store.register("renewed")
    for n in (110, 140):
        watch(store, f"renewed-live-{n}", n, tags={"governance.monitors": uri})
    assert production(uri).rows == 140


def test_rows_of_another_version_are_left_alone(store, production):
    watch(store, "others-live", 150, tags={"governance.monitors": "models:/somebody-else/1"})
    assert production(store.register("not-others")) is None


def test_rows_that_the_caller_names_take_precedence(store, production, tmp_path):
    uri = store.register("overruled")
    watch(store, "overruled-live", 120, tags={"governance.monitors": uri})
    store.rows(99, 10).to_parquet(tmp_path / "live.parquet")
    assert production(uri, production=str(tmp_path / "live.parquet")).rows == 99


def test_answers_that_were_served_need_to_stand_in_the_production_sample_only(store, production):
    uri = store.register("served", tags={"governance.columns": '{"target": "y", "served": "answered"}'})
    import mlflow

    store.client()
    mlflow.set_experiment("watching")
    with mlflow.start_run(tags={"governance.monitors": uri}):
        mlflow.log_input(store.dataset(store.rows(120, 9).assign(answered=0.5), "served-live"), context="production")
    assert (production(uri).columns["served"] == 0.5).all()
