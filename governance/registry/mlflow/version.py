"""Resolves a model URI to one version, its run and its tags."""

import re
from dataclasses import dataclass
from typing import Any

from governance.errors import RegistryError
from governance.record.run import EarlierAudit
from governance.registry.mlflow.client import asking

FORMS = "write models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/latest or runs:/RUN_ID/PATH"


@dataclass(frozen=True)
class Version:
    """``uri`` is exact: an alias or *latest* is resolved to the version it stood for. Tags: model's, then version's, then run's.

    ``aliases`` are those that point to this version.
    """

    name: str
    version: str
    uri: str
    run_id: str | None
    tags: dict[str, str]
    model_id: str | None = None
    earlier_audits: tuple[EarlierAudit, ...] = ()
    aliases: tuple[str, ...] = ()


def resolve(client: Any, uri: str) -> Version:
    """The version behind ``uri``. Raises `RegistryError` where there is no such model, version, alias or run."""
    if uri.startswith("runs:/"):
        return _unregistered(client, uri)
    found = re.fullmatch(r"models:/([^/@]+)(?:/([^/@]+)|@([^/@]+))", uri)
    if found is None:
        raise RegistryError("this is no model URI", uri, FORMS)
    name, number, alias = found.groups()
    with asking(uri):
        model = client.get_registered_model(name)
    held = _by_alias(client, uri, name, alias) if alias else _by_number(client, uri, name, number)
    tags = {**model.tags, **held.tags, **_run_tags(client, held.run_id, uri)}
    return Version(
        name,
        str(held.version),
        f"models:/{name}/{held.version}",
        held.run_id or None,
        tags,
        _model_id(held.source),
        _earlier(held.tags),
        tuple(sorted(alias for alias, points_to in model.aliases.items() if str(points_to) == str(held.version))),
    )


def _by_alias(client: Any, uri: str, name: str, alias: str) -> Any:
    with asking(uri, f"set the alias {alias!r}, or name a version: models:/{name}/1"):
        return client.get_model_version_by_alias(name, alias)


def _by_number(client: Any, uri: str, name: str, number: str) -> Any:
    if number == "latest":
        with asking(uri):
            versions = client.search_model_versions(f"name = '{name}'", order_by=["version_number DESC"], max_results=1)
        if not versions:
            raise RegistryError("the registered model has no version", uri, "register a version of it")
        number = str(versions[0].version)
    if not number.isdigit():
        raise RegistryError(f"{number!r} is no version number", uri, FORMS)
    with asking(uri):
        return client.get_model_version(name, number)


def _unregistered(client: Any, uri: str) -> Version:
    run_id = uri.removeprefix("runs:/").split("/")[0]
    with asking(uri, FORMS):
        run = client.get_run(run_id)
    return Version(run.info.run_name or run_id, "unregistered", uri, run_id, dict(run.data.tags))


def _run_tags(client: Any, run_id: str | None, uri: str) -> dict[str, str]:
    if not run_id:
        return {}
    with asking(f"{uri}, run {run_id}", "the version's run is gone; register the model from a run that is kept"):
        return dict(client.get_run(run_id).data.tags)


def _model_id(source: str | None) -> str | None:
    """MLflow's open source registry leaves the version's ``model_id`` empty; the source names it."""
    found = re.search(r"(?:models:/|/models/)(m-[0-9a-f]+)", source or "")
    return found[1] if found else None


def _earlier(tags: dict[str, str]) -> tuple[EarlierAudit, ...]:
    if "governance.opinion" not in tags:
        return ()
    read = [tags.get(f"governance.{name}", "unknown") for name in ("audited_as_of", "opinion", "record_digest")]
    return (EarlierAudit(*read),)
