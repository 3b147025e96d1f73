"""Chooses the registry by the form of the URI."""

from pathlib import Path

from governance.errors import RegistryError
from governance.registry.declarations import MODEL_URIS
from governance.registry.interface import Registry


def open_registry(uri: str) -> Registry:
    """MLflow for ``models:/`` and ``runs:/``, else a plain folder. Raises `RegistryError` where it is neither."""
    if uri.startswith(MODEL_URIS):
        from governance.registry.mlflow.registry import MlflowRegistry

        return MlflowRegistry()
    if Path(uri).is_dir():
        from governance.registry.folder import FolderRegistry

        return FolderRegistry()
    raise RegistryError(
        "neither an MLflow model URI nor a folder", uri, "write models:/NAME/VERSION, models:/NAME@ALIAS or runs:/RUN/PATH"
    )
