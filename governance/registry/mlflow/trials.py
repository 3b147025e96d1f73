"""The search a model came out of: every run that competed with its own, deleted ones included."""

from collections.abc import Iterator
from typing import Any

from governance.registry.mlflow.client import asking
from governance.subject.subject import Trial, Trials

PAGE = 1000
NOT_A_TRIAL = "governance.trial"


def read_trials(client: Any, run_id: str | None, training_digest: str | None) -> Trials | None:
    """Runs that logged the same training data in any visible experiment, and runs of the same experiment with a metric in common.

    None without a run. Runs tagged ``governance.trial=false`` are left out and counted.
    """
    if run_id is None:
        return None
    with asking(f"run {run_id}"):
        chosen = client.get_run(run_id)
        siblings = {item.info.run_id: item for item in _search(client, [chosen.info.experiment_id], "")}
        same_data = _same_data(client, training_digest)
    names = set(chosen.data.metrics)
    rivals = {key: item for key, item in siblings.items() if names & set(item.data.metrics)} | same_data | {run_id: chosen}
    kept = {
        key: item
        for key, item in sorted(rivals.items())
        if item.data.tags.get(NOT_A_TRIAL, "").lower() != "false" or key == run_id
    }
    return Trials(tuple(_trial(item, run_id) for item in kept.values()), excluded=len(rivals) - len(kept))


def _same_data(client: Any, digest: str | None) -> dict[str, Any]:
    if digest is None:
        return {}
    from mlflow.entities import ViewType

    experiments = [item.experiment_id for item in client.search_experiments(view_type=ViewType.ALL)]
    return {item.info.run_id: item for item in _search(client, experiments, f"dataset.digest = '{digest}'")}


def _search(client: Any, experiments: list[str], condition: str) -> Iterator[Any]:
    from mlflow.entities import ViewType

    token = None
    while True:
        page = client.search_runs(experiments, condition, run_view_type=ViewType.ALL, max_results=PAGE, page_token=token)
        yield from page
        token = page.token
        if not token:
            return


def _trial(run: Any, chosen: str) -> Trial:
    return Trial(
        run_id=run.info.run_id,
        name=run.info.run_name or run.info.run_id,
        parameters=dict(sorted(run.data.params.items())),
        metrics=dict(sorted(run.data.metrics.items())),
        deleted=run.info.lifecycle_stage == "deleted",
        chosen=run.info.run_id == chosen,
    )
