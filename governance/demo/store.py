"""The demo's own MLflow store: a SQLite file and a folder of artifacts, and what developers log in it."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from governance.demo.submission import PREFIXES, Plan, Submission, Trial
from governance.errors import OutputError

URIS = ("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI")
# What MLflow warns of that is so by intent: a local path has two names in it, and classes are integers.
HINTS = ("The specified dataset source can be interpreted in multiple ways", "Hint: Inferred schema contains integer column")
REQUIREMENTS = ("scikit-learn", "numpy", "pandas", "skops")


def path(folder: Path) -> Path:
    """The database of a demo folder."""
    return folder.resolve() / "mlflow.db"


def is_complete(folder: Path) -> bool:
    """Whether the folder holds a store whose build came to its end; a process that was killed leaves one that is not."""
    return path(folder).is_file() and _mark(folder).is_file()


def tracking_uri(folder: Path) -> str:
    """Where the store of a demo folder is reached."""
    return f"sqlite:///{path(folder)}"


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """MLflow speaks to a new store in ``folder``, quietly, and afterwards to where it spoke before.

    Raises `OutputError` where the folder holds a store already: a second build would add its trials to the first one's.
    A build that does not come to its end leaves no store.
    """
    if path(folder).exists():
        kind = "a demo store" if is_complete(folder) else "an MLflow store that is no complete demo"
        raise OutputError(f"the folder already holds {kind}", str(folder), "name another folder, or delete this one")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # read when mlflow is imported: the demo works without a network
    import mlflow

    before = {name: os.environ.get(name) for name in URIS}
    with _quiet():
        try:
            mlflow.set_tracking_uri(tracking_uri(folder))
            # Else a registry that the environment names would get the demo's models.
            mlflow.set_registry_uri(tracking_uri(folder))
            yield
            _mark(folder).touch()
        except BaseException:
            path(folder).unlink(missing_ok=True)
            raise
        finally:
            mlflow.set_tracking_uri(None)  # type: ignore[arg-type]  # None forgets the setting; its annotation says otherwise
            mlflow.set_registry_uri(None)  # type: ignore[arg-type]  # likewise
            for name, value in before.items():
                os.environ.pop(name, None)
                os.environ.update({} if value is None else {name: value})


def register(submission: Submission, folder: Path) -> str:
    """Logs every trial, and the chosen one with its model, samples and metrics; registers it. Answers the model's URI."""
    import mlflow

    plan = submission.plan
    experiment = mlflow.create_experiment(plan.name, artifact_location=(folder.resolve() / "artifacts" / plan.name).as_uri())
    datasets = {context: _dataset(plan, context, folder) for context in plan.samples}
    for number, trial in enumerate(submission.trials, start=1):
        with mlflow.start_run(experiment_id=experiment, run_name=f"{plan.name}-{number:02d}") as run:
            _log_trial(trial, datasets["training"])
            if trial is submission.chosen:
                uri = _log_chosen(submission, datasets, run.info.run_id)
    return uri


def _log_trial(trial: Trial, training: Any) -> None:
    import mlflow

    mlflow.log_params(dict(trial.settings))
    mlflow.log_metrics(dict(trial.metrics))
    mlflow.log_input(training, context="training")


def _log_chosen(submission: Submission, datasets: dict[str, Any], run: str) -> str:
    import mlflow

    plan = submission.plan
    model = _log_model(submission)
    for context, dataset in datasets.items():
        if context != "training":
            mlflow.log_input(dataset, context=context)
        mlflow.log_metrics(dict(submission.metrics[context]), dataset=dataset, model_id=model.model_id)
    client = mlflow.MlflowClient()
    client.create_registered_model(plan.name, tags=dict(plan.tags), description=plan.description)
    made = client.create_model_version(plan.name, f"models:/{model.model_id}", run, model_id=model.model_id)
    return f"models:/{plan.name}/{made.version}"


def _log_model(submission: Submission) -> Any:
    import mlflow

    features = submission.plan.features("training")
    return mlflow.sklearn.log_model(
        submission.chosen.fitted,
        name=submission.plan.name,
        signature=mlflow.models.infer_signature(features, submission.chosen.fitted.predict(features)),
        input_example=features.head(3),
        pip_requirements=[f"{name}=={version(name)}" for name in REQUIREMENTS],
        skops_trusted_types=list(submission.plan.trusted) or None,
    )


def _dataset(plan: Plan, context: str, folder: Path) -> Any:
    from mlflow.data.pandas_dataset import from_pandas

    file = folder.resolve() / "data" / f"{plan.name}-{context}.parquet"
    file.parent.mkdir(exist_ok=True)
    plan.samples[context].to_parquet(file, index=False)
    name = f"{plan.name}-{PREFIXES[context]}"
    return from_pandas(pd.read_parquet(file), source=str(file), targets=plan.target, name=name)


def _mark(folder: Path) -> Path:
    return folder.resolve() / ".complete"


@contextmanager
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("mlflow", "alembic")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        with warnings.catch_warnings():
            for message in HINTS:
                warnings.filterwarnings("ignore", message=message)
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
