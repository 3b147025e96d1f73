"""Trust by way of an authority: what it issued is trusted, and nobody else can issue."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from governance.signing import certificates, keys

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issuer:
    """A certificate with its key, able to issue others, rightly or not."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def issue(self, name, *, authority, start=None):
        key = ec.generate_private_key(ec.SECP256R1())
        return Issuer(key, _certificate(self.key, self.certificate.subject, key.public_key(), name, authority, start))


def _certificate(signing_key, issuer, public_key, name, authority, start=None):
    start = start or datetime.now(tz=UTC) - DAY
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=not authority, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder(issuer, _name(name), public_key, x509.random_serial_number(), start, start + 10 * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
        .sign(signing_key, hashes.SHA256())
    )


def _name(text):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


@pytest.fixture(scope="module")
def root():
    key = ec.generate_private_key(ec.SECP256R1())
    return Issuer(key, _certificate(key, _name("Root"), key.public_key(), "Root", authority=True))


@pytest.fixture
def judged(workshop, failing, tmp_path):
    """Seals with a key and its chain, trusts one certificate, and answers the failing points."""

    def _judged(holder, above, trusted):
        (tmp_path / "trusted.pem").write_bytes(certificates.pem((trusted,)))
        signer = keys.Signer(holder.key, holder.certificate, tuple(item.certificate for item in above))
        return failing(workshop.files(signer=signer), trust=[tmp_path / "trusted.pem"])

    return _judged


def test_what_a_trusted_authority_issued_is_trusted(root, judged):
    assert judged(root.issue("Ada", authority=False), (), root.certificate) == {}


def test_an_authority_in_between_comes_with_the_report(root, judged):
    middle = root.issue("Department", authority=True)
    assert judged(middle.issue("Ada", authority=False), (middle,), root.certificate) == {}


def test_without_the_authority_in_between_there_is_no_path(root, judged):
    middle = root.issue("Department", authority=True)
    assert set(judged(middle.issue("Ada", authority=False), (), root.certificate)) == {"signer is trusted"}


def test_an_issued_certificate_can_be_trusted_by_itself(root, judged):
    ada = root.issue("Ada", authority=False)
    assert judged(ada, (), ada.certificate) == {}


def test_a_trusted_person_cannot_vouch_for_another(root, judged):
    ada = root.issue("Ada", authority=False)
    mallory = ada.issue("Mallory", authority=False)
    assert set(judged(mallory, (), ada.certificate)) == {"signer is trusted"}
    assert set(judged(mallory, (ada,), root.certificate)) == {"signer is trusted"}


def test_an_authority_of_the_same_name_with_another_key_is_another(root, judged):
    key = ec.generate_private_key(ec.SECP256R1())
    double = Issuer(key, _certificate(key, _name("Root"), key.public_key(), "Root", authority=True))
    found = judged(double.issue("Ada", authority=False), (double,), root.certificate)
    assert set(found) == {"signer is trusted"}
    assert "unknown signer" in found["signer is trusted"]


def test_an_authority_whose_own_dates_have_passed_vouches_for_nobody(root, judged):
    old = root.issue("Department", authority=True, start=datetime.now(tz=UTC) - 30 * DAY)
    assert set(judged(old.issue("Ada", authority=False), (old,), root.certificate)) == {"signer is trusted"}
