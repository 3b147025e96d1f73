"""What other people's tools find in the PDF."""

import re
from hashlib import sha256
from io import BytesIO

import numpy as np
import pikepdf
import pytest

from governance.policy.writing import to_yaml

ATTACHED = {"record.json": "/Source", "policy.yaml": "/Supplement"}


def words(text):
    return " ".join(text.split()).lower()


@pytest.fixture
def pdf(report):
    with pikepdf.open(report.pdf) as opened:
        yield opened


def test_qpdf_finds_nothing_wrong(report, judge):
    printed = judge("qpdf", "--check", report.pdf)
    assert "No syntax or stream encoding errors found" in printed


def test_page_one_says_the_opinion_in_words_that_can_be_copied(report, judge):
    first = words(judge("pdftotext", "-f", "1", "-l", "1", report.pdf, "-"))
    assert report.opinion in first
    assert sha256((report.folder / "record.json").read_bytes()).hexdigest()[:16] in first.replace(" ", "")


def test_every_finding_stands_in_the_text_with_its_number(report, judge):
    text = words(judge("pdftotext", report.pdf, "-"))
    for finding in report.record["findings"]:
        assert words(finding["reference"]) in text


def test_what_was_not_examined_stands_in_the_text(report, judge):
    text = words(judge("pdftotext", report.pdf, "-"))
    assert "not examined" in text
    for item in report.record["conclusion"]["not_examined"]:
        assert item["check"] in text


def test_what_a_reader_without_time_needs_stands_on_one_page(report, pdf):
    """On two where names are as long as paragraphs."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        starts = {item.title: pages[item.destination[0].objgen] for item in outline.root}
    subject = report.record["subject"]
    long = max(len(text) for text in (subject["name"], subject["purpose"] or "", *subject["features"])) > 100
    assert starts["Contents"] - starts["Summary"] <= (2 if long else 1)


BOX = re.compile(r'<word xMin="([-.\d]+)" yMin="([-.\d]+)" xMax="([-.\d]+)" yMax="([-.\d]+)">([^<]*)<')
ALONG, ACROSS = 0.25, 0.5


def overlapping(boxes):
    """Pairs of words that share much of the smaller one's width and height."""
    x0, y0, x1, y1 = (boxes[:, [place]] for place in range(4))
    width, height = x1 - x0, y1 - y0
    along = (np.minimum(x1, x1.T) - np.maximum(x0, x0.T)) / np.minimum(width, width.T)
    across = (np.minimum(y1, y1.T) - np.maximum(y0, y0.T)) / np.minimum(height, height.T)
    return np.argwhere(np.triu((along > ALONG) & (across > ACROSS), 1))


def test_no_words_lie_over_other_words(report, judge):
    pages = judge("pdftotext", "-bbox", report.pdf, "-").split("<page ")[1:]
    found = []
    for number, page in enumerate(pages, 1):
        words = [match for match in BOX.findall(page) if match[4].strip()]
        boxes = np.array([match[:4] for match in words], dtype=float)
        found += [(number, words[one][4], words[other][4]) for one, other in overlapping(boxes)]
    assert found == []


def test_a_report_is_not_longer_than_its_questions_need(report, pdf):
    asked = len(report.record["evidence"])
    assert 4 <= len(pdf.pages) <= 20 + 1.4 * asked


def test_no_page_holds_little_more_than_its_head_and_foot(report, judge):
    pages = judge("pdftotext", "-layout", report.pdf, "-").split("\f")[:-2]
    lines = [len([line for line in page.splitlines() if line.strip()]) for page in pages]
    assert [number for number, count in enumerate(lines, 1) if count < 5] == []


def test_pages_are_numbered(report, pdf, judge):
    last = words(judge("pdftotext", "-f", len(pdf.pages), "-l", len(pdf.pages), report.pdf, "-"))
    assert re.search(rf"\b{len(pdf.pages)}\b", last)


def test_the_bookmarks_lead_to_pages_in_their_order(pdf):
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        flat = list(_flat(outline.root))
    assert len(flat) >= 8
    assert all(item.title.strip() for item in flat)
    targets = [pages[_destination(item)[0].objgen] for item in flat]
    assert targets == sorted(targets)


def _flat(items):
    for item in items:
        yield item
        yield from _flat(item.children)


def _destination(item):
    return item.destination if item.destination is not None else item.action["/D"]


def test_the_document_names_itself_and_its_language(pdf, report):
    assert pdf.Root.Lang == "en" or str(pdf.Root.Lang).startswith("en-")
    assert str(pdf.docinfo["/Title"]).strip()
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True


def test_every_font_is_embedded_and_can_be_read_as_text(report, judge):
    rows = [line.split() for line in judge("pdffonts", report.pdf).splitlines()[2:]]
    assert rows
    for row in rows:
        embedded, _, unicode = row[-5:-2]
        assert (embedded, unicode) == ("yes", "yes"), row


def test_record_and_policy_are_attached_and_are_the_reports_own(report, judge, tmp_path):
    judge("pdfdetach", "-saveall", "-o", tmp_path, report.pdf)
    assert {item.name for item in tmp_path.iterdir()} == set(ATTACHED)
    assert (tmp_path / "record.json").read_bytes() == (report.folder / "record.json").read_bytes()
    policy = (tmp_path / "policy.yaml").read_text()
    assert policy == to_yaml(report.record["policy"])
    assert report.record["policy"]["digest"] in policy


def test_each_attachment_says_how_it_relates_to_the_document(pdf):
    assert {str(item.UF): str(item.AFRelationship) for item in pdf.Root.AF} == ATTACHED


def test_pdfsig_finds_the_signature_valid_and_over_the_whole_document(report, judge):
    printed = judge("pdfsig", "-nocert", report.pdf)
    assert printed.count("Signature is Valid") == 1
    assert "Total document signed" in printed
    assert "ETSI.CAdES.detached" in printed


@pytest.fixture
def signature(pdf):
    (field,) = [field for field in pdf.Root.AcroForm.Fields if field.FT == "/Sig"]
    return field.V


def test_openssl_verifies_the_signature_that_stands_in_the_pdf(report, signature, judge, tmp_path):
    data, (start, length, after, rest) = report.pdf.read_bytes(), map(int, signature.ByteRange)
    (tmp_path / "signed").write_bytes(data[start : start + length] + data[after : after + rest])
    (tmp_path / "cms").write_bytes(bytes(signature.Contents))
    options = ["-inform", "DER", "-in", "cms", "-content", "signed", "-binary", "-purpose", "any", "-out", "out"]
    assert "successful" in judge("openssl", "cms", "-verify", *options, "-CAfile", report.certificate, cwd=tmp_path)
    altered = bytearray((tmp_path / "signed").read_bytes())
    altered[len(altered) // 2] ^= 1
    (tmp_path / "signed").write_bytes(altered)
    assert "failure" in judge("openssl", "cms", "-verify", *options, "-CAfile", report.certificate, cwd=tmp_path, code=4)


def test_pyhanko_trusts_the_signature_and_finds_no_later_change(report):
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    certificate = x509.Certificate.load(pem.unarmor(report.certificate.read_bytes())[2])
    (embedded,) = PdfFileReader(BytesIO(report.pdf.read_bytes())).embedded_signatures
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=[certificate], allow_fetching=False))
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level is ModificationLevel.NONE
    assert status.docmdp_ok
