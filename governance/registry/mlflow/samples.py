"""Gathers the samples of a version by role, and holds each against the digest that was recorded for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance.errors import SampleError
from governance.record.declaration import Role
from governance.registry.frames import named
from governance.registry.interface import Options
from governance.registry.mlflow.client import asking
from governance.registry.mlflow.digests import Recomputed, Rows, recompute
from governance.registry.mlflow.inputs import HOLDOUT, Entry, by_role, chosen, listed, logged_datasets
from governance.registry.mlflow.production import production_run
from governance.registry.mlflow.sources import of_artifact, of_dataset, of_uri, shown
from governance.registry.mlflow.version import Version
from governance.registry.raw import RawSample

# By what name the developer's metrics may speak of a sample that no dataset of the run stands for. Whoever put a file called
# "validation" beside the run may have logged val_auc on it; of a file that the caller names nobody knows that.
CALLED_IN_ARTIFACTS = {Role.VALIDATION: (HOLDOUT[0], Role.VALIDATION.value)}
CALLED_BY_CALLER = {Role.VALIDATION: (HOLDOUT[0],)}
# A sample, where there is one, and notes.
Found = tuple[RawSample | None, tuple[str, ...]]


@dataclass(frozen=True)
class Samples:
    """Samples by role, and sentences on how they were come by."""

    by_role: Mapping[Role, RawSample]
    notes: tuple[str, ...] = ()


def read_samples(client: Any, version: Version, options: Options) -> Samples:
    """Samples by role: those the caller names, else by dataset context, else the run's artifacts ``governance/ROLE.parquet|csv``.

    Production rows come from the newest run that watched the version. A sample that the caller names is a deliberate replacement: it
    is noted, and held against the digest of what the run logged for the role. Raises `SampleError` where a dataset was logged and
    its rows cannot be read (only its digest, or a file that moved), or where several datasets could fill a role.
    """
    given = {Role(name): uri for name, uri in vars(options).items() if name in set(Role) and uri is not None}
    logged = _logged(client, version)
    read = {role: _read(client, version, role, given.get(role), logged.get(role, [])) for role in Role}
    found = {role: sample for role, (sample, _) in read.items() if sample is not None}
    if Role.TRAINING not in found:
        raise SampleError(
            "no training dataset was logged with the run",
            version.uri,
            'log it with mlflow.log_input(dataset, context="training"), or name it with --training',
        )
    return Samples(found, tuple(note for _, notes in read.values() for note in notes))


def _read(client: Any, version: Version, role: Role, given: str | None, entries: list[Entry]) -> Found:
    if given is not None:
        return _given(given, role, entries)
    return _of_datasets(client, version, role, entries) if entries else (_of_artifact(client, version, role, []), ())


def _logged(client: Any, version: Version) -> dict[Role, list[Entry]]:
    own = by_role(_inputs(client, version.run_id))
    watched = by_role(_inputs(client, production_run(client, version)))
    return own | {role: entries for role, entries in watched.items() if role is Role.PRODUCTION}


def _inputs(client: Any, run_id: str | None) -> list[Entry]:
    if run_id is None:
        return []
    with asking(f"run {run_id}"):
        return logged_datasets(client.get_run(run_id))


def _given(uri: str, role: Role, entries: list[Entry]) -> Found:
    path, rows = of_uri(uri, role)
    held = listed(entries)
    note = f"The {role.value} sample, {path.name!r}, was named by the caller"
    note += f" and takes the place of what the registry holds: {held}." if held else "; the registry holds none."
    called = tuple(context for context, _ in entries) or CALLED_BY_CALLER.get(role, (role.value,))
    return _sample(role, rows, path.stem, f"given with --{role.value}", path.name, entries, called), (note,)


def _of_datasets(client: Any, version: Version, role: Role, entries: list[Entry]) -> Found:
    entry, notes = chosen(entries, role, version.uri)
    context, dataset = entry
    try:
        rows = of_dataset(dataset, role)
    except SampleError:
        sample = _of_artifact(client, version, role, entries)
        if sample is None:
            raise
        return sample, (
            f"The rows of {listed([entry])} could not be had from their source; the run's {sample.context} was read.",
        )
    return _sample(role, rows, dataset.name, context, shown(dataset), [entry], (context,)), notes


def _of_artifact(client: Any, version: Version, role: Role, entries: list[Entry]) -> RawSample | None:
    found = of_artifact(client, version.run_id, role) if version.run_id and role is not Role.PRODUCTION else None
    if found is None:
        return None
    path, rows = found
    called = tuple(context for context, _ in entries) or CALLED_IN_ARTIFACTS.get(role, (role.value,))
    return _sample(role, rows, role.value, f"artifact {path}", path, entries, called)


def _sample(
    role: Role, rows: Rows, name: str, context: str, source: str, entries: list[Entry], called: tuple[str, ...]
) -> RawSample:
    recorded, recomputed = _held_against(entries, rows)
    return RawSample(role, named(rows.frame), name, context, source, recorded, recomputed.digest, recomputed.note, called)


def _held_against(entries: list[Entry], rows: Rows) -> tuple[str | None, Recomputed]:
    """The digest recorded for the role, and the same recomputed: of several datasets that one which agrees, else the first."""
    compared = [(str(dataset.digest), recompute(dataset, rows)) for _, dataset in entries]
    agreeing = (pair for pair in compared if pair[0] == pair[1].digest)
    return next(agreeing, compared[0] if compared else (None, Recomputed(None)))
