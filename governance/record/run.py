"""What may differ between two equal audits: clock, host, seconds a check, who signed, earlier audits."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SignerFacts:
    """Who seals the report. ``for_trial`` marks a key that the product made for a first audit."""

    name: str
    fingerprint: str
    for_trial: bool


@dataclass(frozen=True)
class EarlierAudit:
    """An earlier report on the same version; every one is listed, so that nobody shops for an opinion."""

    audited_as_of: str
    opinion: str
    record_digest: str


@dataclass(frozen=True)
class RunFacts:
    """The run behind a record; times are ISO 8601 UTC, ``seconds`` wall-clock by check or stage."""

    record_digest: str
    started: str
    finished: str
    host: str
    platform: str
    python: str
    packages: Mapping[str, str]
    seconds: Mapping[str, float]
    signer: SignerFacts
    lock_digest: str | None = None
    earlier_audits: tuple[EarlierAudit, ...] = ()
    schema: str = field(default="model-signoff/run/1")
