"""What an audit says on the terminal once it is done."""

from pathlib import Path
from typing import Any

from governance.record.audit import AuditRecord
from governance.record.judgement import Finding, Outcome
from governance.reporting.view.words import OPINIONS


def facts(record: AuditRecord, folder: Path) -> dict[str, Any]:
    """The same as plain data, for ``--json``."""
    return {
        "subject": f"{record.subject.name}/{record.subject.version}",
        "tier": record.subject.tier,
        "policy": record.policy["name"],
        "opinion": record.conclusion.opinion.value,
        "reasons": list(record.conclusion.reasons),
        "findings": [
            {
                "reference": item.reference,
                "severity": item.severity.value,
                "check": item.check,
                "metric": item.metric,
                "title": item.title,
            }
            for item in record.findings
        ],
        "outcomes": {outcome.value: sum(item.outcome is outcome for item in record.judgements) for outcome in Outcome},
        "not_examined": len(record.conclusion.not_examined),
        "report": str(folder),
    }


def as_text(record: AuditRecord, folder: Path) -> str:
    """Opinion, findings, counts and where the report is."""
    subject, policy = record.subject, record.policy["name"]
    counts = [f"{number} {name}" for name, number in facts(record, folder)["outcomes"].items() if number]
    lines = [
        f"{subject.name} version {subject.version} (tier {subject.tier}, policy {policy}): {opinion(record)}",
        *(f"  {finding(item)}" for item in record.findings),
        f"  judgements: {', '.join(counts) or 'none'}; not examined: {len(record.conclusion.not_examined)}",
        f"  report: {folder / 'report.html'}, {folder / 'report.pdf'}",
        f"  verify: governance verify {folder}",
    ]
    return "\n".join(lines)


def opinion(record: AuditRecord) -> str:
    """The opinion in capitals."""
    return OPINIONS[record.conclusion.opinion]


def finding(item: Finding) -> str:
    """One finding on one line."""
    return f"{item.reference} {item.severity.value}: {item.title} ({item.check})"
