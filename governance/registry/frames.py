"""Reads a table of rows from a file, and takes the digest of its content whatever the file's format."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from governance.errors import SampleError

READERS = {".parquet": "read_parquet", ".pq": "read_parquet", ".csv": "read_csv", ".gz": "read_csv", ".feather": "read_feather"}


def read_frame(path: Path) -> pd.DataFrame:
    """The rows of a CSV, Parquet or Feather file, or of a folder of Parquet files.

    Raises `SampleError` where the file is absent, of another kind or damaged.
    """
    return named(as_read(path))


def as_read(path: Path) -> pd.DataFrame:
    """The same with the file's own index. Raises `SampleError`."""
    if not path.exists():
        raise SampleError("the file is not there", str(path), "put it back, or name the sample with --training or --validation")
    reader = "read_parquet" if path.is_dir() else READERS.get(path.suffix.lower())
    if reader is None:
        raise SampleError(f"cannot read files of type {path.suffix!r}", str(path), "give the sample as CSV or Parquet")
    try:
        frame: pd.DataFrame = getattr(pd, reader)(path)
    except (ValueError, OSError, pd.errors.ParserError) as error:
        raise SampleError(f"cannot be read: {error}", str(path), "write the file again as CSV or Parquet") from error
    return frame


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with an index that says something as a column, and all names as text."""
    if isinstance(frame.index, pd.DatetimeIndex) or frame.index.name is not None:
        frame = frame.reset_index(names=frame.index.name or "index")
    return frame.set_axis(frame.columns.map(str), axis=1)


def content_digest(frame: pd.DataFrame) -> str:
    """SHA-256 over the values, column by column, in the frame's order of columns and rows.

    Numbers count as 64-bit values, times as nanoseconds UTC, everything else as text, truth values too where some are missing, so
    that the file's format does not matter.
    """
    digest = hashlib.sha256()
    for name in frame.columns:
        kind, data = _column_bytes(frame[name])
        digest.update(f"{name}\0{kind}\0{len(frame)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _column_bytes(column: "pd.Series[Any]") -> tuple[str, bytes]:
    flags = pd.api.types.is_bool_dtype(column.dtype)
    if flags and not column.hasnans:
        return "bool", column.to_numpy(dtype="u1").tobytes()
    if pd.api.types.is_integer_dtype(column.dtype) and not column.hasnans:
        return "int", column.to_numpy(dtype="<i8").tobytes()
    if pd.api.types.is_numeric_dtype(column.dtype) and not flags:
        numbers = column.to_numpy(dtype="<f8", na_value=np.nan)
        return "float", np.where(np.isnan(numbers), np.nan, numbers + 0.0).tobytes()
    if isinstance(column.dtype, pd.DatetimeTZDtype) or pd.api.types.is_datetime64_dtype(column.dtype):
        return "time", pd.to_datetime(column, utc=True).dt.as_unit("ns").astype("int64").to_numpy(dtype="<i8").tobytes()
    parts = ["" if absent else str(value) for value, absent in zip(column.astype(object), column.isna(), strict=True)]
    return "text", "".join(f"{len(part)}:{part}" for part in parts).encode()
