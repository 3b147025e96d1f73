"""From a finished audit and its two renderings to the files of a report folder."""

from governance.errors import SigningError
from governance.reading.canonical import canonical, sha256
from governance.record.audit import AuditRecord
from governance.record.run import RunFacts
from governance.signing import statement as stating
from governance.signing.envelope import seal as seal_payload
from governance.signing.keys import Signer
from governance.signing.pdf import sign_pdf


def seal(record: AuditRecord, run: RunFacts, html: bytes, pdf: bytes, signer: Signer) -> dict[str, bytes]:
    """All files of the report folder by name: record, run, both renderings, certificate, and the statement that covers them.

    Raises `SigningError` where ``run`` speaks of another record or signer: nobody could verify such a report.
    """
    data = record.encoded
    if run.record_digest != sha256(data) or run.signer != signer.facts:
        raise SigningError("the run's facts name another record or signer", stating.RUN, "pass the facts of this very run")
    documents = stating.Documents(
        record=data,
        run=canonical(run),
        html=html,
        pdf=pdf,
        signed_pdf=sign_pdf(pdf, signer),
        certificate=signer.certificate_pem,
    )
    return {
        stating.RECORD: documents.record,
        stating.RUN: documents.run,
        stating.HTML: documents.html,
        stating.PDF: documents.signed_pdf,
        stating.STATEMENT: seal_payload(stating.encode(documents, record, run), signer),
        stating.CERTIFICATE: documents.certificate,
    }
