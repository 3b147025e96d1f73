"""Which rows fill a role, what stands in for what, and what is said of it."""

import dataclasses

import pytest

from governance.errors import SampleError
from governance.record.declaration import Role
from governance.registry.interface import Options
from governance.registry.mlflow.sources import shown
from governance.registry.opening import open_registry


@pytest.fixture
def subject(store):
    def load(uri, **given):
        return open_registry(uri).load(uri, Options(tracking_uri=store.uri, **given)).subject

    return load


def notes(subject):
    return " ".join(subject.identity.inferred)


def digest_only(frame, name):
    import mlflow.data

    return mlflow.data.from_pandas(frame, name=name)


def test_a_replaced_sample_is_held_against_the_digest_of_what_it_replaces(store, subject, tmp_path):
    uri = store.register("replaced")
    store.rows(150, 3).to_parquet(tmp_path / "easy.parquet")
    found = subject(uri, validation=str(tmp_path / "easy.parquet"))
    identity = found.samples[Role.VALIDATION].identity
    assert identity.recorded_digest == subject(uri).samples[Role.VALIDATION].identity.recorded_digest
    assert identity.recomputed_digest not in {None, identity.recorded_digest}
    assert "'easy.parquet', was named by the caller and takes the place of what the registry holds: test" in notes(found)


def test_the_logged_sample_named_by_its_file_agrees_with_its_digest(store, subject):
    identity = (
        subject(store.register("same"), validation=str(store.folder / "same-test.parquet")).samples[Role.VALIDATION].identity
    )
    assert identity.recorded_digest == identity.recomputed_digest


def test_naming_the_training_sample_leaves_the_trials_as_they_are(store, subject, tmp_path):
    import mlflow

    frame = store.rows(300, 51)
    uri = store.register("widely-searched", samples={"training": frame, "test": store.rows(200, 2)})
    mlflow.set_experiment("rivals-of-widely-searched")
    with mlflow.start_run():
        mlflow.log_input(store.dataset(frame, "widely-searched-training"), context="training")
    store.rows(300, 52).to_parquet(tmp_path / "other.parquet")
    assert subject(uri).identity.search.runs == 2
    assert subject(uri, training=str(tmp_path / "other.parquet")).identity.search.runs == 2


@pytest.mark.parametrize(("contexts", "option"), [(("test", "oos"), "--validation"), (("training", "train"), "--training")])
def test_several_datasets_for_one_role_are_refused_by_name(store, subject, contexts, option):
    first, second = contexts
    samples = {"training": store.rows(300, 1), "test": store.rows(200, 2), first: store.rows(200, 4), second: store.rows(200, 5)}
    uri = store.register(f"several-{second}", samples=samples)
    with pytest.raises(SampleError) as caught:
        subject(uri)
    assert f"several-{second}-{first}" in caught.value.problem
    assert f"several-{second}-{second}" in caught.value.problem
    assert option in caught.value.remedy


def test_naming_one_of_several_datasets_says_which_others_there_were(store, subject):
    samples = {"training": store.rows(300, 1), "test": store.rows(200, 4), "oos": store.rows(200, 5)}
    uri = store.register("named-one", samples=samples)
    found = subject(uri, validation=str(store.folder / "named-one-oos.parquet"))
    identity = found.samples[Role.VALIDATION].identity
    assert identity.recorded_digest == identity.recomputed_digest
    assert "test 'named-one-test'" in notes(found)


def test_the_same_rows_under_two_contexts_are_one_dataset(store, subject):
    samples = {"training": store.rows(300, 1), "test": store.rows(200, 4), "oos": store.rows(200, 4)}
    assert subject(store.register("twice", samples=samples)).samples[Role.VALIDATION].rows == 200


def test_a_dataset_with_rows_comes_before_one_of_which_only_the_digest_was_logged(store, subject):
    automatic = digest_only(store.rows(300, 7), "dataset")
    uri = store.register("autologged", samples={"train": automatic, "training": store.rows(300, 8), "test": store.rows(200, 2)})
    found = subject(uri)
    assert found.samples[Role.TRAINING].identity.name == "autologged-training"
    assert "not train 'dataset'" in notes(found)


def test_several_samples_that_served_for_tuning_are_taken_in_order_and_noted(store, subject):
    samples = {
        "training": store.rows(300, 1), "test": store.rows(200, 2), "eval": store.rows(150, 4), "validation": store.rows(160, 5),
    }  # fmt: skip
    found = subject(store.register("much-tuned", samples=samples))
    assert found.samples[Role.TUNING].identity.context == "validation"
    assert "not eval 'much-tuned-eval'" in notes(found)


def test_rows_among_the_runs_artifacts_stand_in_for_a_source_that_is_gone(store, subject, tmp_path):
    frame = store.rows(200, 6)
    uri = store.register("kept", samples={"training": store.rows(300, 1), "test": digest_only(frame, "exam")})
    frame.to_parquet(tmp_path / "validation.parquet")
    run_id = store.client().get_model_version("kept", "1").run_id
    store.client().log_artifact(run_id, str(tmp_path / "validation.parquet"), "governance")
    found = subject(uri)
    identity = found.samples[Role.VALIDATION].identity
    assert identity.context == "artifact governance/validation.parquet"
    assert identity.recorded_digest == identity.recomputed_digest
    assert "could not be had from their source" in notes(found)


@dataclasses.dataclass
class Logged:
    source: str
    source_type: str = "local"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("C:\\\\\\\\Users\\\\\\\\ann\\\\\\\\rows.parquet", "rows.parquet"),
        ("/home/ann/rows.parquet", "rows.parquet"),
        ("file:///home/ann/rows.parquet", "rows.parquet"),
        ("https://ann:secret@host/rows.csv?token=x", "https://host/rows.csv"),
    ],
)
def test_a_source_is_shown_without_paths_of_a_machine_or_passwords(uri, expected):
    assert shown(Logged(f'{{"uri": "{uri}"}}')) == expected


def test_rows_declared_to_have_no_order_though_they_hold_dates_are_noted(store, subject):
    found = subject(store.register("timeless", tags={"governance.time_column": "none"}))
    assert found.identity.time_ordered is False
    assert "no order in time, though 'date' holds dates" in notes(found)


def test_rows_without_dates_may_have_no_order_without_a_word(store, subject):
    samples = {"training": store.rows(300, 1).drop(columns="date"), "test": store.rows(200, 2).drop(columns="date")}
    uri = store.register("dateless", samples=samples, tags={"governance.time_column": "none"})
    assert "no order in time" not in notes(subject(uri))


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("missing", lambda f: f.assign(w=f["carry"].abs().where(f.index > 4)), "no finite number in 5 rows"),
        ("negative", lambda f: f.assign(w=-1.0), "negative in 200 rows"),
        ("zero", lambda f: f.assign(w=0), "zero in every row"),
        ("worded", lambda f: f.assign(w="heavy"), "no finite number"),
    ],
)
def test_weights_that_are_none_are_refused(store, subject, name, spoil, words):
    samples = {"training": store.rows(300, 1).assign(w=1.0), "test": spoil(store.rows(200, 2))}
    uri = store.register(f"weights-{name}", samples=samples, tags={"governance.columns": '{"target": "y", "weight": "w"}'})
    with pytest.raises(SampleError, match=words):
        subject(uri)


def test_numbered_times_need_a_number_in_every_row(store, subject):
    def numbered(n, seed):
        return store.rows(n, seed).assign(step=lambda f: f.index.astype(float)).drop(columns="date")

    samples = {"training": numbered(300, 1), "test": numbered(200, 2).assign(step=lambda f: f["step"].where(f.index > 4))}
    uri = store.register("unnumbered", samples=samples, tags={"governance.time_column": "step"})
    with pytest.raises(SampleError, match="missing in some rows"):
        subject(uri)
