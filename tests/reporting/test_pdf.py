"""The PDF's own promises; what validators say of it is asked in tests/documents."""

import subprocess
from io import BytesIO

import pikepdf
import pytest

from governance import resources
from governance.errors import ReportingError
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
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_chapters_are_bookmarked(document):
    with document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[:3] == ["Summary", "Contents", "Findings register"]
    assert titles[-1] == "How to verify this report"


def test_equal_records_give_equal_bytes(make):
    record = make.record()
    first, again = (render_pdf(item, make.facts(record), None) for item in (record, read_record(canonical(record))))
    assert first == again


def rows(document):
    return [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TR"]


def test_the_first_cell_of_a_row_is_tagged_as_the_rows_name(document):
    bodies = [row for row in rows(document) if row.P.S == "/TBody"]
    assert len(bodies) > 5
    for row in bodies:
        first, *others = row.K
        assert first.S == "/TH"
        assert "/Row" in [attributes.get("/Scope") for attributes in first.A]
        assert all(cell.S == "/TD" for cell in others)


def test_a_drawing_has_its_numbers_in_words(document):
    figures = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"]
    assert figures
    assert all(len(str(item.Alt)) > 20 for item in figures)


def test_links_lead_to_the_chapters_they_name(document):
    links = [item for page in document.pages for item in page.get("/Annots", []) if item.Subtype == "/Link"]
    pages = {page.objgen for page in document.pages}
    targets = [item.Dest if "/Dest" in item else item.A.D for item in links]
    assert len(targets) > 20
    named = pikepdf.NameTree(document.Root.Names.Dests)
    places = [target if isinstance(target, pikepdf.Array) else named[str(target)] for target in targets]
    reached = [(place.D if isinstance(place, pikepdf.Dictionary) else place)[0].objgen for place in places]
    assert set(reached) <= pages
    assert len(set(reached)) > 5


@pytest.fixture
def own(tmp_path, make):
    def render(sheet, said):
        (tmp_path / "print").mkdir(exist_ok=True)
        (tmp_path / sheet).write_text(said)
        record = make.record()
        return render_pdf(record, make.facts(record), tmp_path)

    return render


def painted(pdf, colour):
    with pikepdf.open(BytesIO(pdf)) as document:
        return any(colour in page.Contents.read_bytes() for page in document.pages)


CHAPTER = """<section id="scope" class="chapter" aria-labelledby="scope-title"><h2 id="scope-title">Scope</h2>
<dl class="facts"><div><dt>{words}</dt><dd>{words}</dd></div></dl>
<table class="clauses"><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead><tbody><tr><th scope="row">{words}</th><td>{words}</td>
<td>x</td></tr></tbody></table>
<div class="columns"><div><table class="pairs"><tbody>{rows}</tbody></table></div></div>
<article class="finding"><h3>{words}</h3><p class="asks">{words}</p></article>
<figure><div class="title">t</div><figcaption>{words}</figcaption></figure>
<div class="sign-off"><article class="role"><h3>{words}</h3><p class="line">Name</p></article></div></section>"""


@pytest.mark.parametrize("length", [150, 1500, 9000])
def test_no_word_runs_off_the_paper_however_long_a_name_is(own, tmp_path, length):
    """In every place that likes to stand in one piece: pdftotext leaves out what lies beyond the page."""
    rows = "".join(f"<tr><th>q{place}q</th><td>1</td></tr>" for place in range(90))
    (tmp_path / "chapters").mkdir()
    pdf = own("chapters/scope.html.j2", CHAPTER.format(words="Z" * length, rows=rows))
    (tmp_path / "report.pdf").write_bytes(pdf)
    text = subprocess.run(["pdftotext", tmp_path / "report.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert text.count("Z") == 8 * length
    assert [place for place in range(90) if f"q{place}q" not in text] == []


def test_a_firms_own_look_goes_before_the_products(own):
    look = (resources.templates() / "print/look.typ").read_text()
    assert "#18222e" in look
    red = own("print/look.typ", look.replace("#18222e", "#ff0000"))
    assert painted(red, b"1 0 0 scn")
    assert not painted(own("print/look.typ", look), b"1 0 0 scn")


def test_a_fault_in_a_firms_own_look_is_told_with_its_line(own, tmp_path):
    with pytest.raises(ReportingError, match="unknown variable: nonsense") as told:
        own("print/tables.typ", "#let gap = 3mm\n#let shares = nonsense")
    assert told.value.where == f"{tmp_path}/print/tables.typ:2"


def test_a_firms_own_look_reads_no_file_of_the_machine(own, tmp_path, monkeypatch):
    (tmp_path / "secret.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    for name in ("secret.json", "../secret.json", str(tmp_path / "secret.json")):
        with pytest.raises(ReportingError, match=r"not found|access denied"):
            own("print/tables.typ", f'#let gap = json("{name}")')


def test_a_fault_of_the_typesetter_itself_is_told_and_does_not_end_the_program(own, monkeypatch):
    import typst

    class PanicException(BaseException):
        __module__ = "pyo3_runtime"

    def compile_(*_, **__):
        raise PanicException("range start index 1 out of range")

    monkeypatch.setattr(typst, "compile", compile_)
    with pytest.raises(ReportingError, match="the typesetter gave up"):
        own("print/unused.typ", "")
    monkeypatch.setattr(typst, "compile", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        own("print/unused.typ", "")
