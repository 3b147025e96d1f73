"""Finds the recent rows of a version: the newest run that watched it in production."""

from collections.abc import Iterator
from typing import Any

from governance.registry.mlflow.client import asking
from governance.registry.mlflow.runs import every_experiment, search
from governance.registry.mlflow.version import Version

PRODUCTION = ("production", "monitoring")
MONITORS = "governance.monitors"


def production_run(client: Any, version: Version) -> str | None:
    """The id of the newest run, in any visible experiment, that logged a production dataset and speaks of this version.

    It speaks of it by having its logged model as an input, or by the tag ``governance.monitors=models:/NAME/VERSION``. None where
    there is no such run.
    """
    with asking(f"production runs of {version.uri}"):
        watching = [run for run in _candidates(client) if _speaks_of(run, version)]
    newest = max(watching, key=lambda run: (run.info.start_time or 0, run.info.run_id), default=None)
    return None if newest is None else str(newest.info.run_id)


def _candidates(client: Any) -> Iterator[Any]:
    experiments = every_experiment(client)
    for context in PRODUCTION:
        yield from search(client, experiments, f"dataset.context = '{context}'", deleted=False)


def _speaks_of(run: Any, version: Version) -> bool:
    if run.data.tags.get(MONITORS) == version.uri:
        return True
    return version.model_id is not None and any(item.model_id == version.model_id for item in run.inputs.model_inputs or [])
