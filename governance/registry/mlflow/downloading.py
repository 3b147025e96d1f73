"""Brings files that MLflow keeps to this machine, for as long as the process lives."""

import tempfile
from pathlib import Path

from governance.registry.mlflow.client import asking

# Some readers and model flavours open their files late, so the folders live as long as the process.
FOLDERS: list["tempfile.TemporaryDirectory[str]"] = []


def downloaded(uri: str, remedy: str) -> Path:
    """The local path of what ``uri`` names. Raises `RegistryError` with ``remedy`` where it cannot be had."""
    import mlflow

    folder = tempfile.TemporaryDirectory(prefix="model-signoff-")
    FOLDERS.append(folder)
    with asking(uri, remedy):
        return Path(mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=folder.name))
