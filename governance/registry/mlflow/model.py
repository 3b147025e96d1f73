"""Loads a registered model by its native flavour, and takes the digest of its files."""

import hashlib
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from governance.errors import ModelError
from governance.registry.mlflow.downloading import downloaded
from governance.registry.raw import RawModel

# The native loaders that give probabilities and contributions, before MLflow's generic function.
NATIVE = ("lightgbm", "xgboost", "sklearn")
GENERIC = "pyfunc"


def load_model(uri: str) -> RawModel:
    """The native model object. Raises `RegistryError` where the files cannot be had, `ModelError` where they do not load."""
    import mlflow

    path = downloaded(uri, "the version's files are gone from the artifact store; register the model again")
    digest = artifact_digest(path)
    try:
        described = mlflow.models.Model.load(str(path))
    except Exception as error:
        raise ModelError(f"the model's description cannot be read: {error}", uri, "log the model again") from error
    flavour = next((name for name in NATIVE if name in described.flavors), GENERIC)
    schema = _schema(described)
    features = None if schema is None else tuple(schema.input_names())
    return RawModel(_native(flavour, path, uri), flavour, digest, features, _requirements(path), _types(schema))


def artifact_digest(folder: Path) -> str:
    """SHA-256 over the path and SHA-256 of every file of a model folder, in order of path."""
    digest = hashlib.sha256()
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def _native(flavour: str, path: Path, uri: str) -> Any:
    loader = importlib.import_module(f"mlflow.{flavour}")
    try:
        return loader.load_model(str(path))
    except Exception as error:
        remedy = f"load it by hand with mlflow.{flavour}.load_model in this environment, and install what it was logged with"
        raise ModelError(f"the model does not load: {type(error).__name__}: {error}", uri, remedy) from error


def _schema(described: Any) -> Any:
    """The signature's inputs; None where there is no signature, or one that does not name them."""
    inputs = None if described.signature is None else described.signature.inputs
    return inputs if inputs is not None and inputs.has_input_names() else None


def _types(schema: Any) -> Mapping[str, str]:
    return {} if schema is None else {item.name: getattr(item.type, "name", str(item.type)) for item in schema.inputs}


def _requirements(path: Path) -> tuple[str, ...]:
    listed = path / "requirements.txt"
    return tuple(line for line in listed.read_text().split("\n") if line.strip()) if listed.is_file() else ()
