"""Whom the user trusts: certificates in the user's trust folder and those named for one verification."""

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from governance.errors import SigningError
from governance.signing import certificates
from governance.signing.keys import trust_folder

LARGEST_FILE = 1 << 20


def trusted(named: Sequence[Path] = ()) -> tuple[x509.Certificate, ...]:
    """The certificates of the trust folder and of the ``named`` PEM files. Raises `SigningError` where one cannot be read."""
    return tuple(certificate for path in (*named, *sorted(trust_folder().glob("*.pem"))) for certificate in read(path))


def read(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of one PEM file. Raises `SigningError` where it cannot be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SigningError("is too large for a certificate", str(path), "name a PEM file")
        return certificates.read_certificates(path.read_bytes(), str(path))
    except OSError as error:
        raise SigningError(f"the certificate cannot be read: {error.strerror}", str(path), "check the path") from error


def trust(certificate: x509.Certificate) -> Path:
    """Put a certificate into the user's trust folder; doing it twice changes nothing. Answers where it stands."""
    path = trust_folder() / f"{certificates.fingerprint(certificate)}.pem"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(certificates.pem((certificate,)))
        temporary.replace(path)
    except OSError as error:
        raise SigningError(f"the certificate cannot be kept: {error.strerror}", str(path), "set GOVERNANCE_HOME") from error
    return path
