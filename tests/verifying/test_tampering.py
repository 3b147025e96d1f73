import base64
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from governance.reading.canonical import canonical, sha256
from governance.record.conclusion import Conclusion, Opinion
from governance.signing import keys
from governance.signing import statement as stating
from governance.signing.envelope import read_envelope, seal
from governance.signing.pdf import sign_pdf
from governance.verifying import folder as folders
from governance.verifying.report import verify

FILES = ("record.json", "run.json", "report.html", "report.pdf", "statement.dsse.json", "certificate.pem")
OWN_POINT = {
    "record.json": "digest of record.json",
    "run.json": "digest of run.json",
    "report.html": "digest of report.html",
    "report.pdf": "report.pdf as signed",
    "statement.dsse.json": "envelope|signature",
    "certificate.pem": "certificate|digest of certificate.pem",
}


def _flipped(data, position, bit=0):
    changed = bytearray(data)
    changed[position] ^= 1 << bit
    return bytes(changed)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("where", [0.0, 0.25, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("bit", [0, 5])
def test_a_flipped_bit_is_found_in_the_file_it_stands_in(sealed, failing, name, where, bit):
    position = int(where * (len(sealed[name]) - 1))
    found = failing({**sealed, name: _flipped(sealed[name], position, bit)})
    assert set(OWN_POINT[name].split("|")) & set(found)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_flipped_bit_anywhere_leaves_a_report_valid(sealed, failing, data):
    name = data.draw(st.sampled_from(FILES))
    position, bit = data.draw(st.integers(0, len(sealed[name]) - 1)), data.draw(st.integers(0, 7))
    assert failing({**sealed, name: _flipped(sealed[name], position, bit)})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_shortened_file_leaves_a_report_valid(sealed, failing, data):
    name = data.draw(st.sampled_from(FILES))
    assert failing({**sealed, name: sealed[name][: data.draw(st.integers(0, len(sealed[name]) - 1))]})


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_and_the_other_points_are_still_answered(sealed, failing, name):
    found = failing({key: data for key, data in sealed.items() if key != name})
    assert "missing" in found[f"file {name}"]
    assert "no other file" not in found


@pytest.mark.parametrize("name", FILES)
def test_a_byte_at_the_end_of_a_file_is_found(sealed, failing, name):
    assert failing({**sealed, name: sealed[name] + b"\n"})


def test_a_file_that_no_signature_covers_is_named(sealed, failing):
    found = failing({**sealed, "addendum.html": b"<p>all is well</p>"})
    assert list(found) == ["no other file"]
    assert "addendum.html" in found["no other file"]


def test_a_name_that_commands_a_terminal_is_defused(sealed, failing):
    assert "\x1b" not in failing({**sealed, "\x1b[2J": b""})["no other file"]


def test_a_link_in_a_files_place_is_not_followed(sealed, report, workshop, tmp_path):
    folder = report(sealed)
    (tmp_path / "elsewhere.html").write_bytes(sealed["report.html"])
    (folder / "report.html").unlink()
    (folder / "report.html").symlink_to(tmp_path / "elsewhere.html")
    found = {point.name: point for point in verify(folder, [workshop.certificate]).points}
    assert "symbolic link" in found["file report.html"].sentence
    assert not found["digest of report.html"].holds


def test_a_pipe_in_a_files_place_keeps_nobody_waiting(sealed, report, workshop):
    folder = report(sealed)
    (folder / "report.html").unlink()
    os.mkfifo(folder / "report.html")
    found = {point.name: point for point in verify(folder, [workshop.certificate]).points}
    assert "not a regular file" in found["file report.html"].sentence


def test_a_folder_in_a_files_place_is_found(sealed, report, workshop):
    folder = report(sealed)
    (folder / "run.json").unlink()
    (folder / "run.json").mkdir()
    found = {point.name: point for point in verify(folder, [workshop.certificate]).points}
    assert not found["file run.json"].holds
    (folder / "run.json").rmdir()


def test_a_file_beyond_any_reports_size_is_not_read(sealed, report, workshop):
    folder = report(sealed)
    with (folder / "record.json").open("r+b") as stream:
        stream.truncate(folders.LARGEST["record.json"] + 1)
    found = {point.name: point for point in verify(folder, [workshop.certificate]).points}
    assert "larger than 64 MB" in found["file record.json"].sentence


class TestForgedRecords:
    """The record says something else; the forger has a key, or the very key of the team."""

    @pytest.fixture
    def rosy(self, workshop):
        """The record with the opinion it should not have."""
        return replace(workshop.record, conclusion=Conclusion(Opinion.FIT))

    def test_another_record_does_not_fit_the_statement(self, sealed, failing, rosy):
        found = failing({**sealed, "record.json": canonical(rosy)})
        assert {"digest of record.json", "stated opinion", "run of this record", "record in the PDF", "conclusion"} <= set(found)

    def test_a_forged_record_signed_by_a_stranger_is_by_an_unknown_signer(self, failing, workshop, rosy):
        assert set(failing(workshop.files(record=rosy, signer=workshop.stranger))) == {"signer is trusted", "conclusion"}

    def test_a_forged_record_sealed_with_the_teams_own_key_does_not_follow_from_its_evidence(self, failing, workshop, rosy):
        assert set(failing(workshop.files(record=rosy))) == {"conclusion"}

    def test_findings_left_out_are_missed(self, failing, workshop):
        assert "findings" in failing(workshop.files(record=replace(workshop.record, findings=())))

    def test_judgements_left_out_are_missed(self, failing, workshop):
        assert "judgements" in failing(workshop.files(record=replace(workshop.record, judgements=())))

    def test_evidence_left_out_is_missed(self, failing, workshop):
        assert failing(workshop.files(record=replace(workshop.record, evidence=())))

    def test_a_mended_measurement_changes_what_follows(self, failing, workshop):
        (evidence,) = workshop.record.evidence
        (gap,) = evidence.measurements
        mended = replace(evidence, measurements=(replace(gap, value=0.01, low=0.0, high=0.02),))
        found = failing(workshop.files(record=replace(workshop.record, evidence=(mended,))))
        assert {"judgements", "findings", "conclusion"} <= set(found)

    def test_a_loosened_policy_does_not_agree_with_its_digest(self, failing, workshop):
        text = json.dumps(json.loads(canonical(workshop.record.policy))).replace("0.1", "0.9")
        found = failing(workshop.files(record=replace(workshop.record, policy=json.loads(text))))
        assert {"policy digest", "policy in the PDF"} <= set(found)

    def test_evidence_from_another_sample_is_found(self, failing, workshop):
        (evidence,) = workshop.record.evidence
        strange = replace(evidence, inputs={"training": sha256(b"other loans")})
        assert set(failing(workshop.files(record=replace(workshop.record, evidence=(strange,))))) == {
            "samples behind the evidence"
        }

    def test_a_digest_in_upper_case_is_refused(self, failing, workshop):
        subject = replace(workshop.record.subject, artifact_digest=sha256(b"credit").upper())
        assert set(failing(workshop.files(record=replace(workshop.record, subject=subject)))) == {"digests in the record"}

    def test_a_record_with_spaces_is_refused_even_if_it_says_the_same(self, sealed, failing):
        spaced = json.dumps(json.loads(sealed["record.json"])).encode()
        assert {"record", "digest of record.json"} <= set(failing({**sealed, "record.json": spaced}))

    def test_a_record_of_an_unknown_schema_is_refused(self, failing, workshop):
        assert "record" in failing(workshop.files(record=replace(workshop.record, schema="model-signoff/audit-record/9")))

    @pytest.mark.parametrize("data", [b"", b"null", b"{}", b"[" * 50_000, b"\xff\xfe", b'{"as_of":NaN}'])
    def test_what_is_no_record_is_a_point_that_does_not_hold(self, sealed, failing, data):
        assert "record" in failing({**sealed, "record.json": data})


class TestForgedStatements:
    """The statement is signed anew, by somebody else or with the team's key, and says something else."""

    def resealed(self, sealed, signer, change):
        value = json.loads(read_envelope(sealed["statement.dsse.json"]).payload)
        change(value)
        return {**sealed, "statement.dsse.json": seal(canonical(value), signer)}

    def test_a_statement_by_a_stranger_does_not_fit_the_certificate(self, sealed, failing, workshop):
        assert set(failing(self.resealed(sealed, workshop.stranger, lambda _: None))) == {"signature"}

    def test_a_swapped_certificate_fits_neither_statement_nor_pdf(self, sealed, failing, workshop):
        found = failing({**sealed, "certificate.pem": workshop.stranger.certificate_pem})
        assert {"signature", "signer is trusted", "digest of certificate.pem", "signer in the run", "PDF signer"} <= set(found)

    def test_the_statement_of_another_report_does_not_fit(self, sealed, failing, workshop):
        other = workshop.files(html=b"<p>another</p>", record=replace(workshop.record, as_of="2026-04-01"))
        found = failing({**sealed, "statement.dsse.json": other["statement.dsse.json"]})
        assert {"digest of record.json", "digest of report.html", "report.pdf as signed", "stated as of"} <= set(found)

    @pytest.mark.parametrize(
        ("key", "point"),
        [
            ("as_of", "stated as of"), ("opinion", "stated opinion"), ("model", "stated model"), ("samples", "stated samples"),
            ("policy", "stated policy"), ("waivers", "stated waivers"), ("code", "stated code"), ("lock_file", "stated lock file"),
            ("environment", "stated environment"), ("signer", "stated signer"), ("pdf_before_signature", "report.pdf before its signature"),
            ("pdf_as_signed", "report.pdf as signed"),
        ],
    )  # fmt: skip
    def test_each_stated_fact_is_held_against_its_source(self, sealed, failing, workshop, key, point):
        found = failing(self.resealed(sealed, workshop.signer, lambda value: value["predicate"].update({key: "another"})))
        assert set(found) == {point}

    @pytest.mark.parametrize("key", ["model", "samples", "pdf_as_signed"])
    def test_a_fact_left_out_is_missed(self, sealed, failing, workshop, key):
        assert "statement" in failing(self.resealed(sealed, workshop.signer, lambda value: value["predicate"].pop(key)))

    def test_a_fact_that_nobody_checks_is_refused(self, sealed, failing, workshop):
        found = failing(self.resealed(sealed, workshop.signer, lambda value: value["predicate"].update(approved=True)))
        assert set(found) == {"statement"}

    @pytest.mark.parametrize("index", range(5))
    def test_each_digest_in_upper_case_is_refused(self, sealed, failing, workshop, index):
        def shout(value):
            digest = value["subject"][index]["digest"]
            digest["sha256"] = digest["sha256"].upper()

        assert failing(self.resealed(sealed, workshop.signer, shout))

    def test_a_file_listed_twice_is_refused(self, sealed, failing, workshop):
        found = failing(self.resealed(sealed, workshop.signer, lambda value: value["subject"].append(value["subject"][0])))
        assert {"statement", "digest of record.json"} <= set(found)

    def test_a_further_file_in_the_statement_is_refused(self, sealed, failing, workshop):
        further = {"name": "model.pkl", "digest": {"sha256": "0" * 64}}
        assert set(failing(self.resealed(sealed, workshop.signer, lambda value: value["subject"].append(further)))) == {
            "statement"
        }

    @pytest.mark.parametrize("subject", [None, 3, [3], [{"name": "record.json"}], {"name": 1}])
    def test_subjects_of_another_shape_are_refused(self, sealed, failing, workshop, subject):
        assert "statement" in failing(self.resealed(sealed, workshop.signer, lambda value: value.update(subject=subject)))

    @pytest.mark.parametrize("length", [0, -1, 1.5, True, "10", 10**12, None])
    def test_a_length_that_is_none_is_refused(self, sealed, failing, workshop, length):
        change = lambda value: value["predicate"]["pdf_as_signed"].update(length=length)  # noqa: E731
        assert "report.pdf as signed" in failing(self.resealed(sealed, workshop.signer, change))

    def test_another_kind_of_statement_is_refused(self, sealed, failing, workshop):
        found = failing(
            self.resealed(sealed, workshop.signer, lambda value: value.update(predicateType="https://slsa.dev/provenance/v1"))
        )
        assert "statement" in found

    @pytest.mark.parametrize("payload", [b"", b"null", b"[]", b'{ "_type": 1}', b"not json"])
    def test_a_payload_that_is_no_statement_is_refused(self, sealed, failing, workshop, payload):
        found = failing({**sealed, "statement.dsse.json": seal(payload, workshop.signer)})
        assert {"statement", "stated model", "digest of report.html"} <= set(found)

    def test_base64_in_another_spelling_is_refused(self, sealed, failing):
        value = json.loads(sealed["statement.dsse.json"])
        value["payload"] = base64.b64encode(base64.b64decode(value["payload"])).decode().rstrip("=") + "\n"
        assert "envelope" in failing({**sealed, "statement.dsse.json": canonical(value)})


class TestForgedDocuments:
    """The PDF was changed, cut back, signed again, or carries other attachments."""

    def updated(self, pdf, change):
        writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
        change(writer)
        writer.write(out)
        return out.getvalue()

    def overlay(self, writer):
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        stream = generic.StreamObject(stream_data=b"BT /F1 24 Tf 72 720 Td (Fit) Tj ET")
        page["/Contents"] = writer.add_object(stream)
        writer.update_container(page)

    def test_an_overlay_added_after_signing_is_found(self, sealed, failing):
        found = failing({**sealed, "report.pdf": self.updated(sealed["report.pdf"], self.overlay)})
        assert set(found) == {"PDF unchanged since"}
        assert "changed after it was signed" in found["PDF unchanged since"]

    def test_an_update_that_changes_nothing_one_sees_is_found(self, sealed, failing):
        def mark(writer):
            writer.root["/Extra"] = generic.NumberObject(1)
            writer.update_root()

        assert "PDF unchanged since" in failing({**sealed, "report.pdf": self.updated(sealed["report.pdf"], mark)})

    def test_a_pdf_cut_back_to_before_its_signature_is_found(self, sealed, failing, workshop):
        found = failing({**sealed, "report.pdf": workshop.pdf(workshop.record)})
        assert {"report.pdf as signed", "PDF signature", "PDF signer"} <= set(found)
        assert "cut back" in found["report.pdf as signed"]

    def test_a_second_signature_is_not_the_audits(self, sealed, failing, workshop):
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

        from governance.signing.pdf import _pyhanko_signer

        second = PdfSigner(PdfSignatureMetadata(field_name="Second"), _pyhanko_signer(workshop.stranger))
        pdf = second.sign_pdf(IncrementalPdfFileWriter(BytesIO(sealed["report.pdf"]))).getvalue()
        found = failing({**sealed, "report.pdf": pdf})
        assert "Second" in found["PDF signature"]

    def test_the_pdf_signed_by_somebody_else_is_found(self, sealed, failing, workshop):
        found = failing({**sealed, "report.pdf": sign_pdf(workshop.pdf(workshop.record), workshop.stranger)})
        assert {"report.pdf as signed", "PDF signature", "PDF signer"} <= set(found)

    def test_the_pdf_signed_in_another_field_is_found(self, sealed, failing, workshop):
        found = failing({**sealed, "report.pdf": sign_pdf(workshop.pdf(workshop.record), workshop.signer, "Other")})
        assert "PDF signature" in found

    def test_another_record_in_the_pdf_is_found_though_everything_is_signed(self, failing, workshop):
        other = workshop.pdf(replace(workshop.record, as_of="2026-04-01"))
        assert set(failing(workshop.files(pdf=other))) == {"record in the PDF"}

    def test_another_policy_in_the_pdf_is_found(self, failing, workshop):
        other = workshop.pdf(workshop.record, {"policy.yaml": b"policy: none\n"})
        assert set(failing(workshop.files(pdf=other))) == {"policy in the PDF"}

    def test_a_further_attachment_is_found(self, failing, workshop):
        assert set(failing(workshop.files(pdf=workshop.pdf(workshop.record, {"virus.exe": b"MZ"})))) == {"PDF attachments"}

    def test_an_attachment_that_unpacks_to_much_more_is_not_unpacked(self, failing, workshop):
        bomb = workshop.pdf(workshop.record, {"record.json": b"0" * 50_000_000})
        assert set(failing(workshop.files(pdf=bomb))) == {"record in the PDF"}

    def test_letters_of_another_case_in_the_signature_are_found(self, sealed, failing):
        pdf = sealed["report.pdf"]
        start = pdf.index(b"/Contents <", len(_before_signature(sealed))) + len(b"/Contents <")
        end = pdf.index(b">", start)
        shouted = pdf[:start] + pdf[start:end].swapcase() + pdf[end:]
        assert bytes.fromhex(shouted[start:end].decode()) == bytes.fromhex(pdf[start:end].decode())
        assert "report.pdf as signed" in failing({**sealed, "report.pdf": shouted})

    def test_damage_anywhere_in_the_signature_is_a_point_and_never_a_traceback(self, sealed, failing):
        pdf = sealed["report.pdf"]
        start = pdf.index(b"/Contents <", len(_before_signature(sealed))) + len(b"/Contents <")
        for offset in range(start, start + 3000, 50):
            damaged = pdf[:offset] + b"ffff0000" + pdf[offset + 8 :]
            assert "report.pdf as signed" in failing({**sealed, "report.pdf": damaged})

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"not a PDF", b"%PDF-1.7\n" + b"\x00" * 5000 + b"startxref\n0\n%%EOF"])
    def test_what_is_no_pdf_is_a_point_that_does_not_hold(self, sealed, failing, data):
        assert {"PDF signature", "PDF attachments"} <= set(failing({**sealed, "report.pdf": data}))


def _before_signature(sealed):
    value = json.loads(read_envelope(sealed["statement.dsse.json"]).payload)
    return sealed["report.pdf"][: value["predicate"]["pdf_before_signature"]["length"]]


class TestForgedRuns:
    """The run's facts."""

    def test_a_run_of_another_record_is_found(self, sealed, failing, workshop):
        run = replace(workshop.run(workshop.record, workshop.signer), record_digest=sha256(b"other"))
        assert {"digest of run.json", "run of this record"} <= set(failing({**sealed, "run.json": canonical(run)}))

    def test_a_run_that_names_another_signer_is_found(self, sealed, failing, workshop):
        run = workshop.run(workshop.record, workshop.stranger)
        assert {"digest of run.json", "signer in the run", "stated signer"} <= set(
            failing({**sealed, "run.json": canonical(run)})
        )

    def test_a_run_with_a_key_of_its_own_is_refused(self, sealed, failing):
        value = {**json.loads(sealed["run.json"]), "approved": True}
        assert {"run", "digest of run.json"} <= set(failing({**sealed, "run.json": canonical(value)}))


def test_a_report_signed_outside_its_certificates_dates_is_found(failing, workshop, monkeypatch, tmp_path):
    from governance.signing import certificates

    born = datetime.now(tz=UTC) - timedelta(days=10)
    key = keys.new("Late", tmp_path)
    monkeypatch.setattr(certificates, "LIFETIME", timedelta(days=1))
    expired = certificates.self_signed(key.key, "Late", for_trial=False, now=born)
    late = keys.Signer(key.key, expired)
    (tmp_path / "late.pem").write_bytes(late.certificate_pem)
    found = failing(workshop.files(signer=late), trust=[tmp_path / "late.pem"], now=born)
    assert set(found) == {"PDF signing time"}
    assert stating.PDF in found["PDF signing time"]


def test_a_record_nested_beyond_reason_is_not_valid_and_does_not_end_the_verification(sealed, failing):
    deep = b"[" * 700 + b"]" * 700
    found = failing({**sealed, "record.json": deep})
    assert {"digest of record.json", "record"} <= set(found)


def test_evidence_that_names_no_sample_for_what_it_measured_is_refused(workshop, failing):
    (evidence,) = workshop.record.evidence
    nameless = replace(workshop.record, evidence=(replace(evidence, inputs={}),))
    assert "names none" in failing(workshop.files(record=nameless))["samples behind the evidence"]
