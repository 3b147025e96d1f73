"""The PDF's own signature: PAdES, baseline level B-B, certifying, invisible.

The field is made when it is signed, and has no widget on paper: fields that the renderer draws turn the first signature invalid
once a second is added, and stamps break PDF/UA. The certification leaves room for people's signatures and nothing else.
"""

from io import BytesIO
from typing import Any

from governance.signing.keys import Signer

FIELD = "Audit"


def sign_pdf(pdf: bytes, signer: Signer, field: str = FIELD) -> bytes:
    """The PDF with a certifying signature in ``field``, appended so that the bytes before it stay what they were."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    facts = PdfSignatureMetadata(
        field_name=field,
        name=signer.name,
        reason="Seals the audit report",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    signing = PdfSigner(facts, _pyhanko_signer(signer), new_field_spec=SigFieldSpec(field))
    signed: BytesIO = signing.sign_pdf(writer)
    return signed.getvalue()


def _pyhanko_signer(signer: Signer) -> Any:
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    chain = [Certificate.load(item.public_bytes(Encoding.DER)) for item in (signer.certificate, *signer.issuers)]
    key = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore.from_certs(chain)  # type: ignore[no-untyped-call]
    return SimpleSigner(signing_cert=chain[0], signing_key=PrivateKeyInfo.load(key), cert_registry=store)
