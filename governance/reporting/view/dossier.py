"""The record with what a reader looks up in it: titles, the measurement behind a judgement, the limit it was held against."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from governance.judging.findings import criterion_of
from governance.policy.schema import Criterion, Policy
from governance.record.audit import AuditRecord, CheckDescription
from governance.record.declaration import Metric
from governance.record.evidence import Evidence, Measurement
from governance.record.judgement import Finding, Judgement
from governance.record.run import RunFacts


@dataclass(frozen=True)
class Dossier:
    """A record and its run, read together. ``most_rows`` is how many rows of a table are shown."""

    record: AuditRecord
    facts: RunFacts
    most_rows: int

    @cached_property
    def policy(self) -> Policy:
        """The effective policy. Raises `PolicyError` where the record's is damaged."""
        return Policy.read(self.record.policy)

    @cached_property
    def checks(self) -> dict[str, CheckDescription]:
        """The described checks by id."""
        return {item.id: item for item in self.record.checks}

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """The evidence by check."""
        return {item.check: item for item in self.record.evidence}

    def check_title(self, check: str) -> str:
        """A check's title; its id where the record does not describe it."""
        return self.checks[check].title if check in self.checks else check

    def metric(self, check: str, name: str) -> Metric | None:
        """A metric as its check declared it, if it did."""
        described = self.checks.get(check)
        return next((item for item in described.metrics if item.name == name), None) if described else None

    def metric_title(self, check: str, name: str, segment: str | None = None) -> str:
        """A metric's title, with the part of the sample or the comparison that a measurement speaks of."""
        found = self.metric(check, name)
        of = f" ({segment})" if segment is not None else ""
        return f"{found.title if found else name}{of}"

    def measurement(self, item: Judgement) -> Measurement | None:
        """What a judgement was held against."""
        evidence = self.evidence.get(item.check)
        wanted = (item.metric, item.segment, item.role, item.observed)
        found = evidence.measurements if evidence else ()
        return next((seen for seen in found if (seen.metric, seen.segment, seen.role, seen.value) == wanted), None)

    def judged(self, check: str) -> tuple[Judgement, ...]:
        """The judgements of one check."""
        return tuple(item for item in self.record.judgements if item.check == check)

    def told_once(self) -> list[Judgement]:
        """The judgements, without those of a worst segment that say again what the segment's own says."""
        every = self.record.judgements
        told = {_numbers(item) for item in every if item.segment is not None and item.observed is not None}
        return [item for item in every if item.segment is not None or _numbers(item) not in told]

    def judgement(self, finding: Finding) -> Judgement | None:
        """The judgement that a finding follows from; None where a person added it."""
        wanted = (finding.check, finding.metric, finding.segment, finding.role, finding.severity)
        found = self.record.judgements
        return next((j for j in found if (j.check, j.metric, j.segment, j.role, j.severity) == wanted), None)

    def finding(self, item: Judgement) -> Finding | None:
        """The finding that a judgement led to, if it led to one of its own."""
        return next((finding for finding in self.record.findings if self.judgement(finding) == item), None)

    def criterion(self, item: Judgement) -> Criterion:
        """The criterion that a judgement applied."""
        return criterion_of(self.policy, item)


def _numbers(item: Judgement) -> tuple[Any, ...]:
    return item.check, item.metric, item.role, item.observed, item.low, item.high
