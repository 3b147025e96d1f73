"""A report folder sealed by a team, and the means to forge one."""

import math
from dataclasses import dataclass, replace
from io import BytesIO

import pytest
from pikepdf import AttachedFileSpec, ObjectStreamMode, Pdf

from governance.judging.deriving import derive
from governance.policy.schema import Burden, Comparison, Criterion, Limit, OpinionRules, Policy, Requirement, WhenInconclusive
from governance.policy.writing import to_yaml
from governance.reading.canonical import canonical, sha256
from governance.record.audit import AuditRecord, CheckDescription, Software
from governance.record.declaration import Metric, Role, Severity, Task, Weight
from governance.record.evidence import Evidence, Measurement
from governance.record.identity import SampleIdentity, SubjectIdentity
from governance.record.run import RunFacts
from governance.signing import keys
from governance.signing.sealing import seal
from governance.verifying.report import verify

WHY = "A wider gap has not survived."
GAP = Criterion(
    Comparison.AT_MOST,
    {
        Severity.MEDIUM: Limit((-math.inf, 0.1), "lenders.yaml:9"),
        Severity.HIGH: Limit((-math.inf, 0.5), "lenders.yaml:9"),
    },
    WHY,
)
POLICY = Policy(
    name="lenders",
    title="Lenders' own",
    sources=("lenders.yaml",),
    burden={Weight.DECISIVE: Burden.MODEL, Weight.SUPPORTING: Burden.EVIDENCE},
    opinion=OpinionRules((Severity.HIGH,), (Severity.MEDIUM,), WhenInconclusive.UNABLE_TO_CONCLUDE),
    requirements=(Requirement("overfitting.gap", Weight.DECISIVE, (Task.BINARY,), criteria={"relative_gap": GAP}),),
)
METRICS = (Metric("relative_gap", "Share of the training skill that is lost", better="lower", sound=0.0),)
HTML = b"<!doctype html><title>Report</title>"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user's folder of its own for every test: nobody is trusted but whom the test names."""
    folder = tmp_path / "home"
    monkeypatch.setenv(keys.HOME_VARIABLE, str(folder))
    return folder


@dataclass(frozen=True)
class Workshop:
    """Seals reports of `record`, with whatever parts a test puts in the place of the right ones."""

    record: AuditRecord
    signer: keys.Signer
    stranger: keys.Signer

    @property
    def certificate(self):
        return keys.certificate_path(self.signer.path)

    def run(self, record, signer):
        return RunFacts(
            record_digest=sha256(canonical(record)), started="2026-03-31T09:00:00+00:00", finished="2026-03-31T09:01:00+00:00",
            host="bench", platform="Linux", python="3.11.2", packages={"numpy": "2.1.0"}, seconds={"scoring": 1.5}, signer=signer.facts,
            lock_digest=sha256(b"lock"),
        )  # fmt: skip

    def pdf(self, record, extra=None):
        attached = {"record.json": canonical(record), "policy.yaml": to_yaml(self.record.policy).encode(), **(extra or {})}
        document, data = Pdf.new(), BytesIO()
        document.add_blank_page()
        for name, content in attached.items():
            document.attachments[name] = AttachedFileSpec(document, content, filename=name)
        document.save(data, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return data.getvalue()

    def files(self, *, record=None, signer=None, run=None, pdf=None, html=HTML):
        record, signer = record or self.record, signer or self.signer
        return seal(record, run or self.run(record, signer), html, pdf or self.pdf(record), signer)


def _evidence(sample):
    gap = Measurement("relative_gap", 0.25, 0.2, 0.3, 1000, 800.0, role=Role.TRAINING, confidence=0.95)
    inputs = {"training": sample.sha256}
    return Evidence.measured((gap,)), inputs


def _record():
    sample = SampleIdentity(
        role=Role.TRAINING, name="loans-2024", context="training", source="loans.parquet", rows=1000, columns=("x",), target="y",
        sha256=sha256(b"loans"),
    )  # fmt: skip
    subject = SubjectIdentity(
        name="credit", version="3", uri="models:/credit/3", artifact_digest=sha256(b"credit"), task=Task.BINARY, tier=2,
        flavour="sklearn", features=("x",), samples=(sample,),
    )  # fmt: skip
    described = CheckDescription("overfitting.gap", "Gap", "Is there a gap?", "By hand.", "It grows.", "Few.", ("None",), METRICS)
    measured, inputs = _evidence(sample)
    evidence = (replace(measured, check=described.id, inputs=inputs, seed=7, model_calls=1000),)
    derived = derive(POLICY, evidence, {described.id: described}, subject)
    return AuditRecord(
        as_of="2026-03-31", subject=subject, policy=POLICY.plain(), evidence=evidence, judgements=derived.judgements,
        findings=derived.findings, conclusion=derived.conclusion, checks=(described,),
        software=Software("model-signoff", "0.1.0", sha256(b"code")),
    )  # fmt: skip


@pytest.fixture(scope="session")
def workshop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workshop")
    return Workshop(_record(), keys.new("Audit Team", folder, for_trial=False), keys.new("Stranger", folder, for_trial=False))


@pytest.fixture(scope="session")
def sealed(workshop):
    """The files of a sound report."""
    return workshop.files()


@pytest.fixture
def report(tmp_path):
    """Writes files into a report folder and answers its path."""

    def _report(files):
        folder = tmp_path / "report"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return folder

    return _report


@pytest.fixture
def failing(workshop, report):
    """Verifies files with the team trusted, and answers the points that do not hold: name -> sentence."""

    def _failing(files, **options):
        found = verify(report(files), options.pop("trust", [workshop.certificate]), **options)
        assert found.valid is all(point.holds for point in found.points)
        return {point.name: point.sentence for point in found.points if not point.holds}

    return _failing
