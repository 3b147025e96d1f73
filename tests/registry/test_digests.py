"""MLflow's digest under the ordinary ways of logging a dataset, each of which hashes something else of the same rows."""

import numpy as np
import pandas as pd
import pytest

from governance.registry.frames import as_read, content_digest
from governance.registry.mlflow.digests import Rows, recompute


def dated(n=50):
    generator = np.random.default_rng(0)
    index = pd.date_range("2020", periods=n, name="date")
    return pd.DataFrame({"x": generator.normal(size=n), "y": generator.normal(size=n)}, index=index)


def logged(frame, **given):
    """The dataset as the registry gives it back."""
    import mlflow.data
    from mlflow.entities import Dataset

    kept = (mlflow.data.from_pandas(frame, **given) if isinstance(frame, pd.DataFrame) else frame).to_dict()
    return Dataset(kept["name"], kept["digest"], kept["source_type"], kept["source"], kept["schema"], kept["profile"])


def read(path):
    return Rows(as_read(path), path)


def parquet(frame, path):
    frame.to_parquet(path)
    return frame


def csv(frame, path):
    frame.to_csv(path)
    return frame


def parsed(frame, path):
    frame.to_csv(path)
    return pd.read_csv(path, parse_dates=["date"])


def first_column(frame, path):
    frame.to_csv(path)
    return pd.read_csv(path, index_col=0)


def parsed_first_column(frame, path):
    frame.to_csv(path)
    return pd.read_csv(path, index_col=0, parse_dates=True)


def reset(frame, path):
    frame.to_parquet(path)
    return frame.reset_index()


def shuffled_with_labels(frame, path):
    shuffled = frame.reset_index(drop=True).sample(30, random_state=1)
    shuffled.to_parquet(path)
    return shuffled


def a_later_slice_renumbered(frame, path):
    later = frame.reset_index(drop=True).iloc[20:]
    later.to_parquet(path)
    return later.reset_index(drop=True)


@pytest.mark.parametrize(
    ("name", "log"),
    [
        ("rows.parquet", parquet),
        ("rows.parquet", reset),
        ("rows.parquet", shuffled_with_labels),
        ("rows.parquet", a_later_slice_renumbered),
        ("rows.csv", csv),
        ("rows.csv", parsed),
        ("rows.csv", first_column),
        ("rows.csv", parsed_first_column),
    ],
)
def test_rows_that_were_not_changed_give_the_recorded_digest_however_they_were_logged(tmp_path, name, log):
    dataset = logged(log(dated(), tmp_path / name))
    assert recompute(dataset, read(tmp_path / name)).digest == dataset.digest


def test_a_file_that_keeps_its_row_labels_and_was_changed_is_another(tmp_path):
    dataset = logged(dated())
    dated().assign(x=1.0).to_parquet(tmp_path / "rows.parquet")
    found = recompute(dataset, read(tmp_path / "rows.parquet")).digest
    assert found not in {None, dataset.digest}


@pytest.mark.parametrize("change", [lambda f: f.iloc[1:], lambda f: f.rename(columns={"x": "z"})])
def test_another_number_of_rows_or_a_lost_column_is_proof_in_any_file(tmp_path, change):
    dataset = logged(dated())
    change(dated()).to_csv(tmp_path / "rows.csv", index=False)
    found = recompute(dataset, read(tmp_path / "rows.csv")).digest
    assert found not in {None, dataset.digest}


def test_a_shuffled_frame_written_without_its_labels_neither_agrees_nor_differs(tmp_path):
    shuffled = dated().reset_index(drop=True).sample(frac=1, random_state=1)
    dataset = logged(shuffled)
    shuffled.to_parquet(tmp_path / "rows.parquet", index=False)
    found = recompute(dataset, read(tmp_path / "rows.parquet"))
    assert found.digest is None
    assert "the file does not keep" in found.note


def test_digests_of_another_algorithm_are_not_recomputed(tmp_path):
    import mlflow.data

    dated().to_parquet(tmp_path / "rows.parquet")
    for dataset in (logged(mlflow.data.from_numpy(dated().to_numpy())), logged(dated(), digest="by hand")):
        found = recompute(dataset, read(tmp_path / "rows.parquet"))
        assert found.digest is None
        assert "algorithm" in found.note


def test_truth_values_with_gaps_have_one_content_in_every_format(tmp_path):
    frame = pd.DataFrame({"flag": pd.array([True, None, False], dtype="boolean")})
    frame.to_csv(tmp_path / "rows.csv", index=False)
    assert content_digest(frame) == content_digest(as_read(tmp_path / "rows.csv"))
