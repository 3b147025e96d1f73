"""The report as a PDF that is PDF/A-3a and PDF/UA-1 at once, with the record and the policy attached.

WeasyPrint's own variants exclude each other, so the mark of PDF/UA is added to the metadata of the PDF/A. The result is packed
again before anyone signs it: verifying reads an object stream anew for every object in it, and WeasyPrint writes one huge one.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import Any

from governance.errors import ReportingError
from governance.policy.writing import to_yaml
from governance.reading.canonical import canonical
from governance.record.audit import AuditRecord
from governance.record.run import RunFacts
from governance.reporting.templating import Templates
from governance.reporting.text import in_repertoire
from governance.reporting.view.report import view

MOST_ROWS = 20
PDF_UA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>'
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"
)
FACES = ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
LAST_RESORT = "DejaVuSans.ttf"


def render_pdf(record: AuditRecord, facts: RunFacts, templates: Path | None) -> bytes:
    """The document; equal arguments give equal bytes. Raises `ReportingError` where it cannot be laid out."""
    found = Templates(templates)
    style = found.style("print.css", Path.as_uri)
    html = found.render("report.html.j2", report=view(record, facts, MOST_ROWS), style=style)
    return _packed(_laid_out(in_repertoire(html, _repertoire(found)), _attachments(record, facts)))


def _laid_out(html: str, attachments: list[tuple[str, bytes, str, datetime]]) -> bytes:
    weasyprint = _weasyprint()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("file", "data"))
    attached = [
        weasyprint.Attachment(string=data, name=name, relationship=relationship, created=moment, modified=moment)
        for name, data, relationship, moment in attachments
    ]
    document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(pdf_variant="pdf/a-3a")
    document.metadata.attachments += attached
    data: bytes = document.write_pdf(pdf_variant="pdf/a-3a", finisher=_mark_as_accessible)
    return data


def _weasyprint() -> Any:
    """The library. Raises `ReportingError` where the system libraries it draws with are missing."""
    try:
        import weasyprint
    except OSError as error:
        remedy = "install Pango: on Debian, apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        raise ReportingError(f"the PDF cannot be laid out: {str(error).splitlines()[0]}", "weasyprint", remedy) from error
    return weasyprint


def _attachments(record: AuditRecord, facts: RunFacts) -> list[tuple[str, bytes, str, datetime]]:
    moment = datetime.fromisoformat(facts.finished)
    return [
        ("record.json", canonical(record), "Source", moment),
        ("policy.yaml", to_yaml(record.policy).encode(), "Supplement", moment),
    ]


def _mark_as_accessible(_: Any, pdf: Any) -> None:
    for item in pdf.objects:
        if getattr(item, "extra", {}).get("Type") == "/Metadata":
            item.stream = [part.replace(b"</rdf:RDF>", PDF_UA) for part in item.stream]


def _packed(data: bytes) -> bytes:
    import pikepdf

    packed = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


def _repertoire(found: Templates) -> frozenset[int]:
    faces = [_signs(found.find(f"fonts/{name}")) for name in FACES]
    return reduce(frozenset.intersection, faces) | _signs(found.find(f"fonts/{LAST_RESORT}"))


def _signs(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        signs: Iterable[int] = opened.getBestCmap()
        return frozenset(signs)
