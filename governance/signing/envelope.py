"""DSSE, the envelope around the statement: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md (version 1.0.2).

There is one spelling of a sealed statement: canonical JSON, standard base64 with padding, DER with the smaller of the two
values of *s* that ECDSA allows. Anything else is refused, even where the signature would hold.
"""

import base64
import binascii
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from governance.errors import VerificationError
from governance.reading.canonical import canonical, parse
from governance.signing import certificates
from governance.signing.keys import Signer

PAYLOAD_TYPE = "application/vnd.in-toto+json"
REMEDY = "restore the file as it was written"
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Envelope:
    """An envelope as it was read; nothing is known yet of its signature. ``keyid`` is the certificate's fingerprint."""

    payload: bytes
    keyid: str
    signature: bytes


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """What is signed: type and payload with their lengths, so that neither can be taken for the other."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def seal(payload: bytes, signer: Signer) -> bytes:
    """The payload in an envelope with one signature, as canonical JSON."""
    message = pre_authentication_encoding(PAYLOAD_TYPE, payload)
    signature = _smaller_s(signer.key.sign(message, ec.ECDSA(hashes.SHA256())))
    return encode(Envelope(payload, signer.fingerprint, signature))


def encode(envelope: Envelope) -> bytes:
    """The one spelling of an envelope."""
    entry = {"keyid": envelope.keyid, "sig": base64.b64encode(envelope.signature).decode()}
    payload = base64.b64encode(envelope.payload).decode()
    return canonical({"payload": payload, "payloadType": PAYLOAD_TYPE, "signatures": [entry]})


def read_envelope(data: bytes, where: str = "statement.dsse.json") -> Envelope:
    """The envelope in ``data``. Raises `GovernanceError` unless it is spelled the one way and holds one signature."""
    match parse(data, where):
        case {"payload": str(payload), "signatures": [{"keyid": str(keyid), "sig": str(signature)}]}:
            envelope = Envelope(_bytes(payload, where), keyid, _bytes(signature, where))
        case _:
            raise VerificationError("is not an envelope (DSSE) with one signature", where, REMEDY)
    if encode(envelope) != data:
        raise VerificationError(
            f"is not an envelope of {PAYLOAD_TYPE} in its one spelling (canonical base64, no keys of its own)", where, REMEDY
        )
    return envelope


def check_signature(envelope: Envelope, certificate: x509.Certificate, where: str = "statement.dsse.json") -> None:
    """Raise `VerificationError` unless the key of ``certificate`` signed the envelope's payload."""
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not certificates.has_supported_key(certificate):
        raise VerificationError(
            "the certificate's key is not ECDSA on P-256", where, "ask the signer for a report signed with P-256"
        )
    if envelope.keyid != certificates.fingerprint(certificate):
        raise VerificationError("the envelope names another certificate", where, REMEDY)
    try:
        message = pre_authentication_encoding(PAYLOAD_TYPE, envelope.payload)
        key.verify(envelope.signature, message, ec.ECDSA(hashes.SHA256()))
        one_spelling = _smaller_s(envelope.signature) == envelope.signature
    except (InvalidSignature, ValueError) as error:
        raise VerificationError("the signature does not belong to this statement and certificate", where, REMEDY) from error
    if not one_spelling:
        raise VerificationError("the signature is not in its canonical form", where, REMEDY)


def open_sealed(data: bytes, certificate: x509.Certificate) -> bytes:
    """The payload of a sealed envelope. Raises `GovernanceError` unless it is canonical and signed by ``certificate``."""
    envelope = read_envelope(data)
    check_signature(envelope, certificate)
    return envelope.payload


def _bytes(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise VerificationError(f"is not base64: {error}", where, REMEDY) from error


def _smaller_s(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, ORDER_OF_P256 - s))
