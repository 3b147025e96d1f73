import numpy as np
import pandas as pd
import pytest

from governance.errors import ModelError, RegistryError, SampleError
from governance.record.declaration import Direction, Role, Task
from governance.registry.interface import Options
from governance.registry.opening import open_registry


def load(uri, options):
    return open_registry(uri).load(uri, options)


def subject(uri, store, **given):
    return load(uri, Options(tracking_uri=store.uri, **given)).subject


def some_rows(n=200, seed=3):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(generator.normal(size=(n, 2)), columns=["momentum", "carry"])
    frame["date"] = pd.date_range("2022-01-01", periods=n)
    frame["y"] = generator.integers(0, 2, n)
    return frame


def test_a_registered_version_becomes_a_subject(store, sound):
    found = subject(sound, store)
    assert (found.identity.name, found.identity.version, found.task, found.identity.tier) == ("sound", "1", Task.BINARY, 2)
    assert found.identity.features == ("momentum", "carry")
    assert found.identity.owner == "Desk"
    assert found.directions == {"momentum": Direction.INCREASING}
    assert set(found.samples) == {Role.TRAINING, Role.VALIDATION}
    assert len(found.identity.artifact_digest) == 64


def test_scores_are_the_flavours_probabilities_and_not_labels(store, sound):
    found = subject(sound, store)
    scores = found.scores(Role.VALIDATION)
    assert scores.shape == (200, 2)
    assert np.unique(scores[:, 1]).size - 2 > 0
    assert scores.sum(axis=1) == pytest.approx(np.ones(200))


def test_the_recorded_digest_of_a_sample_is_recomputed(store, sound):
    for sample in subject(sound, store).samples.values():
        assert sample.identity.recorded_digest == sample.identity.recomputed_digest
        assert len(sample.identity.sha256) == 64


def test_what_was_inferred_is_said(store, sound):
    notes = " ".join(subject(sound, store).identity.inferred)
    assert "'date' is the only column of dates" in notes
    assert "365 observations a year" in notes


def test_nothing_of_this_machines_paths_stands_in_the_identity(store, sound):
    assert str(store.folder) not in repr(subject(sound, store).identity)


def test_an_alias_and_the_latest_version_are_resolved(store, sound):
    store.client().set_registered_model_alias("sound", "champion", "1")
    assert subject("models:/sound@champion", store).identity.uri == "models:/sound/1"
    assert subject("models:/sound/latest", store).identity.uri == "models:/sound/1"


def test_a_run_that_was_never_registered_can_be_audited(store, sound):
    run_id = store.client().get_model_version("sound", "1").run_id
    store.client().set_tag(run_id, "governance.columns", '{"target": "y"}')
    assert subject(f"runs:/{run_id}/model", store).identity.version == "unregistered"


def test_with_a_test_sample_what_is_called_validation_served_for_tuning(store):
    uri = store.register("tuned", samples={"train": some_rows(seed=1), "eval": some_rows(seed=2), "holdout": some_rows(seed=3)})
    found = subject(uri, store)
    assert found.samples[Role.TUNING].identity.context == "eval"
    assert found.samples[Role.VALIDATION].identity.context == "holdout"


def test_without_a_test_sample_the_evaluation_sample_is_the_validation(store):
    uri = store.register("untested", samples={"train": some_rows(seed=1), "valid": some_rows(seed=2)})
    assert subject(uri, store).samples[Role.VALIDATION].identity.context == "valid"


def test_unknown_materiality_is_tier_one_and_said(store):
    uri = store.register("unrated", tags={"governance.tier": None})
    identity = subject(uri, store).identity
    assert (identity.tier, identity.tier_declared) == (1, False)
    assert any("taken as tier 1" in note for note in identity.inferred)


def test_rivals_are_counted_deleted_ones_included_and_excluded_ones_apart(store):
    import mlflow

    samples = {"training": some_rows(300, 31), "test": some_rows(200, 32)}  # rows that no other run logged
    uri = store.register("searched", samples=samples, metrics={"test_auc": 0.6})
    client = store.client()
    experiment = client.get_experiment_by_name("searched").experiment_id
    for index, tags in enumerate(({}, {}, {"governance.trial": "false"})):
        run = client.create_run(experiment, tags=tags)
        client.log_metric(run.info.run_id, "test_auc", 0.5)
        client.set_terminated(run.info.run_id)
        if index == 0:
            mlflow.delete_run(run.info.run_id)
    unrelated = client.create_run(experiment)
    client.log_metric(unrelated.info.run_id, "seconds", 3)
    trials = subject(uri, store).trials
    assert (len(trials.runs), sum(run.deleted for run in trials.runs), trials.excluded) == (3, 1, 1)
    assert [run.chosen for run in trials.runs].count(True) == 1


def test_an_earlier_audit_is_read_from_the_versions_tags(store):
    uri = store.register("audited")
    for name, value in {"opinion": "not-fit", "record_digest": "ab", "audited_as_of": "2026-01-31"}.items():
        store.client().set_model_version_tag("audited", "1", f"governance.{name}", value)
    (earlier,) = load(uri, store.options).earlier_audits
    assert (earlier.opinion, earlier.audited_as_of) == ("not-fit", "2026-01-31")


def booster(flavour):
    """A small classifier, not fitted, that keeps quiet."""
    if flavour == "lightgbm":
        from lightgbm import LGBMClassifier

        return LGBMClassifier(n_estimators=5, verbosity=-1)
    if flavour == "xgboost":
        from xgboost import XGBClassifier

        return XGBClassifier(n_estimators=5, verbosity=0)
    from catboost import CatBoostClassifier

    return CatBoostClassifier(iterations=5, verbose=False, allow_writing_files=False)


@pytest.mark.parametrize("flavour", ["lightgbm", "xgboost", "catboost"])
def test_boosters_are_loaded_by_their_own_flavour(store, flavour):
    frame = some_rows(300, 1)
    model = booster(flavour).fit(frame[["momentum", "carry"]], frame["y"])
    uri = store.register(flavour, model=model, flavour=flavour, pip_requirements=[flavour])
    found = subject(uri, store)
    assert found.identity.flavour == flavour
    expected = model.predict_proba(found.samples[Role.VALIDATION].features)
    assert found.scores(Role.VALIDATION) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("kind", "task", "outputs"), [("Classifier", Task.BINARY, 2), ("Regressor", Task.REGRESSION, 1)])
def test_catboost_is_loaded_without_a_pickle_and_its_task_is_inferred(store, monkeypatch, kind, task, outputs):
    import catboost

    frame = some_rows(300, 1)
    model = getattr(catboost, f"CatBoost{kind}")(iterations=5, verbose=False, allow_writing_files=False)
    model.fit(frame[["momentum", "carry"]], frame["y"])
    uri = store.register(f"unpickled-{outputs}", model=model, flavour="catboost", pip_requirements=["catboost"])
    monkeypatch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    found = subject(uri, store)
    assert found.identity.task is task
    assert found.scores(Role.VALIDATION).shape == (200, outputs)


def test_a_sample_named_by_the_caller_takes_the_place_of_the_registrys(store, sound, tmp_path):
    some_rows(77).to_csv(tmp_path / "fresh.csv", index=False)
    found = subject(sound, store, validation=str(tmp_path / "fresh.csv"))
    assert found.samples[Role.VALIDATION].rows == 77
    assert any("named by the caller" in note for note in found.identity.inferred)


def test_rows_are_brought_into_time_order_and_the_disorder_is_kept_as_a_fact(store):
    shuffled = some_rows(seed=2).sample(frac=1, random_state=0)
    uri = store.register("shuffled", samples={"training": some_rows(seed=1), "test": shuffled})
    sample = subject(uri, store).samples[Role.VALIDATION]
    assert sample.identity.in_time_order is False
    assert (np.diff(sample.time) > np.timedelta64(0)).all()


def refused(kind, uri, options, *words):
    with pytest.raises(kind) as caught:
        load(uri, options)
    for word in words:
        assert word in f"{caught.value.problem} {caught.value.where} {caught.value.remedy}"
    assert caught.value.where
    assert caught.value.remedy


def test_a_model_that_does_not_exist_is_refused_by_name(store):
    refused(RegistryError, "models:/nobody/1", store.options, "nobody")


def test_a_version_that_does_not_exist_is_refused(store, sound):
    refused(RegistryError, "models:/sound/99", store.options, "99")


def test_an_alias_that_does_not_exist_is_refused(store, sound):
    refused(RegistryError, "models:/sound@nobody", store.options, "nobody")


def test_a_uri_of_no_known_form_is_refused_with_the_forms(store):
    refused(RegistryError, "models:/a/b/c", store.options, "models:/NAME/VERSION")
    refused(RegistryError, "no-such-folder", store.options, "models:/NAME/VERSION")


def test_a_database_that_is_not_there_is_refused_and_not_created(tmp_path):
    refused(RegistryError, "models:/m/1", Options(tracking_uri=f"sqlite:///{tmp_path}/typo.db"), "no such MLflow database")
    assert list(tmp_path.iterdir()) == []


def test_no_dataset_at_all_is_refused_with_the_call_that_logs_one(store):
    refused(SampleError, store.register("bare", samples={}), store.options, "log_input", "--training")


def test_a_dataset_of_which_only_the_digest_was_logged_is_refused(store):
    import mlflow.data.pandas_dataset

    only_digest = mlflow.data.pandas_dataset.from_pandas(some_rows())
    refused(
        SampleError,
        store.register("digest-only", samples={"training": only_digest}),
        store.options,
        "only the dataset's digest",
        "--training",
    )


def test_a_file_that_moved_is_refused_with_the_place_where_it_was(store):
    uri = store.register("moved")
    (store.folder / "moved-test.parquet").unlink()
    refused(SampleError, uri, store.options, "moved-test.parquet", "--validation")


def test_a_file_that_was_damaged_is_refused(store):
    uri = store.register("damaged")
    (store.folder / "damaged-test.parquet").write_bytes(b"not parquet")
    refused(SampleError, uri, store.options, "damaged-test.parquet")


def test_a_file_that_changed_is_read_and_its_digest_no_longer_matches(store):
    uri = store.register("changed")
    path = store.folder / "changed-test.parquet"
    frame = pd.read_parquet(path)
    frame.loc[0, "momentum"] += 1
    frame.to_parquet(path)
    identity = subject(uri, store).samples[Role.VALIDATION].identity
    assert identity.recorded_digest != identity.recomputed_digest


def test_an_unknown_target_is_refused_with_the_tag_to_set(store):
    samples = {"training": some_rows().assign(other=1.0), "test": some_rows().assign(other=1.0)}
    uri = store.register("aimless", samples=samples, tags={"governance.columns": None})
    refused(SampleError, uri, store.options, "target", "governance.columns")


def test_a_missing_target_column_is_refused(store):
    uri = store.register("untargeted", samples={"training": some_rows(), "test": some_rows().drop(columns="y")})
    refused(SampleError, uri, store.options, "'y' is absent")


def test_a_column_the_model_needs_and_the_sample_lacks_is_named(store):
    uri = store.register("lacking", samples={"training": some_rows(), "test": some_rows().drop(columns="carry")})
    refused(SampleError, uri, store.options, "carry", "lacking-test")


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("nan-target", lambda f: f.assign(y=f["y"].where(f.index > 4)), "missing in 5 rows"),
        ("infinite", lambda f: f.assign(carry=f["carry"].where(f.index > 1, np.inf)), "2 infinite values"),
        ("one-class", lambda f: f.assign(y=1), "one class only"),
        ("empty", lambda f: f.iloc[:0], "no rows"),
        ("stranger", lambda f: f.assign(y=f["y"] + 1), "which the model does not know"),
        ("no-time", lambda f: f.assign(date=f["date"].where(f.index > 4)), "missing in some rows"),
    ],
)
def test_a_sample_nothing_can_be_measured_on_is_refused(store, name, spoil, words):
    uri = store.register(name, samples={"training": some_rows(seed=1), "test": spoil(some_rows(seed=2))})
    refused(SampleError, uri, store.options, words, f"{name}-test")


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("task", "clairvoyance"),
        ("tier", "4"),
        ("horizon", "0"),
        ("periods_per_year", "-1"),
        ("columns", "{"),
        ("expected_directions", '{"momentum": "sideways"}'),
        ("target_unit", "sigma"),
        ("segment_columns", "venue"),
    ],
)
def test_a_tag_that_cannot_be_read_is_named_with_what_it_should_be(store, sound, tag, value):
    from governance.registry.declarations import read_declarations

    with pytest.raises(RegistryError, match=f"governance.{tag}"):
        read_declarations({f"governance.{tag}": value}, "models:/m/1")


def test_a_model_that_no_longer_loads_is_refused(store):
    uri = store.register("unloadable")
    version = store.client().get_model_version("unloadable", "1")
    import mlflow

    path = mlflow.artifacts.download_artifacts(artifact_uri=f"models:/{version.name}/1")
    for file in store.folder.rglob("*"):
        if file.is_file() and file.name == "MLmodel" and "unloadable" in path:
            break
    refused_uri = uri
    model_folder = next(item for item in store.folder.rglob(version.source.removeprefix("models:/")) if item.is_dir())
    for file in model_folder.rglob("model.*"):
        file.write_bytes(b"ruined")
    refused(ModelError, refused_uri, store.options, "does not load")
