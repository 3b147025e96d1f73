"""A registered model as the benchmark that the subject is held against."""

from typing import Any

from governance.registry.declarations import Declarations
from governance.registry.mlflow.model import load_model
from governance.registry.mlflow.version import Version, resolve
from governance.registry.raw import RawBenchmark


def find_benchmark(client: Any, declared: Declarations, subject: Version) -> tuple[Version | None, tuple[str, ...]]:
    """The version that ``governance.benchmark`` names by its URI, and a note; None where it names a column or nothing.

    None as well where it names the subject itself, as an alias such as ``@champion`` does once the subject has risen to it.
    """
    uri = declared.benchmark_uri
    if uri is None:
        return None, ()
    version = resolve(client, uri)
    if version.uri == subject.uri:
        return None, (f"The benchmark {uri} is the version under audit itself, and was left out.",)
    return version, ()


def load_benchmark(version: Version | None) -> RawBenchmark | None:
    """The model itself. Raises `RegistryError` or `ModelError`."""
    return None if version is None else RawBenchmark(version.uri, load_model(version.uri))
