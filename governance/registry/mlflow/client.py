"""Speaks to MLflow: connects with short patience, and turns its errors into what, where and what to do."""

import contextlib
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from governance.errors import RegistryError

PATIENCE = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "15",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
}
SILENCE = {"MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false"}
CHATTER = ("alembic", "mlflow.store.db.utils", "mlflow.utils.environment", "mlflow.sklearn", "mlflow.pyfunc")
REFUSED = {
    "UNAUTHENTICATED": "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
    "PERMISSION_DENIED": "ask the registry's owner for permission to read this model and its run",
}

# Where files are fetched, MLflow wraps the refusal of the server that keeps them into an error of its own.
STATUSES = {"401": "UNAUTHENTICATED", "403": "PERMISSION_DENIED"}
STATUS = re.compile(r"\b(401|403) Client Error")
# A missing alias is an INVALID_PARAMETER_VALUE to MLflow.
ABSENT = ("RESOURCE_DOES_NOT_EXIST", "ENDPOINT_NOT_FOUND", "NOT_FOUND", "INVALID_PARAMETER_VALUE")


def connect(tracking_uri: str | None) -> Any:
    """An ``MlflowClient`` for tracking and registry. Raises `RegistryError` where a database file is named that is not there.

    MLflow itself would make an empty database of a mistyped path.
    """
    for name, value in (PATIENCE | SILENCE).items():
        os.environ.setdefault(name, value)
    for name in CHATTER:
        logging.getLogger(name).setLevel(logging.ERROR)
    import mlflow

    if tracking_uri is not None:
        mlflow.set_tracking_uri(tracking_uri)
        mlflow.set_registry_uri(tracking_uri)
    uri = mlflow.get_tracking_uri()
    path = Path(uri.removeprefix("sqlite:///"))
    if uri.startswith("sqlite:///") and not path.is_file():
        raise RegistryError("there is no such MLflow database", uri, "correct --tracking-uri or MLFLOW_TRACKING_URI")
    with asking(uri):
        return mlflow.MlflowClient()


@contextlib.contextmanager
def asking(
    where: str, absent: str = "correct the name; `mlflow models` or the registry's page lists what there is"
) -> Iterator[None]:
    """Within it, MLflow's errors become `RegistryError` at ``where``; ``absent`` is the remedy for what is not found."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        raise _translated(error, where, absent) from error


def _translated(error: Any, where: str, absent: str) -> RegistryError:
    """By the error's code; words of the message only where the code says no more than that something failed: it quotes names."""
    message = " ".join(str(error.message).split())
    if error.error_code in REFUSED:
        return RegistryError(f"the MLflow server refused: {message}", where, REFUSED[error.error_code])
    if error.error_code in ABSENT:
        return RegistryError(message, where, absent)
    status = STATUS.search(message)
    if status is not None:
        return RegistryError(f"the server of the files refused: {message}", where, REFUSED[STATUSES[status[1]]])
    if "Max retries exceeded" in message or "timed out" in message or "Connection" in message:
        return RegistryError(
            "the MLflow server does not answer", where, "check the address and that the server runs, then try again"
        )
    return RegistryError(f"MLflow failed: {message}", where, "see the MLflow server's log")
