"""``governance policy``: what a policy comes to once everything it extends is laid together."""

import json

import click

from governance.cli import options


@click.group("policy")
def command() -> None:
    """Show policies."""


@command.command("show")
@click.argument("sources", metavar="NAME|FILE...", nargs=-1, required=True)
@options.as_json()
@options.quiet(shows_progress=False)
@options.verbose()
def show(sources: tuple[str, ...], as_json: bool) -> int:
    """Print the effective policy: every limit, where it was set and why.

    Several sources are laid over one another in order, as `governance audit --policy` does.
    """
    from governance.checks.catalogue import declarations
    from governance.policy.composing import compose
    from governance.policy.writing import to_yaml

    policy = compose(sources, declarations())
    click.echo(json.dumps(policy.plain(), indent=2) if as_json else to_yaml(policy.plain()).rstrip())
    return 0
