"""The in-toto statement: what a report consists of and what it speaks of, by digest.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md. The verifier builds the statement a second time from the
files before it and holds the two against each other, so this module is all there is to know of its contents.
"""

from dataclasses import dataclass
from typing import Any

from governance.errors import SigningError
from governance.reading.canonical import canonical, digest, sha256
from governance.record.audit import AuditRecord
from governance.record.run import RunFacts

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:model-signoff:audit-statement:1"
RECORD, RUN, HTML, PDF = "record.json", "run.json", "report.html", "report.pdf"
CERTIFICATE, STATEMENT = "certificate.pem", "statement.dsse.json"


@dataclass(frozen=True)
class Documents:
    """The files that a statement covers; ``pdf`` is without any signature, ``signed_pdf`` with the audit's own."""

    record: bytes
    run: bytes
    html: bytes
    pdf: bytes
    signed_pdf: bytes
    certificate: bytes


def statement(documents: Documents, record: AuditRecord, run: RunFacts) -> dict[str, Any]:
    """The statement as plain JSON values.

    The subject ``report.pdf`` is digested as it stood before its first signature, since people sign the PDF after the audit;
    the predicate gives the length, and the same for the PDF as the audit signed it.
    """
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {"sha256": sha256(data)}} for name, data in _named(documents)],
        "predicateType": PREDICATE_TYPE,
        "predicate": {**of_documents(documents), **of_record(record), **of_run(run)},
    }


def encode(documents: Documents, record: AuditRecord, run: RunFacts) -> bytes:
    """The statement in canonical form, ready to be sealed."""
    return canonical(statement(documents, record, run))


def _named(documents: Documents) -> tuple[tuple[str, bytes], ...]:
    return (
        (RECORD, documents.record),
        (RUN, documents.run),
        (HTML, documents.html),
        (PDF, documents.pdf),
        (CERTIFICATE, documents.certificate),
    )


def of_documents(documents: Documents) -> dict[str, Any]:
    """What the predicate says of the PDF: two lengths, each with the digest of as many bytes from its beginning."""
    return {
        "pdf_before_signature": {"length": len(documents.pdf), "sha256": sha256(documents.pdf)},
        "pdf_as_signed": {"length": len(documents.signed_pdf), "sha256": sha256(documents.signed_pdf)},
    }


def of_record(record: AuditRecord) -> dict[str, Any]:
    """What the predicate says of the record: the opinion, and by digest everything it rests on."""
    subject, software = record.subject, record.software
    return {
        "as_of": record.as_of,
        "opinion": record.conclusion.opinion.value,
        "model": {"name": subject.name, "version": subject.version, "digest": subject.artifact_digest},
        "samples": [{"role": sample.role.value, "name": sample.name, "sha256": sample.sha256} for sample in subject.samples],
        "policy": {"name": _of_policy(record, "name"), "digest": _of_policy(record, "digest")},
        "waivers": {"count": len(record.waivers), "sha256": digest(record.waivers)},
        "code": {"name": software.name, "version": software.version, "digest": software.code_digest},
    }


def of_run(run: RunFacts) -> dict[str, Any]:
    """What the predicate says of the run: environment, lock file and signer."""
    return {
        "lock_file": run.lock_digest,
        "environment": {"python": run.python, "platform": run.platform, "packages": digest(run.packages)},
        "signer": {"name": run.signer.name, "fingerprint": run.signer.fingerprint, "for_trial": run.signer.for_trial},
    }


def _of_policy(record: AuditRecord, key: str) -> Any:
    if key not in record.policy:
        raise SigningError(f"the record's policy has no {key}", f"{RECORD}, policy", "make the audit again")
    return record.policy[key]
