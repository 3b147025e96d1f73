"""The version of the same registered model that the subject would take the place of."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from governance.errors import ModelError, RegistryError, SampleError
from governance.record.declaration import Role
from governance.registry.declarations import Declarations, read_declarations
from governance.registry.frames import named
from governance.registry.mlflow.client import asking
from governance.registry.mlflow.digests import recompute
from governance.registry.mlflow.inputs import Entry, by_role, chosen, logged_datasets
from governance.registry.mlflow.model import load_model
from governance.registry.mlflow.sources import of_artifact, of_dataset
from governance.registry.mlflow.version import Version, resolve
from governance.registry.raw import RawPrevious, RawSample

LOG = logging.getLogger(__name__)
# What is in use bears one of these, by custom; the first that stands for another version than the audited one is taken.
IN_USE = ("champion", "production")
PAGE = 100


def find_previous(client: Any, subject: Version, declared: Declarations, samples: Mapping[Role, RawSample]) -> RawPrevious | None:
    """The version behind `IN_USE`, else the highest earlier number; its rows are read, its model is not. None where there is none."""
    found = _chosen(client, subject) if subject.uri.startswith("models:/") else None
    if found is None:
        return None
    number, name = found
    uri = f"models:/{subject.name}/{number}"
    try:
        version = resolve(client, uri)
        reason = _differs(read_declarations(version.tags, uri), declared)
    except RegistryError as error:
        LOG.warning("%s cannot be read: %s", uri, error)
        return RawPrevious(uri, name, reason="its tags or its run cannot be read")
    return RawPrevious(uri, name, reason=reason, learned=_learned(client, version, samples[Role.TRAINING]))


def load_previous(found: RawPrevious | None) -> RawPrevious | None:
    """The same with its model, or with the reason why it does not load: an earlier version that is broken spoils no audit."""
    if found is None or found.reason:
        return found
    try:
        return replace(found, model=load_model(found.uri))
    except (RegistryError, ModelError) as error:
        # The text may hold paths of this machine: it is for the log, not the record.
        LOG.warning("%s does not load: %s", found.uri, error)
        cause = "" if error.__cause__ is None else f" ({type(error.__cause__).__name__})"
        return replace(found, reason=f"it does not load{cause}; run the audit with --verbose to see why")


def _chosen(client: Any, subject: Version) -> tuple[str, str] | None:
    """Its number, and in words which it is."""
    with asking(subject.uri):
        aliases = client.get_registered_model(subject.name).aliases
        for alias in IN_USE:
            number = str(aliases.get(alias, subject.version))
            if number != subject.version:
                return number, f"version {number} ({alias})"
        last = next((number for number in _numbers(client, subject.name) if number < int(subject.version)), None)
    return None if last is None else (str(last), f"version {last} (the last before this one)")


def _numbers(client: Any, name: str) -> Iterator[int]:
    """The numbers of all versions, the highest first."""
    token = None
    while True:
        page = client.search_model_versions(
            f"name = '{name}'", order_by=["version_number DESC"], max_results=PAGE, page_token=token
        )
        yield from (int(version.version) for version in page)
        token = page.token
        if not token:
            return


def _differs(earlier: Declarations, declared: Declarations) -> str:
    """Why the answers of the two are not about the same thing; empty where they are."""
    for name in ("task", "horizon", "target_unit"):
        before, now = getattr(earlier, name), getattr(declared, name)
        if before != now:
            return f"its declared {name.replace('_', ' ')} is {before}, and that of the version under audit {now}"
    return "it was declared to predict another column" if earlier.columns.get("target") != declared.columns.get("target") else ""


def _learned(client: Any, version: Version, training: RawSample) -> pd.DataFrame | None:
    """Its training rows; None where they cannot be had, or are surely no longer those that were recorded.

    What has the digest of the subject's own sample is not read again.
    """
    if version.run_id is None:
        return None
    with asking(version.uri):
        entries = by_role(logged_datasets(client.get_run(version.run_id))).get(Role.TRAINING, [])
    if any(dataset.digest == training.recorded_digest == training.recomputed_digest for _, dataset in entries):
        return training.frame
    try:
        return _read(client, version, entries)
    except (SampleError, RegistryError) as error:
        LOG.info("the training rows of %s cannot be had: %s", version.uri, error)
        return None


def _read(client: Any, version: Version, entries: list[Entry]) -> pd.DataFrame | None:
    if not entries:
        found = of_artifact(client, str(version.run_id), Role.TRAINING)
        return None if found is None else named(found[1].frame)
    dataset = chosen(entries, Role.TRAINING, version.uri)[0][1]
    rows = of_dataset(dataset, Role.TRAINING)
    surely_others = recompute(dataset, rows).digest not in {None, dataset.digest}
    return None if surely_others else named(rows.frame)
