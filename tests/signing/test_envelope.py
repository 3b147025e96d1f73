import base64
import json
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import GovernanceError, VerificationError
from governance.reading.canonical import canonical
from governance.signing import envelope as sealing
from governance.signing import keys
from governance.signing.certificates import pem

PAYLOAD = b'{"said":"so"}'


@pytest.fixture(scope="module")
def sealed(signer):
    return sealing.seal(PAYLOAD, signer)


def test_the_encoding_that_is_signed_is_the_one_of_the_specification():
    # The example that the DSSE protocol document gives.
    encoded = sealing.pre_authentication_encoding("http://example.com/HelloWorld", b"hello world")
    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_what_was_sealed_opens_with_the_signers_certificate(sealed, signer):
    assert sealing.open_sealed(sealed, signer.certificate) == PAYLOAD


def test_openssl_agrees_with_the_signature(sealed, signer, tmp_path):
    envelope = sealing.read_envelope(sealed)
    (tmp_path / "message").write_bytes(sealing.pre_authentication_encoding(sealing.PAYLOAD_TYPE, envelope.payload))
    (tmp_path / "signature").write_bytes(envelope.signature)
    (tmp_path / "certificate.pem").write_bytes(pem((signer.certificate,)))
    key = subprocess.run(
        ["openssl", "x509", "-in", "certificate.pem", "-pubkey", "-noout"], cwd=tmp_path, capture_output=True, check=True
    )
    (tmp_path / "key.pem").write_bytes(key.stdout)
    command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "message"]
    assert b"Verified OK" in subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout


def test_another_certificate_does_not_open_it(sealed, tmp_path):
    other = keys.new("Other", tmp_path)
    with pytest.raises(VerificationError, match="names another certificate"):
        sealing.open_sealed(sealed, other.certificate)


def test_a_signature_by_another_key_under_the_signers_name_is_refused(sealed, signer, tmp_path):
    other = keys.new("Other", tmp_path)
    forged = json.loads(sealing.seal(PAYLOAD, other))
    forged["signatures"][0]["keyid"] = signer.fingerprint
    with pytest.raises(VerificationError, match="does not belong"):
        sealing.open_sealed(canonical(forged), signer.certificate)


def test_the_signature_covers_the_payload(sealed, signer):
    changed = json.loads(sealed)
    changed["payload"] = base64.b64encode(b'{"said":"no"}').decode()
    with pytest.raises(VerificationError, match="does not belong"):
        sealing.open_sealed(canonical(changed), signer.certificate)


def test_the_other_signature_that_ecdsa_allows_is_refused(sealed, signer):
    envelope = sealing.read_envelope(sealed)
    r, s = decode_dss_signature(envelope.signature)
    twin = encode_dss_signature(r, sealing.ORDER_OF_P256 - s)
    with pytest.raises(VerificationError, match="canonical form"):
        sealing.check_signature(sealing.Envelope(envelope.payload, envelope.keyid, twin), signer.certificate)


def _with(sealed, change):
    value = json.loads(sealed)
    change(value)
    return canonical(value)


PADDED = base64.b64encode(PAYLOAD).decode()


@pytest.mark.parametrize(
    ("described", "change"),
    [
        ("white space in base64", lambda value: value.update(payload=PADDED[:4] + "\n" + PADDED[4:])),
        ("a blank at the end of base64", lambda value: value.update(payload=PADDED + " ")),
        ("base64 without padding", lambda value: value.update(payload=PADDED.rstrip("="))),
        ("the alphabet for addresses", lambda value: value.update(payload=base64.urlsafe_b64encode(b"\xff\xfe\xfd").decode())),
        ("bits beyond the last byte", lambda value: value.update(payload="eyJ9")),
        ("stray bits in the last character", lambda value: value.update(payload="e31=")),
        ("text that is no ASCII", lambda value: value.update(payload="é")),
        ("another payload type", lambda value: value.update(payloadType="application/json")),
        ("a further key", lambda value: value.update(note="unsigned")),
        ("a further key beside the signature", lambda value: value["signatures"][0].update(note="unsigned")),
        ("no signature", lambda value: value.update(signatures=[])),
        ("two signatures", lambda value: value.update(signatures=value["signatures"] * 2)),
        ("a missing payload", lambda value: value.pop("payload")),
        ("a payload that is no text", lambda value: value.update(payload=1)),
        ("a key in upper case", lambda value: value["signatures"][0].update(keyid=value["signatures"][0]["keyid"].upper())),
    ],
)
def test_any_other_spelling_is_refused(sealed, signer, described, change):
    with pytest.raises(GovernanceError):
        sealing.open_sealed(_with(sealed, change), signer.certificate)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b'{"payload":', b"\xff", b"[" * 100_000, b'{"a":NaN}'])
def test_what_is_no_envelope_is_refused(data):
    with pytest.raises(GovernanceError):
        sealing.read_envelope(data)


def test_json_with_spaces_is_refused(sealed):
    with pytest.raises(GovernanceError, match="canonical"):
        sealing.read_envelope(json.dumps(json.loads(sealed)).encode())


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_flipped_bit_leaves_an_envelope_valid(sealed, signer, data):
    position = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytearray(sealed)
    flipped[position] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(GovernanceError):
        sealing.open_sealed(bytes(flipped), signer.certificate)


@settings(max_examples=25, deadline=None)
@given(payload=st.binary(max_size=200))
def test_every_payload_comes_back_as_it_was(signer, payload):
    assert sealing.open_sealed(sealing.seal(payload, signer), signer.certificate) == payload
