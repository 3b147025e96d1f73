"""The HTML: one file, nothing fetched, everything from outside escaped and made visible; the templates can be replaced."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from governance.checks.catalogue import checks, describe
from governance.checks.running import run
from governance.errors import ReportingError
from governance.reading.canonical import canonical
from governance.record.evidence import Shape, Status, Table
from governance.record.schema import read_record
from governance.reporting.html import render_html
from governance.resources import templates

EVIL = '<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}evil\x00 & "q" \''
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩evil⟨U+0000⟩ &amp; &#34;q&#34; &#39;"
VOID = {"meta", "link", "br", "img", "input", "hr", "col"}


def page(make, record, own=None):
    return render_html(record, make.facts(record), own).decode()


class Outline(HTMLParser):
    """Collects tags, ids and link targets, and holds every end tag against its beginning."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.targets, self.headings = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.targets += [found["href"]] if tag == "a" else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def outline(make):
    found = Outline()
    found.feed(page(make, make.record((0.7, 0.6, 0.8))))
    return found


def test_the_page_is_small_and_fetches_nothing(make):
    html = page(make, make.record())
    assert len(html.encode()) < 1_000_000
    assert not re.findall(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?:https?:)?//""", html)
    assert "default-src 'none'" in html


def test_the_page_has_no_script(outline):
    assert "script" not in outline.tags


def test_every_link_leads_somewhere_and_every_anchor_is_unique(outline):
    assert {target.removeprefix("#") for target in outline.targets} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_headings_descend_one_step_at_a_time_and_landmarks_stand(outline):
    assert outline.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert {"header", "nav", "main"} <= set(outline.tags)
    assert outline.open == []


def test_hostile_text_is_escaped_and_made_visible_everywhere(make):
    table = Table(EVIL, EVIL, Shape.BARS, (EVIL, EVIL), ((EVIL, 1.0), (EVIL, 2.0)), note=EVIL)
    subject = make.subject(
        name=EVIL, purpose=EVIL, owner=EVIL, features=(EVIL,), inferred=(EVIL,), expected_directions={EVIL: EVIL}
    )
    record = make.record(
        (0.7, 0.6, 0.8), subject=subject, check=EVIL, tables=(table,), measured={"segment": EVIL, "convention": EVIL}
    )
    html = page(make, record)
    assert "<script" not in html
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in html
    assert "\x00" not in html
    assert f"<h1>{SHOWN} " in html


def test_equal_records_give_equal_bytes_also_when_read_back(make):
    record = make.record((0.3, 0.2, 0.4))
    assert page(make, record) == page(make, read_record(canonical(record)))


def test_no_row_of_data_reaches_the_page(make, make_subject):
    generator = np.random.default_rng(3)
    X = generator.normal(size=(900, 2))
    y = X[:, 0] + generator.normal(size=900)
    subject = make_subject("regression", (X[:500], y[:500]), (X[500:], y[500:]), lambda frame: frame["x0"])
    check = checks()["out-of-sample.performance"]
    evidence = run(check, subject, {})
    assert evidence.status is Status.MEASURED
    record = replace(make.record(), evidence=(evidence,), checks=(describe(check.declaration),), judgements=(), findings=())
    shown = set(re.findall(r"-?\d+\.\d+", page(make, record).replace("\N{MINUS SIGN}", "-")))
    assert not shown & {f"{value:.{places}f}" for value in y[:50] for places in range(4, 12)}


def test_a_firms_own_template_goes_before_ours_file_by_file(make, tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "cover.html.j2").write_text("<header><h1>House style: {{ report.cover.name }}</h1></header>")
    html = page(make, make.record(), tmp_path)
    assert "House style: credit" in html
    assert "Findings register" in html


def test_a_firms_own_style_sheet_is_used(make, tmp_path):
    (tmp_path / "screen.css").write_text("body { color: rebeccapurple }")
    assert "rebeccapurple" in page(make, make.record(), tmp_path)


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("<p>\n{{ report.nothing }}</p>", 2),
        ("<p>\n\n{% if %}</p>", 3),
        ("{% include 'parts/none.j2' %}", 1),
        ("<p>\n{{ report.title + 1 }}</p>", 2),
        ("{{ report.title.__class__.__mro__ }}", 1),
    ],
)
def test_a_broken_template_is_an_error_with_file_and_line(make, tmp_path, template, line):
    (tmp_path / "chapters").mkdir()
    broken = tmp_path / "chapters" / "scope.html.j2"
    broken.write_text(template)
    with pytest.raises(ReportingError) as caught:
        page(make, make.record(), tmp_path)
    assert caught.value.where == f"{broken}:{line}"
    assert caught.value.remedy


def test_a_folder_that_is_not_there_is_an_error(make, tmp_path):
    with pytest.raises(ReportingError, match="no such folder"):
        page(make, make.record(), tmp_path / "none")


def test_our_templates_neither_reckon_nor_round():
    for path in templates().rglob("*.j2"):
        expressions = re.findall(r"\{[{%](.*?)[%}]\}", path.read_text(encoding="utf-8"), re.DOTALL)
        assert not [
            text for text in expressions if re.search(r"\|\s*(round|int|float|abs|sum|format)\b|\s[+*/]\s|\s-\s", text)
        ], path
