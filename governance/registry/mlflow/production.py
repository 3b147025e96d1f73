"""Finds the recent rows of a version: the newest run that watched it in production."""

from collections.abc import Iterator
from typing import Any

from governance.registry.mlflow.client import asking
from governance.registry.mlflow.inputs import PRODUCTION
from governance.registry.mlflow.runs import every_experiment, search
from governance.registry.mlflow.version import Version

MONITORS = "governance.monitors"


def production_run(client: Any, version: Version) -> str | None:
    """The id of the newest run, in any visible experiment, that logged a production dataset and speaks of this version.

    It speaks of it by having its logged model as an input, or by the tag ``governance.monitors=models:/NAME/VERSION``. None where
    there is no such run.
    """
    with asking(f"production runs of {version.uri}"):
        candidates = {run.info.run_id: run for run in _candidates(client)}
        newest_first = sorted(candidates.values(), key=lambda run: (run.info.start_time or 0, run.info.run_id), reverse=True)
        return next((str(run.info.run_id) for run in newest_first if _speaks_of(client, run, version)), None)


def _candidates(client: Any) -> Iterator[Any]:
    experiments = every_experiment(client)
    for context in PRODUCTION:
        yield from search(client, experiments, f"dataset.context = '{context}'", deleted=False)


def _speaks_of(client: Any, run: Any, version: Version) -> bool:
    """By the tag, or by the models among the run's inputs, which a search leaves out and only the run itself holds."""
    if run.data.tags.get(MONITORS) == version.uri:
        return True
    if version.model_id is None:
        return False
    return any(item.model_id == version.model_id for item in client.get_run(run.info.run_id).inputs.model_inputs or [])
