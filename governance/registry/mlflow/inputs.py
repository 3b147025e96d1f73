"""The datasets that a run logged, by the context each was logged in."""

from typing import Any

CONTEXT = "mlflow.data.context"
TRAINING = ("training", "train")


def logged_datasets(run: Any) -> list[tuple[str, Any]]:
    """Pairs of context, in lower case and empty where none was given, and MLflow's dataset entity."""
    return [
        (next((tag.value for tag in entry.tags if tag.key == CONTEXT), "").strip().lower(), entry.dataset)
        for entry in run.inputs.dataset_inputs
    ]
