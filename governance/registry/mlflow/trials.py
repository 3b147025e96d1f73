"""The search a model came out of: every run that competed with its own, deleted ones included."""

import json
from typing import Any

from governance.errors import SampleError
from governance.registry.frames import read_frame
from governance.registry.mlflow.client import asking
from governance.registry.mlflow.downloading import downloaded
from governance.registry.mlflow.inputs import TRAINING, logged_datasets
from governance.registry.mlflow.logged import logged_value
from governance.registry.mlflow.runs import every_experiment, search
from governance.subject.subject import Trial, TrialReturns, Trials

NOT_A_TRIAL = "governance.trial"
CHOSEN = "governance.chosen_trial"
RETURNS = "governance/trial_returns.parquet"


def read_trials(client: Any, run_id: str | None, target: str | None) -> Trials | None:
    """Runs that logged the same training data and target in any visible experiment, and siblings with a metric in common.

    None without a run. The training data are those that the chosen run logged, whatever rows the caller names for the audit. Runs
    tagged ``governance.trial=false`` are left out and counted. MLflow keeps no target with a dataset, so a run is taken to have the
    same one unless its own ``governance.columns`` names another: that run forecasts something else, so that it is no trial of this
    search, and it is not counted as excluded either. A sibling of the same experiment with a metric in common counts all the same.
    """
    if run_id is None:
        return None
    with asking(f"run {run_id}"):
        chosen = client.get_run(run_id)
        siblings = {item.info.run_id: item for item in search(client, [chosen.info.experiment_id], "", deleted=True)}
        digests = {dataset.digest for context, dataset in logged_datasets(chosen) if context in TRAINING}
        same_data = {key: item for digest in sorted(digests) for key, item in _same_data(client, digest, target).items()}
    names = set(chosen.data.metrics)
    rivals = {key: item for key, item in siblings.items() if names & set(item.data.metrics)} | same_data | {run_id: chosen}
    kept = {
        key: item
        for key, item in sorted(rivals.items())
        if item.data.tags.get(NOT_A_TRIAL, "").lower() != "false" or key == run_id
    }
    runs = tuple(_trial(item, run_id) for item in kept.values())
    return Trials(runs, excluded=len(rivals) - len(kept), returns=_returns(client, chosen))


def _same_data(client: Any, digest: str, target: str | None) -> dict[str, Any]:
    found = search(client, every_experiment(client), f"dataset.digest = '{digest}'", deleted=True)
    return {item.info.run_id: item for item in found if _trained_on(item, digest) and _aims_at(item, target)}


def _trained_on(run: Any, digest: str) -> bool:
    return any(context in TRAINING and dataset.digest == digest for context, dataset in logged_datasets(run))


def _aims_at(run: Any, target: str | None) -> bool:
    try:
        named = json.loads(run.data.tags.get("governance.columns", "{}")).get("target")
    except (ValueError, AttributeError):
        return True  # a tag that cannot be read is no reason to count fewer trials
    return named is None or target is None or named == target


def _trial(run: Any, chosen: str) -> Trial:
    return Trial(
        run_id=run.info.run_id,
        name=run.info.run_name or run.info.run_id,
        parameters=dict(sorted(run.data.params.items())),
        metrics={name: logged_value(value) for name, value in sorted(run.data.metrics.items())},
        deleted=run.info.lifecycle_stage == "deleted",
        chosen=run.info.run_id == chosen,
    )


def _returns(client: Any, run: Any) -> TrialReturns | None:
    """The trials' returns, where the run holds them; their chosen column is the tag's."""
    folder, _, name = RETURNS.partition("/")
    with asking(f"run {run.info.run_id}"):
        present = any(item.path == RETURNS for item in client.list_artifacts(run.info.run_id, folder))
    if not present:
        return None
    where = f"run {run.info.run_id}, artifact {RETURNS}"
    frame = read_frame(downloaded(f"runs:/{run.info.run_id}/{RETURNS}", f"log {name} again"))
    numbers = frame.select_dtypes("number")
    chosen = run.data.tags.get(CHOSEN)
    if chosen is not None and chosen not in numbers:
        raise SampleError(f"the tag {CHOSEN} names the trial {chosen!r}, which has no returns", where, "correct the tag")
    return TrialReturns(numbers, chosen)
