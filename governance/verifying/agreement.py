"""Whether record, run and certificate agree with one another, and speak of digests in the one spelling there is."""

import re
from collections.abc import Iterator

from governance.reading.canonical import sha256
from governance.record.audit import AuditRecord
from governance.record.run import SignerFacts
from governance.signing.certificates import fingerprint, is_for_trial, name_of
from governance.signing.statement import RECORD, RUN
from governance.verifying.exhibits import Exhibits
from governance.verifying.points import Point, establish, require

HEXADECIMAL = re.compile(r"[0-9a-f]{64}")


def points(exhibits: Exhibits) -> tuple[Point, ...]:
    """The record and the run can be read, and fit each other."""
    return (
        establish("record", lambda: f"{RECORD} is canonical and complete: {exhibits.record.schema}"),
        establish("run", lambda: f"{RUN} is canonical and complete: {exhibits.run.schema}"),
        establish("run of this record", lambda: _record_digest(exhibits)),
        establish("signer in the run", lambda: _signer(exhibits)),
        establish("digests in the record", lambda: _digests(exhibits)),
        establish("samples behind the evidence", lambda: _inputs(exhibits.record)),
    )


def _record_digest(exhibits: Exhibits) -> str:
    found = sha256(exhibits.read(RECORD))
    require(exhibits.run.record_digest == found, "speaks of another record", RUN)
    return f"the run speaks of this record, SHA-256 {found}"


def _signer(exhibits: Exhibits) -> str:
    certificate = exhibits.certificate
    found = SignerFacts(name_of(certificate), fingerprint(certificate), is_for_trial(certificate))
    require(exhibits.run.signer == found, "names another signer than the certificate", RUN)
    return f"the run names the certificate's holder as signer: {found.name}"


def _digests(exhibits: Exhibits) -> str:
    found = dict(_spelled(exhibits))
    for where, digest in found.items():
        require(HEXADECIMAL.fullmatch(digest) is not None, f"{where} is not a SHA-256 in lower-case hexadecimal", RECORD)
    return f"{len(found)} digests are spelled in lower-case hexadecimal"


def _spelled(exhibits: Exhibits) -> Iterator[tuple[str, str]]:
    record = exhibits.record
    yield "the model's digest", record.subject.artifact_digest
    yield "the policy's digest", str(record.policy.get("digest"))
    yield "the code's digest", record.software.code_digest
    for sample in record.subject.samples:
        yield f"the digest of the {sample.role.value} sample", sample.sha256
    if exhibits.run.lock_digest is not None:
        yield "the lock file's digest", exhibits.run.lock_digest


def _inputs(record: AuditRecord) -> str:
    known = {sample.role.value: sample.sha256 for sample in record.subject.samples}
    for evidence in record.evidence:
        for role in {item.role.value for item in evidence.measurements if item.role is not None}:
            require(role in evidence.inputs, f"{evidence.check} speaks of a {role} sample and names none", RECORD)
        for role, digest in evidence.inputs.items():
            require(
                known.get(role) == digest, f"{evidence.check} was measured on another {role} sample than the record names", RECORD
            )
    return "every check was measured on the samples that the record names"
