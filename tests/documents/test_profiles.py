"""Every PDF is PDF/A-3a and PDF/UA-1 at once, as the veraPDF engine judges it."""

import pytest
from pikepdf import Pdf

PROFILES = ("PDF/A-3a", "PDF/UA-1")


@pytest.fixture(scope="module")
def judged(vera, reports):
    found = vera([report.pdf for report in reports.values()])
    assert len(found) == len(PROFILES) * len(reports)
    return found


@pytest.mark.parametrize("profile", PROFILES)
def test_a_report_breaks_no_rule_of_archiving_or_accessibility(judged, report, profile):
    assert judged[report.pdf, profile] == []


def test_the_judge_is_awake(vera, tmp_path):
    document = Pdf.new()
    document.add_blank_page()
    document.save(tmp_path / "plain.pdf")
    found = vera([tmp_path / "plain.pdf"])
    assert all(found[tmp_path / "plain.pdf", profile] for profile in PROFILES)
