"""X.509 certificates: made for a new key, read from PEM, and asked for what the report prints of them."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from governance.errors import SigningError

TRIAL_UNIT = "for trial"
LIFETIME = timedelta(days=3650)
CLOCK_DIFFERENCE = timedelta(minutes=5)
LONGEST_NAME = 64

Kind = TypeVar("Kind", bound=x509.ExtensionType)


def self_signed(key: ec.EllipticCurvePrivateKey, name: str, for_trial: bool, now: datetime) -> x509.Certificate:
    """A certificate for document signatures only; a trial key carries the organisational unit *for trial*.

    It is valid for ten years: at level B-B a report can be verified only as long as its certificate is valid.
    """
    subject = _subject(name, for_trial)
    start = now.astimezone(UTC).replace(microsecond=0) - CLOCK_DIFFERENCE
    builder = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_document_signing(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def read_certificates(data: bytes, where: str) -> tuple[x509.Certificate, ...]:
    """All certificates of a PEM file, in its order. Raises `SigningError` where there is none or one is malformed."""
    try:
        found = tuple(x509.load_pem_x509_certificates(data))
        for certificate in found:
            _touch(certificate)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
        raise SigningError(f"holds no readable certificate ({error})", where, "name a certificate in PEM form") from error
    return found


def pem(certificates: tuple[x509.Certificate, ...]) -> bytes:
    """The certificates as PEM, the signer's first."""
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates)


def fingerprint(certificate: x509.Certificate) -> str:
    """Hexadecimal SHA-256 over the DER form."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def name_of(certificate: x509.Certificate) -> str:
    """The common name; the whole subject where there is none."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def printable(text: str) -> str:
    """Text that came from a stranger's file, without characters that could command a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def is_for_trial(certificate: x509.Certificate) -> bool:
    """Whether the certificate says of itself that its key is for trial."""
    units = certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == TRIAL_UNIT for unit in units)


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Whether the key usage includes non-repudiation, which a signature that people rely on needs."""
    usage = _extension(certificate, x509.KeyUsage)
    return usage is not None and usage.content_commitment


def may_issue(certificate: x509.Certificate) -> bool:
    """Whether this is the certificate of an authority."""
    constraints = _extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def has_supported_key(certificate: x509.Certificate) -> bool:
    """Whether the key is ECDSA on P-256, the one kind this product signs and verifies with."""
    key = certificate.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def valid_at(certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether ``moment`` (aware) lies within the certificate's dates."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def describe(certificate: x509.Certificate) -> dict[str, str]:
    """Whose it is, its fingerprint, its dates and its use, in words."""
    return {
        "name": printable(name_of(certificate)),
        "fingerprint": fingerprint(certificate),
        "valid_from": str(certificate.not_valid_before_utc.date()),
        "valid_to": str(certificate.not_valid_after_utc.date()),
        "use": "for trial" if is_for_trial(certificate) else "not marked for trial",
    }


def _subject(name: str, for_trial: bool) -> x509.Name:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise SigningError(
            f"{name!r} cannot stand in a certificate", "name of the signer", f"give 1 to {LONGEST_NAME} printable characters"
        )
    common = x509.NameAttribute(x509.NameOID.COMMON_NAME, name.strip())
    trial = x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, TRIAL_UNIT)
    return x509.Name([common, trial] if for_trial else [common])


def _document_signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _extension(certificate: x509.Certificate, kind: type[Kind]) -> Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _touch(certificate: x509.Certificate) -> None:
    # The library reads these on first use only; what is malformed shall be found here and nowhere later.
    _ = certificate.extensions, certificate.subject, certificate.public_key(), certificate.not_valid_after_utc
