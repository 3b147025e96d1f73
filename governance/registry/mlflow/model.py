"""Loads a registered model by its native flavour, and takes the digest of its files."""

import hashlib
import importlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from governance.errors import ModelError
from governance.registry.mlflow.downloading import downloaded
from governance.registry.raw import RawModel

# The native loaders that give probabilities and contributions, before MLflow's generic function.
NATIVE = ("lightgbm", "xgboost", "catboost", "sklearn")
GENERIC = "pyfunc"
# Libraries that this package does not bring unless asked: the extra has the flavour's name.
EXTRAS = ("lightgbm", "xgboost", "catboost")
# One requirement: name, extras, versions; then an address, or options of pip.
REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[\w\s,.-]*\])?"
    r"\s*(?P<versions>(?:(?:===|[=~!<>]=|[<>])\s*[\w.*+!-]+\s*,?\s*)*)(?:@\s*[\w+]+:.*|\s--.*)?"
)


def load_model(uri: str) -> RawModel:
    """The native model object; the digest of its files is taken before any of them is run.

    Raises `RegistryError` where the files cannot be had, `ModelError` where they do not load.
    """
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
    return RawModel(_native(flavour, path, uri), flavour, digest, features, requirements_of(path), _types(schema))


def artifact_digest(folder: Path) -> str:
    """SHA-256 over the path and SHA-256 of every file of a model folder, in order of path."""
    digest = hashlib.sha256()
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def _native(flavour: str, path: Path, uri: str) -> Any:
    try:
        return importlib.import_module(f"mlflow.{flavour}").load_model(str(path))
    except ModuleNotFoundError as error:
        raise ModelError(f"the model needs {error.name}, which is not installed", uri, _installing(error.name)) from error
    except Exception as error:
        remedy = f"load it by hand with mlflow.{flavour}.load_model in this environment, and install what it was logged with"
        raise ModelError(f"the model does not load: {type(error).__name__}: {error}", uri, remedy) from error


def _installing(library: str | None) -> str:
    if library in EXTRAS:
        return f"pip install 'model-signoff[{library}]'"
    return "install what the model was logged with; its requirements.txt lists it"


def _schema(described: Any) -> Any:
    """The signature's inputs; None where there is no signature, or one that does not name them."""
    inputs = None if described.signature is None else described.signature.inputs
    return inputs if inputs is not None and inputs.has_input_names() else None


def _types(schema: Any) -> Mapping[str, str]:
    return {} if schema is None else {item.name: getattr(item.type, "name", str(item.type)) for item in schema.inputs}


def requirements_of(folder: Path) -> tuple[str, ...]:
    """Names and versions of a model folder's ``requirements.txt``, and nothing else of it.

    Addresses and pip's options hold paths of the developer's machine and passwords of indexes, which do not belong into a record that
    is signed and shown. A line that gives an address and no name is left out.
    """
    listed = folder / "requirements.txt"
    lines = listed.read_text().splitlines() if listed.is_file() else []
    found = (REQUIREMENT.fullmatch(line.partition(" #")[0].partition(";")[0].strip()) for line in lines)
    return tuple(match["name"] + "".join(match["versions"].split()) for match in found if match is not None)
