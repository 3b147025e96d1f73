"""The signed statement, verified with nothing of this project: its encoding is computed here from the DSSE specification."""

import base64
import json
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

TYPE = "application/vnd.in-toto+json"


@pytest.fixture
def envelope(report):
    return json.loads((report.folder / "statement.dsse.json").read_bytes())


@pytest.fixture
def signed(envelope):
    """The bytes that were signed: DSSE's pre-authentication encoding."""
    assert envelope["payloadType"] == TYPE
    body = base64.b64decode(envelope["payload"], validate=True)
    return b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(body), body)


@pytest.fixture
def signature(envelope):
    (only,) = envelope["signatures"]
    return base64.b64decode(only["sig"], validate=True)


@pytest.fixture
def statement(envelope):
    return json.loads(base64.b64decode(envelope["payload"]))


def test_the_signature_is_the_certificates_and_covers_every_byte(report, signed, signature):
    key = x509.load_pem_x509_certificate(report.certificate.read_bytes()).public_key()
    key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(signature, signed[:-1] + bytes([signed[-1] ^ 1]), ec.ECDSA(hashes.SHA256()))


def test_openssl_says_the_same(report, signed, signature, judge, tmp_path):
    (tmp_path / "signed").write_bytes(signed)
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "key.pem").write_text(judge("openssl", "x509", "-in", report.certificate, "-pubkey", "-noout"))
    question = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "signed"]
    assert "Verified OK" in judge(*question, cwd=tmp_path)
    (tmp_path / "signed").write_bytes(signed + b" ")
    assert "Verification failure" in judge(*question, cwd=tmp_path, code=1)


def test_the_statement_is_an_in_toto_statement(statement):
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"]
    assert set(statement) == {"_type", "subject", "predicateType", "predicate"}


def test_it_names_every_other_file_by_the_digest_of_its_bytes(report, statement):
    named = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
    assert set(named) | {"statement.dsse.json"} == {item.name for item in report.folder.iterdir()}
    for name, digest in named.items():
        if name != "report.pdf":
            assert sha256((report.folder / name).read_bytes()).hexdigest() == digest


def test_it_names_the_pdf_as_it_was_before_and_after_the_signature(report, statement):
    data, predicate = report.pdf.read_bytes(), statement["predicate"]
    before, after = predicate["pdf_before_signature"], predicate["pdf_as_signed"]
    (named,) = [item["digest"]["sha256"] for item in statement["subject"] if item["name"] == "report.pdf"]
    assert sha256(data[: before["length"]]).hexdigest() == before["sha256"] == named
    assert (len(data), sha256(data).hexdigest()) == (after["length"], after["sha256"])
    assert data[: before["length"]].rstrip().endswith(b"%%EOF")


def test_it_speaks_of_what_the_record_speaks_of(report, statement):
    predicate, record = statement["predicate"], report.record
    assert predicate["opinion"] == record["conclusion"]["opinion"]
    assert predicate["model"]["digest"] == record["subject"]["artifact_digest"]
    assert {item["sha256"] for item in predicate["samples"]} == {item["sha256"] for item in record["subject"]["samples"]}
    assert predicate["policy"]["digest"] == record["policy"]["digest"]
