"""``governance demo``: an embedded MLflow store, three models on real market data, three signed reports."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from governance.cli import options

if TYPE_CHECKING:
    from governance.record.audit import AuditRecord

# What an honest audit says of each model: the demo ran as intended where it still does.
INTENDED = {
    "spx-volatility": {"fit", "fit-with-conditions"},
    "spx-direction": {"not-fit"},
    "vix-level": {"not-fit", "unable-to-conclude"},
}


@click.command("demo")
@click.option(
    "--out", type=options.FOLDER, default=Path("demo"), show_default=True, metavar="DIR", help="Folder for store and reports."
)
@click.option("--as-of", callback=options.iso_date, metavar="DATE", help="The date the audits speak of (default: today, UTC).")
@click.option("--key", type=options.FILE, metavar="FILE", help="Key to sign with (default: your own, made on first use).")
@options.quiet()
@options.verbose()
def command(out: Path, as_of: str, key: Path | None, quiet: bool) -> int:
    """Train and register three models on S&P 500 and VIX history, audit them, and sign the reports.

    Exits 0 when every audit came out as intended. Where DIR holds the store already, its models are audited again.
    """
    from governance.cli.messages import auditing, progress

    with auditing():
        from governance.demo.building import build, built
        from governance.pipeline import Request, audit_into
        from governance.registry.interface import Options
        from governance.signing.keys import default_signer, load

        signer, show = load(key) if key else default_signer(), progress(quiet)
        show("building the MLflow store")
        given = Options(tracking_uri=f"sqlite:///{out / 'mlflow.db'}")
        audited = []
        for uri in built(out) or build(out):
            folder = out / "reports" / uri.split("/")[1]
            audited.append((audit_into(Request(uri, as_of, signer, options=given), folder, show).record, folder))
        show("")
    click.echo(table([row for record, folder in audited for row in _rows(record, folder)]))
    return _as_intended([record for record, _ in audited], click.echo)


def _rows(record: "AuditRecord", folder: Path) -> list[tuple[str, ...]]:
    """The audit's row, with the gravest findings one below the other."""
    from governance.cli.summary import opinion

    gravest = [item for item in record.findings if item.severity is record.findings[0].severity]
    told = [f"{item.severity.value}: {item.title}" for item in gravest] or ["none"]
    subject = f"{record.subject.name}/{record.subject.version}"
    first = (subject, str(record.subject.tier), opinion(record), str(folder / "report.pdf"), told[0])
    return [first, *(("", "", "", "", further) for further in told[1:])]


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """The rows under their headings, in columns."""
    everything = [("subject", "tier", "opinion", "report", "most severe findings"), *rows]
    widths = [max(len(row[column]) for row in everything) for column in range(len(everything[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in everything)


def _as_intended(records: Sequence["AuditRecord"], say: Callable[[str], None]) -> int:
    surprises = [item for item in records if item.conclusion.opinion.value not in INTENDED[item.subject.name]]
    for record in surprises:
        say(f"{record.subject.name} came out {record.conclusion.opinion.value}, which is not what the demo is meant to show")
    return 1 if surprises else 0
