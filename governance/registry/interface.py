"""The port to registries: one subject a URI."""

from dataclasses import dataclass
from typing import Protocol

from governance.record.run import EarlierAudit
from governance.subject.subject import Subject


@dataclass(frozen=True)
class Options:
    """What the caller adds. A sample named here takes the place of the registry's own; ``tracking_uri`` is MLflow's by default."""

    tracking_uri: str | None = None
    training: str | None = None
    validation: str | None = None
    production: str | None = None


@dataclass(frozen=True)
class Loaded:
    """A subject ready to be measured, and the earlier audits of the same version."""

    subject: Subject
    earlier_audits: tuple[EarlierAudit, ...] = ()


class Registry(Protocol):
    """Where subjects come from."""

    def load(self, uri: str, options: Options) -> Loaded:
        """The subject behind ``uri``. Raises `RegistryError`, `SampleError` or `ModelError`."""
