"""``governance keys``: the keys you sign with and the certificates you trust."""

from pathlib import Path

import click

from governance.cli import options


@click.group("keys")
def command() -> None:
    """Keys to sign with, and certificates of those whose reports you trust."""


@command.command("new")
@click.option("--name", metavar="NAME", help="Whom the certificate names (default: you, as the system knows you).")
@click.option(
    "--out", type=options.FOLDER, metavar="DIR", help="Folder for key and certificate (default: your own keys; trusted)."
)
@click.option(
    "--for-trial/--not-for-trial", default=True, show_default=True, help="Mark the key as one for trial, in every report."
)
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase; GOVERNANCE_KEY_PASSPHRASE gives it when signing.")
@options.as_json()
@options.quiet(shows_progress=False)
@options.verbose()
def new(name: str | None, out: Path | None, for_trial: bool, passphrase: bool, as_json: bool) -> None:
    """Make a signing key with its certificate: NAME.key.pem and NAME.cert.pem.

    Your own key is what `audit` signs with, and its certificate is put among those you trust. With --out it is not: hand the
    certificate to those who shall verify your reports.
    """
    from governance.signing import keys
    from governance.signing.certificates import describe
    from governance.signing.trust import trust

    secret = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True) if passphrase else None
    made = keys.new(name or keys.own_name(), out or keys.keys_folder(), for_trial, secret)
    facts = {**describe(made.certificate), "key": str(made.path)}
    if out is None:
        facts["trusted"] = str(trust(made.certificate))
    _print([facts], as_json)


@command.command("list")
@options.as_json()
@options.quiet(shows_progress=False)
@options.verbose()
def listing(as_json: bool) -> None:
    """List your own keys and the certificates you trust."""
    from governance.signing import keys
    from governance.signing.certificates import describe
    from governance.signing.trust import read

    own = [{**describe(keys.public(path)), "key": str(path)} for path in keys.own_keys()]
    kept = sorted(keys.trust_folder().glob("*.pem"))
    _print([*own, *({**describe(item), "trusted": str(path)} for path in kept for item in read(path))], as_json)


@command.command("show")
@click.argument("file", type=options.FILE)
@options.as_json()
@options.quiet(shows_progress=False)
@options.verbose()
def show(file: Path, as_json: bool) -> None:
    """Show whose certificate FILE holds, its fingerprint and its dates (also for a key with its certificate)."""
    from governance.signing import keys
    from governance.signing.certificates import describe

    _print([{**describe(keys.public(file)), "file": str(file)}], as_json)


@command.command("trust")
@click.argument("certificate", type=options.FILE)
@options.as_json()
@options.quiet(shows_progress=False)
@options.verbose()
def trust_certificate(certificate: Path, as_json: bool) -> None:
    """Trust reports that are signed with CERTIFICATE. Compare its fingerprint with the signer, by another way, first.

    Of a file with several certificates only the first is taken: the signer's.
    """
    from governance.signing.certificates import describe
    from governance.signing.trust import read, trust

    first = read(certificate)[0]
    _print([{**describe(first), "trusted": str(trust(first))}], as_json)


def _print(entries: list[dict[str, str]], as_json: bool) -> None:
    from governance.reading.canonical import canonical

    if as_json:
        click.echo(canonical(entries).decode())
        return
    for entry in entries:
        click.echo("\n".join(f"{label.replace('_', ' '):<12} {value}" for label, value in entry.items()) + "\n")
