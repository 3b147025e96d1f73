import json
import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from governance.errors import SigningError
from governance.reading.canonical import canonical, sha256
from governance.record.schema import read_record, read_run
from governance.signing import statement as stating
from governance.signing.envelope import open_sealed
from governance.signing.pdf import FIELD, sign_pdf
from governance.signing.sealing import seal


@pytest.fixture(scope="module")
def files(record, run, pdf, signer):
    return seal(record, run, b"<!doctype html>", pdf, signer)


@pytest.fixture(scope="module")
def statement(files, signer):
    return json.loads(open_sealed(files[stating.STATEMENT], signer.certificate))


def test_a_sealed_report_has_all_its_files(files):
    expected = ["record.json", "run.json", "report.html", "report.pdf", "statement.dsse.json", "certificate.pem"]
    assert list(files) == expected


def test_record_and_run_read_back_as_they_were(files, record, run):
    assert read_record(files["record.json"]) == record
    assert read_run(files["run.json"]) == run


def test_the_statement_is_an_in_toto_statement_of_its_own_predicate(statement):
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "urn:model-signoff:audit-statement:1"
    assert [entry["name"] for entry in statement["subject"]] == [
        "record.json",
        "run.json",
        "report.html",
        "report.pdf",
        "certificate.pem",
    ]


def test_the_statement_digests_whole_files_and_the_pdf_before_its_signature(statement, files, pdf):
    stated = {entry["name"]: entry["digest"]["sha256"] for entry in statement["subject"]}
    whole = {name: sha256(files[name]) for name in ("record.json", "run.json", "report.html", "certificate.pem")}
    assert stated == {**whole, "report.pdf": sha256(pdf)}


def test_the_statement_gives_the_pdfs_length_before_and_after_the_signature(statement, files, pdf):
    predicate = statement["predicate"]
    assert predicate["pdf_before_signature"] == {"length": len(pdf), "sha256": sha256(pdf)}
    assert predicate["pdf_as_signed"] == {"length": len(files["report.pdf"]), "sha256": sha256(files["report.pdf"])}


def test_the_statement_names_what_the_report_speaks_of(statement, record, run, signer):
    predicate = statement["predicate"]
    assert predicate["opinion"] == "unable-to-conclude"
    assert predicate["as_of"] == "2026-03-31"
    assert predicate["model"] == {"name": "credit", "version": "3", "digest": sha256(b"credit")}
    assert predicate["samples"] == [{"role": "training", "name": "loans-2024", "sha256": sha256(b"loans")}]
    assert predicate["policy"] == {"name": "tier-2", "digest": sha256(b"tier-2")}
    assert predicate["waivers"] == {"count": 0, "sha256": sha256(b"[]")}
    assert predicate["code"]["digest"] == record.software.code_digest
    assert predicate["lock_file"] == run.lock_digest
    assert predicate["environment"]["packages"] == sha256(canonical(run.packages))
    assert predicate["signer"] == {"name": "Audit Team", "fingerprint": signer.fingerprint, "for_trial": False}


def test_the_bytes_before_the_signature_stay_as_they_were(files, pdf):
    assert files["report.pdf"].startswith(pdf)
    assert len(files["report.pdf"]) > len(pdf)


def test_a_report_for_another_signer_is_not_sealed(record, run, pdf, signer):
    strange = replace(run, signer=replace(run.signer, name="Somebody Else"))
    with pytest.raises(SigningError, match="another record or signer"):
        seal(record, strange, b"", pdf, signer)


def test_a_report_on_another_record_is_not_sealed(record, run, pdf, signer):
    with pytest.raises(SigningError, match="another record or signer"):
        seal(replace(record, as_of="2026-04-01"), run, b"", pdf, signer)


def test_a_policy_without_a_digest_is_not_sealed(record, run, pdf, signer):
    bare = replace(record, policy={"name": "bare"})
    with pytest.raises(SigningError, match="no digest"):
        seal(bare, replace(run, record_digest=sha256(canonical(bare))), b"", pdf, signer)


def test_the_pdfs_signature_certifies_and_is_invisible(files):
    (signature,) = PdfFileReader(BytesIO(files["report.pdf"])).embedded_signatures
    assert signature.field_name == FIELD
    assert signature.docmdp_level.name == "FILL_FORMS"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert list(signature.sig_field["/Rect"]) == [0, 0, 0, 0]


def test_poppler_finds_the_pdfs_signature_valid(pdf, signer, tmp_path):
    (tmp_path / "signed.pdf").write_bytes(sign_pdf(pdf, signer))
    printed = subprocess.run(
        ["pdfsig", "-nocert", "signed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in printed
    assert "Total document signed" in printed
    assert "Audit Team" in printed


def test_openssl_verifies_the_signature_inside_the_pdf(files, signer, tmp_path):
    (signature,) = PdfFileReader(BytesIO(files["report.pdf"])).embedded_signatures
    start, length, after, rest = signature.byte_range
    data = files["report.pdf"]
    (tmp_path / "content").write_bytes(data[start : start + length] + data[after : after + rest])
    (tmp_path / "cms").write_bytes(signature.pkcs7_content)
    (tmp_path / "certificate.pem").write_bytes(signer.certificate_pem)
    command = [
        "openssl",
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-in",
        "cms",
        "-content",
        "content",
        "-binary",
        "-noverify",
        "-certfile",
        "certificate.pem",
    ]
    done = subprocess.run([*command, "-out", "out"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "successful" in done.stderr
