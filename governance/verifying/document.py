"""The PDF: its signature, what happened to it since, and whether the files attached to it are the report's own."""

import logging
import zlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from governance.reading.canonical import canonical
from governance.signing import certificates
from governance.signing.certificates import CLOCK_DIFFERENCE, fingerprint
from governance.signing.pdf import FIELD
from governance.signing.statement import PDF, RECORD
from governance.verifying.exhibits import Exhibits, Once
from governance.verifying.hostile import reading
from governance.verifying.points import Point, establish, require
from governance.verifying.signer import to_asn1

POLICY = "policy.yaml"
LARGEST_POLICY = 1 << 22
SUBFILTER = "/ETSI.CAdES.detached"

# pyHanko logs what it finds wrong with tracebacks; the reader gets one sentence instead.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())
logging.getLogger("pyhanko_certvalidator").addHandler(logging.NullHandler())


class Document:
    """The PDF as pyHanko sees it, read once. Every property raises `VerificationError` where it cannot be had."""

    def __init__(self, exhibits: Exhibits) -> None:
        self.exhibits = exhibits

    @Once
    def signature(self) -> Any:
        """The one signature, pyHanko's `EmbeddedPdfSignature`."""
        from pyhanko.pdf_utils.reader import PdfFileReader

        with reading(PDF, "a signed PDF"):
            found = list(PdfFileReader(BytesIO(self.exhibits.read(PDF))).embedded_signatures)
            names = [str(signature.field_name) for signature in found]
        require(names == [FIELD], f"holds the signatures {names}, where the audit's own ({FIELD}) is expected, and no other", PDF)
        return found[0]

    @Once
    def status(self) -> Any:
        """What pyHanko establishes (`PdfSignatureStatus`), with difference analysis.

        The certificate beside the PDF is its trust root: whether to trust that certificate is another point.
        """
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko_certvalidator import ValidationContext

        context = ValidationContext(trust_roots=[to_asn1(self.exhibits.certificate)], allow_fetching=False)
        with reading(PDF, "a PDF with a sound signature"):
            return validate_pdf_signature(self.signature, context)

    @Once
    def attachments(self) -> dict[str, bytes]:
        """The attached files, stored bytes and filter unpacked no further than the files they should equal."""
        from pikepdf import Pdf

        with reading(PDF, "a PDF with attachments"), Pdf.open(BytesIO(self.exhibits.read(PDF))) as document:
            return {name: _unpacked(item.obj.EF.F, self._largest(name)) for name, item in document.attachments.items()}

    def _largest(self, name: str) -> int:
        return len(self.exhibits.read(RECORD)) if name == RECORD else LARGEST_POLICY


def points(exhibits: Exhibits, now: datetime) -> tuple[Point, ...]:
    """The PDF's signature and attachments."""
    document = Document(exhibits)
    return (
        _establish("PDF signature", document, _signature),
        _establish("PDF signer", document, _signer),
        _establish("PDF unchanged since", document, _unchanged),
        _establish("PDF signing time", document, partial(_signing_time, now=now)),
        _establish("PDF attachments", document, _attachments),
        _establish("record in the PDF", document, _record),
        _establish("policy in the PDF", document, _policy),
    )


def _establish(name: str, document: Document, claim: Callable[[Document], str]) -> Point:
    """The point, read with care: pyHanko parses much of a signature only when it is looked at."""

    def read() -> str:
        with reading(PDF, "a signed PDF"):
            return claim(document)

    return establish(name, read)


def _signature(document: Document) -> str:
    status = document.status
    require(status.intact and status.valid, "the signature does not belong to these bytes", PDF)
    require(status.trusted, "the signature is not by the certificate beside the report, or not one that binds", PDF)
    require(status.md_algorithm == "sha256", f"is signed with {status.md_algorithm}, not SHA-256", PDF)
    require(document.signature.sig_object.get("/SubFilter") == SUBFILTER, "the signature is not PAdES", PDF)
    return "the PDF's own signature (PAdES) is intact"


def _signer(document: Document) -> str:
    found = document.signature.signer_cert.sha256.hex()
    require(found == fingerprint(document.exhibits.certificate), f"is signed by another certificate, SHA-256 {found}", PDF)
    return "the PDF is signed by the certificate that signed the statement"


def _unchanged(document: Document) -> str:
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import SignatureCoverageLevel

    status = document.status
    require(document.signature.docmdp_level is MDPPerm.FILL_FORMS, "the signature does not certify the document", PDF)
    require(bool(status.docmdp_ok), "was changed after it was signed", PDF)
    require(status.coverage is SignatureCoverageLevel.ENTIRE_FILE, "something was appended after it was signed", PDF)
    require(bool(status.bottom_line), f"the signature is not sound as a whole: {status.summary()}", PDF)
    return "nothing was added to the PDF or changed in it since it was signed"


def _signing_time(document: Document, now: datetime) -> str:
    moment = document.signature.self_reported_timestamp
    require(moment is not None and moment.tzinfo is not None, "does not say when it was signed", PDF)
    require(
        certificates.valid_at(document.exhibits.certificate, moment),
        f"was signed outside the certificate's dates, at {moment}",
        PDF,
    )
    require(moment <= now + CLOCK_DIFFERENCE, f"claims to be signed in the future, at {moment}", PDF)
    return f"by its own word signed at {moment.isoformat()}; no time-stamp authority confirms it"


def _attachments(document: Document) -> str:
    found = sorted(document.attachments)
    require(found == sorted((RECORD, POLICY)), f"has {', '.join(found) or 'nothing'} attached, not {RECORD} and {POLICY}", PDF)
    return f"{RECORD} and {POLICY} are attached to the PDF, and nothing else"


def _record(document: Document) -> str:
    require(document.attachments.get(RECORD) == document.exhibits.read(RECORD), f"the attached {RECORD} is another", PDF)
    return f"the {RECORD} attached to the PDF is the report's"


def _policy(document: Document) -> str:
    from governance.policy.writing import to_yaml
    from governance.reading.yaml import read_yaml

    require(POLICY in document.attachments, f"{POLICY} is not attached", PDF)
    attached = read_yaml(document.attachments[POLICY], f"{PDF}, {POLICY}").plain()
    applied = read_yaml(to_yaml(document.exhibits.record.policy).encode(), f"{RECORD}, policy").plain()
    require(canonical(attached) == canonical(applied), f"the attached {POLICY} is not the policy in the record", PDF)
    return f"the {POLICY} attached to the PDF is the policy in the record"


def _unpacked(stream: Any, largest: int) -> bytes:
    """The stream's bytes, never more than one beyond ``largest``: a small file must not unpack into a full memory."""
    raw = bytes(stream.read_raw_bytes())
    packing = str(stream.get("/Filter", ""))
    require(packing in {"", "/FlateDecode"}, f"an attachment is packed with {packing}", PDF)
    return zlib.decompressobj().decompress(raw, largest + 1) if packing else raw
