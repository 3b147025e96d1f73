"""Records made to be shown: one criterion, whatever was seen, and the opinion that follows."""

import math
from dataclasses import replace

import pytest

from governance.judging.deriving import derive
from governance.policy.schema import (
    Burden,
    Comparison,
    Criterion,
    Departure,
    Limit,
    OpinionRules,
    Policy,
    Requirement,
    SigningRole,
    WhenInconclusive,
)
from governance.reading.canonical import canonical, sha256
from governance.record.audit import AuditRecord, CheckDescription, Software
from governance.record.declaration import Metric, Role, Severity, Task, Weight
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.record.identity import SampleIdentity, SubjectIdentity
from governance.record.run import RunFacts, SignerFacts
from governance.reporting.view.dossier import Dossier

METRIC = Metric("relative_gap", "Share of the training skill that is lost", "lower", unit="share", sound=0.0)
CURVE = Table(
    "skill", "Skill over time", Shape.CURVE, ("date", "skill"), tuple((f"20{year:02d}-01-01", year / 7) for year in range(10, 20)),
    note="Rising is better.",
)  # fmt: skip


class Maker:
    """Builds records: ``seen`` is a value, or a value with its interval, or None where nothing could be measured."""

    curve = CURVE

    @staticmethod
    def policy(*, burden="model", when="unable-to-conclude", weight="decisive", roles=(SigningRole.VALIDATOR,), **others):
        bands = {Severity.MEDIUM: Limit((-math.inf, 0.1), "firm.yaml:9"), Severity.HIGH: Limit((-math.inf, 0.5), "firm.yaml:9")}
        criterion = Criterion(
            Comparison.AT_MOST,
            bands,
            "A wider gap has not survived.",
            recommend="Simplify the model.",
            condition="Use half limits.",
        )
        requirement = Requirement(
            "overfitting.gap", Weight(weight), tuple(Task), {"folds": 5}, {"relative_gap": criterion}, ("sr-26-2/V.1.a",)
        )
        return Policy(
            name="firm", title="The firm's own", sources=("firm.yaml",), burden=dict.fromkeys((Weight.DECISIVE, Weight.SUPPORTING), Burden(burden)),
            opinion=OpinionRules((Severity.HIGH,), (Severity.MEDIUM,), WhenInconclusive(when)), requirements=(requirement,), roles=roles,
            excluded=(Departure("benchmark.simple-challenger", "no challenger yet", "firm.yaml:20"),), **others,
        )  # fmt: skip

    @staticmethod
    def subject(**identity):
        sample = SampleIdentity(
            role=Role.VALIDATION, name="loans-2025", context="test", source="loans.parquet", rows=400, columns=("income", "default"),
            target="default", sha256=sha256(b"loans"), first_time="2025-01-01T00:00:00", last_time="2025-12-31T00:00:00",
        )  # fmt: skip
        given = {"name": "credit", "purpose": "Setting limits for small loans", "features": ("income",)} | identity
        return SubjectIdentity(
            version="3", uri="models:/credit/3", artifact_digest=sha256(b"model"), task=Task.BINARY, tier=1, flavour="sklearn", samples=(sample,),
            **given,
        )  # fmt: skip

    @staticmethod
    def evidence(seen, tables=(CURVE,), **measured):
        if seen is None:
            return Evidence.inconclusive("no validation sample was logged")
        value, low, high = seen if isinstance(seen, tuple) else (seen, seen, seen)
        given = {"n": 400, "n_effective": 100.0, "role": Role.VALIDATION, "confidence": 0.95 if low < high else None} | measured
        return Evidence.measured((Measurement("relative_gap", value, low, high, **given),), tables)

    def record(self, seen=0.05, *, policy=None, subject=None, tables=(CURVE,), check="Gap", measured=None):
        policy, subject = policy or self.policy(), subject or self.subject()
        described = CheckDescription(
            "overfitting.gap", check, "Is there a gap?", "By hand.", "It grows.", "Few.", ("Someone (2020)",), (METRIC,)
        )
        evidence = (
            replace(self.evidence(seen, tables, **(measured or {})), check=described.id, seed=7, parameters={"folds": 5}),
        )
        derived = derive(policy, evidence, {described.id: described}, subject)
        return AuditRecord(
            as_of="2026-03-31", subject=subject, policy=policy.plain(), evidence=evidence, judgements=derived.judgements,
            findings=derived.findings, conclusion=derived.conclusion, checks=(described,),
            software=Software("model-signoff", "0.1.0", sha256(b"code")),
        )  # fmt: skip

    @staticmethod
    def facts(record, **others):
        given = {"signer": SignerFacts("Audit Team", "ab" * 32, for_trial=False)} | others
        return RunFacts(
            record_digest=sha256(canonical(record)), started="2026-03-31T09:00:00+00:00", finished="2026-03-31T09:01:00+00:00", host="bench",
            platform="Linux", python="3.11.2", packages={"numpy": "2.1.0"}, seconds={"overfitting.gap": 1.5}, **given,
        )  # fmt: skip

    def dossier(self, seen=0.05, **others):
        facts = others.pop("facts", {})
        record = self.record(seen, **others)
        return Dossier(record, self.facts(record, **facts), 20)


@pytest.fixture(scope="session")
def make():
    """Builds records, runs and dossiers."""
    return Maker()
