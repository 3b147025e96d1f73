"""The report as one HTML file that needs nothing else: no script, no network, fonts inside."""

from base64 import b64encode
from pathlib import Path

from governance.record.audit import AuditRecord
from governance.record.run import RunFacts
from governance.reporting.templating import Templates
from governance.reporting.view.report import view

MOST_ROWS = 60


def render_html(record: AuditRecord, facts: RunFacts, templates: Path | None) -> bytes:
    """The page; equal arguments give equal bytes. Raises `ReportingError` where a template cannot be filled."""
    found = Templates(templates)
    style = found.style("screen.css", _inside)
    return found.render("report.html.j2", report=view(record, facts, MOST_ROWS), style=style).encode()


def _inside(font: Path) -> str:
    return f"data:font/{font.suffix.removeprefix('.')};base64,{b64encode(font.read_bytes()).decode()}"
