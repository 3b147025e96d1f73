"""The audit record: what is signed. Everything a reader needs to derive the opinion again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from governance.reading.canonical import canonical
from governance.record.conclusion import Conclusion
from governance.record.declaration import Metric
from governance.record.evidence import Evidence
from governance.record.identity import SubjectIdentity
from governance.record.judgement import Finding, Judgement

SCHEMA = "model-signoff/audit-record/1"


@dataclass(frozen=True)
class CheckDescription:
    """What the report's method chapter prints of a check that the policy asked for, as it was declared when it ran."""

    id: str
    title: str
    asks: str
    method: str
    reads_as_risk: str
    limitations: str
    references: tuple[str, ...]
    metrics: tuple[Metric, ...]


@dataclass(frozen=True)
class Software:
    """What measured: the product's version and the SHA-256 over its source files."""

    name: str
    version: str
    code_digest: str


@dataclass(frozen=True)
class AuditRecord:
    """The record. ``as_of`` is an ISO date and an argument of the audit, never a clock reading.

    ``policy`` is the effective policy as plain JSON (``policy.schema`` reads it back).
    """

    as_of: str
    subject: SubjectIdentity
    policy: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    judgements: tuple[Judgement, ...]
    findings: tuple[Finding, ...]
    conclusion: Conclusion
    checks: tuple[CheckDescription, ...]
    software: Software
    waivers: tuple[Mapping[str, Any], ...] = ()
    schema: str = field(default=SCHEMA)

    @cached_property
    def encoded(self) -> bytes:
        """The record as it is stored, signed and attached: canonical JSON, made once."""
        return canonical(self)
