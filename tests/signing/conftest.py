"""A key of a team, a record as small as records get, and a PDF of one page."""

from io import BytesIO

import pytest
from pikepdf import Pdf

from governance.reading.canonical import canonical, sha256
from governance.record.audit import AuditRecord, Software
from governance.record.conclusion import Conclusion, Opinion
from governance.record.declaration import Role, Task
from governance.record.identity import SampleIdentity, SubjectIdentity
from governance.record.run import RunFacts
from governance.signing import keys


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user's folder of its own for every test."""
    folder = tmp_path / "home"
    monkeypatch.setenv(keys.HOME_VARIABLE, str(folder))
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE, raising=False)
    return folder


@pytest.fixture(scope="session")
def signer(tmp_path_factory):
    return keys.new("Audit Team", tmp_path_factory.mktemp("team"), for_trial=False)


@pytest.fixture(scope="session")
def pdf():
    document, data = Pdf.new(), BytesIO()
    document.add_blank_page()
    document.save(data, deterministic_id=True)
    return data.getvalue()


@pytest.fixture(scope="session")
def record():
    sample = SampleIdentity(
        role=Role.TRAINING, name="loans-2024", context="training", source="loans.parquet", rows=10, columns=("x",), target="y",
        sha256=sha256(b"loans"),
    )  # fmt: skip
    subject = SubjectIdentity(
        name="credit", version="3", uri="models:/credit/3", artifact_digest=sha256(b"credit"), task=Task.BINARY, tier=2,
        flavour="sklearn", features=("x",), samples=(sample,),
    )  # fmt: skip
    return AuditRecord(
        as_of="2026-03-31", subject=subject, policy={"name": "tier-2", "digest": sha256(b"tier-2")}, evidence=(), judgements=(), findings=(),
        conclusion=Conclusion(Opinion.UNABLE_TO_CONCLUDE), checks=(), software=Software("model-signoff", "0.1.0", sha256(b"code")),
    )  # fmt: skip


@pytest.fixture(scope="session")
def run(record, signer):
    return RunFacts(
        record_digest=sha256(canonical(record)), started="2026-03-31T09:00:00+00:00", finished="2026-03-31T09:01:00+00:00", host="bench",
        platform="Linux", python="3.11.2", packages={"numpy": "2.1.0"}, seconds={"scoring": 1.5}, signer=signer.facts,
        lock_digest=sha256(b"lock"),
    )  # fmt: skip
