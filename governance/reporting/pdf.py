"""The report as a PDF that is PDF/A-3a and PDF/UA-1 at once, with the record and the policy attached.

The templates make the same page as for the screen; its elements go to Typst as a tree, and ``print.typ`` says what they look like on
paper. Typst sees the files that it is given and no others of this machine. It tags the first cell of a row like any other; that this
cell names the row, for those who hear the table read, is added to its tags.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from governance.errors import ReportingError
from governance.policy.writing import to_yaml
from governance.record.audit import AuditRecord
from governance.record.run import RunFacts
from governance.reporting.templating import REMEDY, Templates
from governance.reporting.text import in_repertoire
from governance.reporting.tree import tree
from governance.reporting.view.report import view

MOST_ROWS = 20
MAIN = "main.typ"  # Typst begins with the file of this name
SHEETS = ("print.typ", "print/look.typ", "print/parts.typ", "print/sheets.typ", "print/tables.typ")
PLACE = re.compile(r"(?P<file>(?:print/)?\w+\.typ):(?P<line>\d+)")
PANIC = "pyo3_runtime"  # where the exceptions of the typesetter's own faults come from; it offers no name for them
FACES = ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
LAST_RESORT = "DejaVuSans.ttf"


def render_pdf(record: AuditRecord, facts: RunFacts, templates: Path | None) -> bytes:
    """The document; equal arguments give equal bytes. Raises `ReportingError` where it cannot be laid out."""
    found = Templates(templates)
    html = found.render("report.html.j2", report=view(record, facts, MOST_ROWS), style="")
    page = tree(in_repertoire(html, _repertoire(found)))
    files = {
        MAIN: b'#include "print.typ"',
        **{name: found.find(name).read_bytes() for name in SHEETS},
        "page.json": json.dumps(page).encode(),
        "record.json": record.encoded,
        "policy.yaml": to_yaml(record.policy).encode(),
    }
    document = _typeset(files, found, datetime.fromisoformat(facts.finished))
    return _with_named_rows(document)


def _typeset(files: Any, found: Templates, moment: datetime) -> bytes:
    import typst

    fonts = [folder / "fonts" for folder in found.folders]
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts)
    try:
        with TemporaryDirectory() as empty:  # where it would look for files that it was not given
            document: bytes = typst.compile(files, root=empty, font_paths=faces, pdf_standards=["a-3a", "ua-1"], timestamp=moment)
    except typst.TypstError as error:
        raise ReportingError(f"the PDF cannot be laid out: {error.message}", _where(error.diagnostic, found), REMEDY) from error
    except BaseException as error:
        if type(error).__module__ != PANIC:
            raise
        raise ReportingError(f"the PDF cannot be laid out: the typesetter gave up ({error})", SHEETS[0], REMEDY) from error
    return document


def _where(diagnostic: str, found: Templates) -> str:
    place = PLACE.search(diagnostic)
    if place is None or place["file"] not in SHEETS:
        return SHEETS[0]
    return f"{found.find(place['file'])}:{place['line']}"


def _with_named_rows(data: bytes) -> bytes:
    """The PDF with every first cell of a table's body as the header of its row, packed."""
    import pikepdf

    packed = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TR" and item.P.get("/S") == "/TBody":
                _name_row(item, pikepdf.Name)
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


def _name_row(row: Any, name: Any) -> None:
    first = row.K[0]
    first.S = name.TH
    for attributes in first.A:
        if attributes.get("/O") == "/Table":
            attributes.Scope = name.Row


def _repertoire(found: Templates) -> frozenset[int]:
    faces = [_signs(found.find(f"fonts/{name}")) for name in FACES]
    return reduce(frozenset.intersection, faces) | _signs(found.find(f"fonts/{LAST_RESORT}"))


def _signs(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        signs: Iterable[int] = opened.getBestCmap()
        return frozenset(signs)
