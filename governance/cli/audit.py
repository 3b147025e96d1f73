"""``governance audit``: one registered version, from the registry to a sealed report."""

import json
import re
from pathlib import Path

import click

from governance.cli import options


@click.command("audit")
@click.argument("model_uri")
@options.policies()
@click.option("--training", metavar="URI", help="Training sample, where the registry does not lead to it.")
@click.option("--validation", metavar="URI", help="Validation sample, likewise.")
@click.option("--production", metavar="URI", help="Recent rows with outcomes.")
@click.option("--as-of", callback=options.iso_date, metavar="DATE", help="The date the audit speaks of (default: today, UTC).")
@click.option("--out", type=options.FOLDER, metavar="DIR", help="Report folder (default: NAME-VERSION-audit).")
@click.option("--key", type=options.FILE, metavar="FILE", help="Key to sign with (default: your own, made on first use).")
@click.option(
    "--fail-on",
    type=click.Choice(["low", "conditions", "not-fit"]),
    default="conditions",
    show_default=True,
    help="Exit 0 for anything milder. 'Unable to conclude' is never turned into 0.",
)
@options.tracking_uri()
@options.as_json()
@options.quiet()
@options.verbose()
def command(
    model_uri: str,
    policies: tuple[str, ...],
    training: str | None,
    validation: str | None,
    production: str | None,
    as_of: str,
    out: Path | None,
    key: Path | None,
    fail_on: str,
    tracking_uri: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Audit MODEL_URI (models:/NAME/VERSION, models:/NAME@ALIAS, runs:/..., or a folder) and write a signed report.

    Exit codes: 0 fit, 10 fit with low findings, 11 fit with conditions, 12 not fit, 20 unable to conclude, 1 no audit was made,
    2 usage.
    """
    from governance.cli import exit_codes
    from governance.cli.messages import auditing, progress
    from governance.cli.summary import as_text, facts

    out = out or default_folder(model_uri)
    with auditing():
        from governance.pipeline import Request, audit_into
        from governance.registry.interface import Options
        from governance.signing.keys import default_signer, load

        given = Options(tracking_uri=tracking_uri, training=training, validation=validation, production=production)
        signer = load(key) if key else default_signer()
        show = progress(quiet)
        report = audit_into(Request(model_uri, as_of, signer, policies, given), out, show)
        show("")
    click.echo(json.dumps(facts(report.record, out), indent=2) if as_json else as_text(report.record, out))
    return exit_codes.of(report.record, fail_on)


def default_folder(model_uri: str) -> Path:
    """``models:/spx-volatility/1`` -> ``spx-volatility-1-audit`` in the working folder."""
    words = re.findall(r"[A-Za-z0-9._-]+", model_uri.partition(":")[2] or model_uri)
    return Path("-".join([*words, "audit"]).lstrip(".-"))
