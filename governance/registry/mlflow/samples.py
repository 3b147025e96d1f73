"""Finds the samples of a run by dataset context, reads them, and holds them against the digest that was recorded."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pandas as pd

from governance.errors import SampleError
from governance.record.declaration import Role
from governance.registry.frames import read_frame
from governance.registry.interface import Options
from governance.registry.mlflow.client import asking
from governance.registry.mlflow.downloading import downloaded
from governance.registry.mlflow.inputs import TRAINING, logged_datasets
from governance.registry.mlflow.production import PRODUCTION, production_run
from governance.registry.mlflow.version import Version
from governance.registry.raw import RawSample

HOLDOUT = ("test", "holdout", "oos")
EVALUATION = ("validation", "valid", "val", "eval", "dev")
BY_ARTIFACT = "governance"
Entry = tuple[str, Any]


def read_samples(client: Any, version: Version, options: Options) -> dict[Role, RawSample]:
    """Samples by role: those the caller names, else by dataset context, else the run's artifacts ``governance/ROLE.parquet|csv``.

    Production rows come from the newest run that watched the version. Raises `SampleError` where a dataset was logged and its rows
    cannot be read: only its digest, or a file that moved.
    """
    given = {Role(name): uri for name, uri in vars(options).items() if name in set(Role) and uri is not None}
    run_id = version.run_id
    found = {role: _named(uri, role) for role, uri in given.items()}
    for role, entry in _entries(client, version).items():
        if role not in found:
            found[role] = _logged(entry, role)
    for role in (Role.TRAINING, Role.TUNING, Role.VALIDATION):
        artifact = _artifact(client, run_id, role) if role not in found and run_id else None
        if artifact is not None:
            found[role] = artifact
    if Role.TRAINING not in found:
        raise SampleError(
            "no training dataset was logged with the run",
            version.uri,
            'log it with mlflow.log_input(dataset, context="training"), or name it with --training',
        )
    return found


def dataset_digest(frame: pd.DataFrame) -> str:
    """MLflow's own digest of a frame: an MD5 over its first 10,000 rows and its shape, cut to 8 digits."""
    import mlflow.data.pandas_dataset

    return str(mlflow.data.pandas_dataset.from_pandas(frame).digest)


def _entries(client: Any, version: Version) -> dict[Role, Entry]:
    own = _by_role(_inputs(client, version.run_id))
    watched = _by_role(_inputs(client, production_run(client, version)))
    return own | {role: entry for role, entry in watched.items() if role is Role.PRODUCTION}


def _inputs(client: Any, run_id: str | None) -> list[Entry]:
    if run_id is None:
        return []
    with asking(f"run {run_id}"):
        return logged_datasets(client.get_run(run_id))


def _by_role(inputs: list[Entry]) -> dict[Role, Entry]:
    """A test or holdout sample is the validation; what is called validation then served for tuning."""
    roles: dict[Role, Entry] = {}
    held_out = any(context in HOLDOUT for context, _ in inputs)
    wanted = {
        **dict.fromkeys(TRAINING, Role.TRAINING),
        **dict.fromkeys(HOLDOUT, Role.VALIDATION),
        **dict.fromkeys(EVALUATION, Role.TUNING if held_out else Role.VALIDATION),
        **dict.fromkeys(PRODUCTION, Role.PRODUCTION),
    }
    for context, dataset in inputs:
        if context in wanted:
            roles.setdefault(wanted[context], (context, dataset))
    return roles


def _logged(entry: Entry, role: Role) -> RawSample:
    context, dataset = entry
    frame = _source_frame(dataset, role)
    return RawSample(role, frame, dataset.name, context, _shown(dataset), dataset.digest, dataset_digest(frame))


def _source_frame(dataset: Any, role: Role) -> pd.DataFrame:
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
        return loaded
    path = Path(str(loaded))
    if not path.exists():
        raise SampleError(
            "the dataset's file is no longer where it was logged", f"{where}, {path}", f"put it back, or name it with {option}"
        )
    return read_frame(path)


def _named(uri: str, role: Role) -> RawSample:
    path = _local(uri, role)
    frame = read_frame(path)
    return RawSample(role, frame, path.stem, f"given with --{role.value}", path.name)


def _local(uri: str, role: Role) -> Path:
    if re.match(r"(runs|models|mlflow-artifacts|s3|gs|https?|abfss|dbfs):/", uri) is None:
        return Path(uri.removeprefix("file://"))
    return downloaded(uri, f"correct --{role.value}")


def _artifact(client: Any, run_id: str, role: Role) -> RawSample | None:
    with asking(f"run {run_id}"):
        paths = [item.path for item in client.list_artifacts(run_id, BY_ARTIFACT)]
    for path in sorted(paths):
        if Path(path).stem == role.value:
            frame = read_frame(_local(f"runs:/{run_id}/{path}", role))
            return RawSample(role, frame, Path(path).stem, f"artifact {path}", path)
    return None


def _shown(dataset: Any) -> str:
    """Where the rows came from: the name of a local file, a remote address without its credentials."""
    for uri in _uris(json.loads(dataset.source) if dataset.source else {}):
        parts = urlsplit(uri)
        if parts.scheme in {"", "file"}:
            return Path(parts.path).name
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
    return str(dataset.source_type)


def _uris(source: object) -> Iterator[str]:
    if isinstance(source, dict):
        yield from (value for key, value in source.items() if key in {"uri", "url", "path"} and isinstance(value, str))
