"""``governance render``: the documents again from a record that verifies, sealed anew."""

from pathlib import Path

import click

from governance.cli import options


@click.command("render")
@click.argument("report", metavar="DIR", type=options.REPORT)
@click.option("--out", type=options.FOLDER, required=True, metavar="DIR2", help="Folder for the new report.")
@click.option("--templates", type=options.FOLDER, metavar="DIR", help="Your own templates (default: the product's).")
@click.option("--key", type=options.FILE, metavar="FILE", help="Key to sign with (default: your own, made on first use).")
@options.quiet(shows_progress=False)
@options.verbose()
def command(report: Path, out: Path, templates: Path | None, key: Path | None) -> int:
    """Render HTML and PDF again from the record in DIR and sign them anew. Nothing is measured.

    Only a report that verifies is rendered: signing a changed record would lend it your name.
    """
    from governance.pipeline import render_into
    from governance.signing.keys import default_signer, load

    render_into(report, out, load(key) if key else default_signer(), templates)
    click.echo(f"rendered {report} into {out}")
    return 0
