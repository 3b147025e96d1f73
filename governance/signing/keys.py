"""Signing keys: made, found and loaded.

A key called NAME is two files in one folder: ``NAME.key.pem`` (private key and, after it, its certificate; readable by its
owner alone) and ``NAME.cert.pem`` (the certificate to hand out; where both hold one, this one counts, so that an authority's
certificate can take the place of the self-signed one). Keys are ECDSA on P-256, which every PDF reader knows.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from governance.errors import SigningError
from governance.record.run import SignerFacts
from governance.signing import certificates

HOME_VARIABLE = "GOVERNANCE_HOME"
PASSPHRASE_VARIABLE = "GOVERNANCE_KEY_PASSPHRASE"  # noqa: S105  the variable's name, not a passphrase
KEY_ENDING, CERTIFICATE_ENDING = ".key.pem", ".cert.pem"
LARGEST_FILE = 1 << 16


class KeyExistsError(SigningError):
    """A key of that name is there already, and a key is never overwritten."""


@dataclass(frozen=True)
class Signer:
    """A private key with its certificate; ``issuers`` are the certificates above it, where an authority issued it."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...] = ()
    path: Path | None = None

    @property
    def name(self) -> str:
        """The certificate's common name."""
        return certificates.name_of(self.certificate)

    @property
    def fingerprint(self) -> str:
        """Hexadecimal SHA-256 of the certificate."""
        return certificates.fingerprint(self.certificate)

    @property
    def for_trial(self) -> bool:
        """Whether the certificate says that the key is for trial."""
        return certificates.is_for_trial(self.certificate)

    @property
    def facts(self) -> SignerFacts:
        """What the report prints of the signer."""
        return SignerFacts(self.name, self.fingerprint, self.for_trial)

    @property
    def certificate_pem(self) -> bytes:
        """``certificate.pem``: the signer's certificate, then its issuers."""
        return certificates.pem((self.certificate, *self.issuers))


def user_folder() -> Path:
    """Where the user's keys and trusted certificates are kept; ``GOVERNANCE_HOME`` overrides the platform's place."""
    from platformdirs import user_config_path

    own = os.environ.get(HOME_VARIABLE)
    return Path(own) if own else user_config_path("model-signoff")


def keys_folder() -> Path:
    """The folder of the user's own keys."""
    return user_folder() / "keys"


def trust_folder() -> Path:
    """The folder of certificates that the user trusts."""
    return user_folder() / "trust"


def new(name: str, folder: Path, for_trial: bool = True, passphrase: str | None = None) -> Signer:
    """Make a key and its self-signed certificate in ``folder``. Raises `KeyExistsError` rather than overwrite one."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = certificates.self_signed(key, name, for_trial, datetime.now(tz=UTC))
    path = folder / f"{_stem(name)}{KEY_ENDING}"
    public = certificates.pem((certificate,))
    _place(path, _private_pem(key, passphrase), public)
    return Signer(key, certificate, path=path)


def certificate_path(key: Path) -> Path:
    """``NAME.cert.pem`` for ``NAME.key.pem``; for any other name, the same with its ending replaced."""
    stem = key.name.removesuffix(KEY_ENDING) if key.name.endswith(KEY_ENDING) else key.stem
    return key.with_name(stem + CERTIFICATE_ENDING)


def load(path: Path) -> Signer:
    """The signer whose private key is in ``path``. Raises `SigningError` where key and certificate cannot sign a report."""
    data = _read_private(path)
    key = _private_key(data, path)
    chain, source = _chain(path)
    if chain[0].public_key() != key.public_key():
        raise SigningError(
            "the certificate belongs to another key", str(source), f"put the certificate of {path.name} first in it"
        )
    _refuse_unfit(chain[0], source)
    return Signer(key, chain[0], chain[1:], path)


def public(path: Path) -> x509.Certificate:
    """The certificate in a file, or of the private key in it. Raises `SigningError` where there is none."""
    chain, _ = _chain(path)
    return chain[0]


def own_keys() -> tuple[Path, ...]:
    """The user's own private key files, by name."""
    return tuple(sorted(keys_folder().glob(f"*{KEY_ENDING}")))


def default_signer() -> Signer:
    """The user's own key; the first use makes one for trial and trusts it. Raises `SigningError` where there are several."""
    found = own_keys()
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise SigningError(f"you have several keys: {names}", str(keys_folder()), "name the one to sign with: --key FILE")
    return load(found[0]) if found else _first_key()


def _first_key() -> Signer:
    from governance.signing.trust import trust

    try:
        made = new(own_name(), keys_folder(), for_trial=True)
    except KeyExistsError:  # an audit beside this one was quicker
        return load(own_keys()[0])
    trust(made.certificate)
    return made


def own_name() -> str:
    """The name that a key gets where none is given: the user's, as the system knows it."""
    try:
        return f"{getuser()} (trial key)"[: certificates.LONGEST_NAME]
    except (OSError, KeyError):
        return "trial key"


def _chain(path: Path) -> tuple[tuple[x509.Certificate, ...], Path]:
    beside = certificate_path(path)
    source = beside if beside.exists() else path
    return certificates.read_certificates(_read(source), str(source)), source


def _stem(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower()).strip("-") or "key"


def _private_pem(key: ec.EllipticCurvePrivateKey, passphrase: str | None) -> bytes:
    protection: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    )
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)


def _place(path: Path, private: bytes, public: bytes) -> None:
    """Write the private file whole or not at all: of two processes that make the same key, one fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as stream:  # readable by its owner alone
            stream.write(private + public)
            stream.flush()
            os.link(stream.name, path)
        certificate_path(path).write_bytes(public)
    except OSError as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise KeyExistsError(
                "a key of that name exists", str(path), "give another --name, or move the old key away"
            ) from error
        raise SigningError(
            f"the key cannot be written: {error.strerror}", str(path), "choose another folder with --out"
        ) from error


def _read_private(path: Path) -> bytes:
    if not path.is_file():
        raise SigningError("there is no key file here", str(path), "governance keys new, or name a PEM file that holds the key")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise SigningError("others on this machine can read the private key", str(path), f"chmod 600 {path}")
    data = _read(path)
    if b"PRIVATE KEY-----" not in data:
        raise SigningError("holds no private key", str(path), f"name the private key, such as NAME{KEY_ENDING}")
    return data


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise SigningError(f"cannot be read: {error.strerror}", str(path), "check the path and its permissions") from error
    if len(data) > LARGEST_FILE:
        raise SigningError("is too large for a key or a certificate", str(path), "name a PEM file")
    return data


def _private_key(data: bytes, path: Path) -> ec.EllipticCurvePrivateKey:
    passphrase = os.environ.get(PASSPHRASE_VARIABLE) if b"ENCRYPTED" in data else None
    if b"ENCRYPTED" in data and not passphrase:
        raise SigningError("the key is protected by a passphrase", str(path), f"set {PASSPHRASE_VARIABLE}")
    try:
        key = serialization.load_pem_private_key(data, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        remedy = f"check {PASSPHRASE_VARIABLE}" if passphrase else "name an unharmed PEM file, or make a key: governance keys new"
        raise SigningError("the private key cannot be read", str(path), remedy) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SigningError(
            "the key is not ECDSA on P-256", str(path), "use a P-256 key: governance keys new, or ask your authority"
        )
    return key


def _refuse_unfit(certificate: x509.Certificate, source: Path) -> None:
    for problem in _unfit(certificate):
        raise SigningError(problem, str(source), "make a new key (governance keys new) or have the certificate renewed")


def _unfit(certificate: x509.Certificate) -> Iterator[str]:
    if not certificates.valid_at(certificate, datetime.now(tz=UTC)):
        start, end = certificate.not_valid_before_utc.date(), certificate.not_valid_after_utc.date()
        yield f"the certificate is valid from {start} to {end}, not today"
    if not certificates.may_sign_documents(certificate):
        yield "the certificate is not for signatures that bind (key usage non-repudiation)"
