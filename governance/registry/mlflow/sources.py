"""Fetches rows: from where a dataset was logged, from the run's artifacts, or from what the caller names."""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pandas as pd

from governance.errors import SampleError
from governance.record.declaration import Role
from governance.registry.frames import as_read
from governance.registry.mlflow.client import asking
from governance.registry.mlflow.digests import Rows
from governance.registry.mlflow.downloading import downloaded

BY_ARTIFACT = "governance"


def of_dataset(dataset: Any, role: Role) -> Rows:
    """The rows from the dataset's source. Raises `SampleError` where only its digest was logged, or its rows cannot be had."""
    import mlflow.data.pandas_dataset
    from mlflow.exceptions import MlflowException

    where, option = f"dataset {dataset.name!r} ({role.value})", f"--{role.value}"
    try:
        loaded = mlflow.data.get_source(dataset).load()
    except NotImplementedError:
        raise SampleError(
            "only the dataset's digest was logged, not where its rows are", where, f"name its file with {option}"
        ) from None
    except (MlflowException, OSError) as error:
        message = " ".join(str(error).split())
        raise SampleError(
            f"the dataset's source cannot be read: {message}", where, f"put it back, or name its file with {option}"
        ) from error
    if isinstance(loaded, pd.DataFrame):
        return Rows(loaded)
    path = Path(str(loaded))
    if not path.exists():
        raise SampleError(
            "the dataset's file is no longer where it was logged", f"{where}, {path}", f"put it back, or name it with {option}"
        )
    return Rows(as_read(path), path)


def of_artifact(client: Any, run_id: str, role: Role) -> tuple[str, Rows] | None:
    """The path and the rows of the run's artifact ``governance/ROLE.parquet|csv``; None where there is none."""
    with asking(f"run {run_id}"):
        paths = [item.path for item in client.list_artifacts(run_id, BY_ARTIFACT)]
    path = next((path for path in sorted(paths) if Path(path).stem == role.value), None)
    return None if path is None else (path, of_uri(f"runs:/{run_id}/{path}", role)[1])


def of_uri(uri: str, role: Role) -> tuple[Path, Rows]:
    """The local path and the rows of what the caller names. Raises `SampleError` or `RegistryError`."""
    remote = re.match(r"(runs|models|mlflow-artifacts|s3|gs|https?|abfss|dbfs):/", uri)
    path = downloaded(uri, f"correct --{role.value}") if remote else Path(uri.removeprefix("file://"))
    return path, Rows(as_read(path), path)


def shown(dataset: Any) -> str:
    """Where the rows came from: the name of a local file, a remote address without its credentials."""
    for uri in _uris(json.loads(dataset.source) if dataset.source else {}):
        parts = urlsplit(uri)
        if parts.scheme in {"", "file"} or len(parts.scheme) == 1:  # a drive of Windows looks like a scheme
            return PureWindowsPath(parts.path).name  # which parts at both kinds of slashes
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
    return str(dataset.source_type)


def _uris(source: object) -> Iterator[str]:
    if isinstance(source, dict):
        yield from (value for key, value in source.items() if key in {"uri", "url", "path"} and isinstance(value, str))
