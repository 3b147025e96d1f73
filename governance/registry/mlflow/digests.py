"""Recomputes the digest that MLflow recorded for a dataset, under the readings that leave the file's content as it is."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

# What MLflow keeps of a pandas dataset: eight hexadecimal digits, and a profile of just these two numbers.
DIGEST = re.compile("[0-9a-f]{8}")
PROFILE = {"num_rows", "num_elements"}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
FOREIGN = (
    "the registry's digest was not made by MLflow's algorithm for pandas, and says nothing that the rows could be held against"
)
LOST = (
    "MLflow's digest covers row labels and types that the file does not keep, so that it neither confirms nor refutes the rows; "
    "log the dataset as it is read back from its file"
)


@dataclass(frozen=True)
class Rows:
    """A table as its file's reader gave it, with the file's own index; ``path`` is None where a source gave the table itself."""

    frame: pd.DataFrame
    path: Path | None = None


@dataclass(frozen=True)
class Recomputed:
    """The digest recomputed, or None; ``note`` says why none, or under which reading of the file it was found."""

    digest: str | None
    note: str | None = None


def recompute(dataset: Any, rows: Rows) -> Recomputed:
    """The recorded digest itself where any reading gives it; another where the content surely differs; None where that is not known.

    MLflow hashes the row labels and parsed types beside the values, and a file need not keep either: a shuffled frame written
    without its labels cannot give its digest again. A differing digest is proof where the file keeps the labels, or where the number
    of rows or a column that was logged is another; else it is none. Digests of other kinds of datasets (NumPy, polars, Spark), and
    those that somebody gave by hand, are not recomputed.
    """
    if not _of_pandas(dataset):
        return Recomputed(None, FOREIGN)
    for reading, frame in _readings(rows):
        if dataset_digest(frame) == dataset.digest:
            return Recomputed(dataset.digest, reading)
    surely = _other_shape(dataset, rows.frame) or _keeps_labels(rows.path)
    return Recomputed(dataset_digest(rows.frame)) if surely else Recomputed(None, LOST)


def dataset_digest(frame: pd.DataFrame) -> str:
    """MLflow's own digest of a frame: an MD5 over its first 10,000 rows and its shape, cut to 8 digits."""
    import mlflow.data.pandas_dataset

    return str(mlflow.data.pandas_dataset.from_pandas(frame).digest)


def _of_pandas(dataset: Any) -> bool:
    return set(json.loads(dataset.profile or "{}")) == PROFILE and DIGEST.fullmatch(dataset.digest) is not None


def _readings(rows: Rows) -> Iterator[tuple[str | None, pd.DataFrame]]:
    """Each with its name, which is None for the file's plain reading."""
    for precisely, frame in _parsed(rows):
        for dated, typed in (("", frame), ("dates parsed", _with_dates(frame))):
            for labels, laid in _laid(typed):
                yield ", ".join(filter(None, (precisely, dated, labels))) or None, laid


def _parsed(rows: Rows) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "", rows.frame
    if rows.path is not None and rows.path.suffix.lower() in {".csv", ".gz"}:
        # A frame that was logged before it was written has the exact numbers, which the fast parser misses by the last digit.
        yield "numbers to the last digit", pd.read_csv(rows.path, float_precision="round_trip")


def _laid(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "", frame
    if isinstance(frame.index, pd.RangeIndex) and frame.index.name is None:
        if frame.shape[1] > 1:
            yield "the first column as row labels", frame.set_index(frame.columns[0])
    else:
        yield "row labels as a column", frame.reset_index()
    yield "rows numbered anew", frame.reset_index(drop=True)


def _with_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with every column of ISO 8601 dates parsed; nothing else of it is touched."""
    dated = frame.copy(deep=False)
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_string_dtype(values.dtype) and values.head(1).astype(str).str.match(DATE).all():
            parsed = pd.to_datetime(values, format="ISO8601", errors="coerce", utc=True)
            dated[name] = values if parsed.isna().any() else parsed
    return dated


def _other_shape(dataset: Any, frame: pd.DataFrame) -> bool:
    logged = json.loads(dataset.schema or "{}").get("mlflow_colspec", [])
    names = {str(item["name"]) for item in logged if "name" in item}
    held = {*map(str, frame.columns), *map(str, frame.index.names)}
    return json.loads(dataset.profile)["num_rows"] != len(frame) or not names <= held


def _keeps_labels(path: Path | None) -> bool:
    """Whether the file is a Parquet file in which pandas wrote the row labels, and so also the types."""
    if path is None or path.suffix.lower() not in {".parquet", ".pq"} or not path.is_file():
        return False
    import pyarrow.parquet

    return bool((pyarrow.parquet.read_schema(path).pandas_metadata or {}).get("index_columns"))
