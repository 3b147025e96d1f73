"""The PDF's own promises; what validators say of it is asked in tests/documents."""

from io import BytesIO

import pikepdf
import pytest

from governance.policy.writing import to_yaml
from governance.reading.canonical import canonical
from governance.record.schema import read_record
from governance.reporting.pdf import render_pdf


@pytest.fixture(scope="module")
def record(make):
    return make.record((0.7, 0.6, 0.8), subject=make.subject(name="credit \N{RIGHT-TO-LEFT OVERRIDE}漢"))


@pytest.fixture(scope="module")
def document(make, record):
    return pikepdf.open(BytesIO(render_pdf(record, make.facts(record), None)))


def test_record_and_policy_are_attached_and_nothing_else(document, record):
    attached = {name: (item.get_file().read_bytes(), str(item.obj.AFRelationship)) for name, item in document.attachments.items()}
    assert attached == {
        "record.json": (canonical(record), "/Source"),
        "policy.yaml": (to_yaml(record.policy).encode(), "/Supplement"),
    }


def test_title_language_and_both_standards_are_declared(document):
    metadata = document.Root.Metadata.read_bytes().decode()
    assert str(document.Root.Lang) == "en"
    assert "Audit report: credit ⟨U+202E⟩⟨U+6F22⟩, version 3" in metadata
    assert 'pdfaid:part="3"' in metadata
    assert 'pdfuaid:part="1"' in metadata


def test_chapters_are_bookmarked(document):
    with document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[:3] == ["Summary", "Contents", "Findings register"]
    assert titles[-1] == "How to verify this report"


def test_equal_records_give_equal_bytes(make):
    record = make.record()
    first, again = (render_pdf(item, make.facts(record), None) for item in (record, read_record(canonical(record))))
    assert first == again
