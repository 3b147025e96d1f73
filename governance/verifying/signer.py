"""Who signed, and whether the reader has said that this signer is to be trusted."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from governance.signing import certificates
from governance.signing.certificates import fingerprint, name_of
from governance.signing.statement import CERTIFICATE
from governance.verifying.exhibits import Exhibits
from governance.verifying.hostile import reading
from governance.verifying.points import Point, establish, require


def points(exhibits: Exhibits, anchors: Sequence[x509.Certificate], now: datetime) -> tuple[Point, ...]:
    """Certificate, envelope and signature; trust, dates and permitted use."""
    return (
        establish(
            "certificate", lambda: f"the certificate is {name_of(exhibits.certificate)}'s, {fingerprint(exhibits.certificate)}"
        ),
        establish(
            "envelope", lambda: f"the statement's envelope is in its one spelling, {len(exhibits.envelope.payload)} bytes within"
        ),
        establish("signature", lambda: f"the certificate's key signed the statement, {len(exhibits.signature)} bytes"),
        establish("signer is trusted", lambda: _trusted(exhibits, anchors, now)),
        establish("certificate dates", lambda: _dates(exhibits.certificate, now)),
        establish("certificate use", lambda: _use(exhibits.certificate)),
    )


def _trusted(exhibits: Exhibits, anchors: Sequence[x509.Certificate], now: datetime) -> str:
    certificate = exhibits.certificate
    who = f"{name_of(certificate)} (SHA-256 {fingerprint(certificate)})"
    trial = "; the key is marked for trial" if certificates.is_for_trial(certificate) else ""
    if certificate in anchors:
        return f"you trust {who}{trial}"
    authorities = [anchor for anchor in anchors if certificates.may_issue(anchor)]
    advice = f"if you know that fingerprint to be the signer's: governance keys trust {exhibits.folder.path / CERTIFICATE}"
    require(bool(authorities), f"unknown signer: {who}; {advice}", CERTIFICATE)
    with reading(CERTIFICATE, f"a certificate of an authority you trust: unknown signer {who}; {advice}"):
        issuer = asyncio.run(_path(exhibits.chain, authorities, now))
    return f"{issuer}, whom you trust, vouches for {who}; whether it was revoked since is not known offline{trial}"


async def _path(chain: Sequence[x509.Certificate], authorities: Sequence[x509.Certificate], now: datetime) -> str:
    """The name of the authority at the end of a valid path. Raises what pyHanko raises where there is none."""
    from pyhanko_certvalidator import CertificateValidator, ValidationContext

    context = ValidationContext(trust_roots=[to_asn1(item) for item in authorities], moment=now, allow_fetching=False)
    leaf, *above = (to_asn1(item) for item in chain)
    validator: Any = CertificateValidator(leaf, above, context)
    path = await validator.async_validate_usage({"non_repudiation"})
    return str(path.trust_anchor.authority.name.human_friendly)


def to_asn1(certificate: x509.Certificate) -> Any:
    """The same certificate as pyHanko wants it."""
    from asn1crypto.x509 import Certificate

    return Certificate.load(certificate.public_bytes(Encoding.DER))


def _dates(certificate: x509.Certificate, now: datetime) -> str:
    start, end = certificate.not_valid_before_utc.date(), certificate.not_valid_after_utc.date()
    require(certificates.valid_at(certificate, now), f"is valid from {start} to {end}, not on {now.date()}", CERTIFICATE)
    return f"the certificate is valid from {start} to {end}"


def _use(certificate: x509.Certificate) -> str:
    require(certificates.has_supported_key(certificate), "the key is not ECDSA on P-256", CERTIFICATE)
    require(certificates.may_sign_documents(certificate), "is not for signatures that bind (non-repudiation)", CERTIFICATE)
    return "the certificate is for signatures that bind, with a P-256 key"
