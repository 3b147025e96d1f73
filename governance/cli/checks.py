"""``governance checks``: what can be measured, and one check explained."""

import json
import textwrap
from typing import TYPE_CHECKING

import click

from governance.cli import options

if TYPE_CHECKING:
    from governance.record.declaration import Declaration


@click.command("checks")
@click.argument("identifier", metavar="[ID]", required=False)
@options.as_json()
@options.quiet(shows_progress=False)
@options.verbose()
def command(identifier: str | None, as_json: bool) -> int:
    """List the checks with the question each asks, or explain one."""
    from governance.checks.catalogue import declarations
    from governance.reading.canonical import plain

    known = declarations()
    chosen = {identifier: _find(identifier, known)} if identifier else known
    if as_json:
        click.echo(json.dumps([plain(item) for item in chosen.values()], indent=2))
    else:
        click.echo(_explained(chosen[identifier]) if identifier else _listed(known))
    return 0


def _find(identifier: str, known: dict[str, "Declaration"]) -> "Declaration":
    import difflib

    from governance.errors import CheckError

    if identifier in known:
        return known[identifier]
    near = difflib.get_close_matches(identifier, known, n=1, cutoff=0.4)
    remedy = f"did you mean {near[0]}? " if near else ""
    raise CheckError(f"there is no check {identifier!r}", "governance checks", f"{remedy}`governance checks` lists them")


def _listed(known: dict[str, "Declaration"]) -> str:
    width = max((len(name) for name in known), default=0)
    return "\n".join(f"{name:<{width}}  {item.asks}" for name, item in known.items())


def _explained(item: "Declaration") -> str:
    sections = [
        (item.id, f"{item.title}. {item.asks}"),
        ("Measures", "\n".join(f"- {metric.name}: {metric.title} ({_better(metric.better)})" for metric in item.metrics)),
        ("Method", item.method),
        ("Reads as risk", item.reads_as_risk),
        ("Limitations", item.limitations),
        ("Needs", _needs(item)),
        ("Parameters", "\n".join(f"- {parameter.name} = {parameter.default}" for parameter in item.parameters) or "none"),
        ("References", "\n".join(f"- {reference}" for reference in item.references)),
    ]
    return "\n\n".join(f"{heading}\n{_wrapped(text)}" for heading, text in sections)


def _better(better: str) -> str:
    return "any departure is worse" if better == "neither" else f"{better} is better"


def _needs(item: "Declaration") -> str:
    samples = ", ".join(f"{role.value} sample" for role in item.needs) or "no sample"
    columns = "".join(f", {column} column" for column in item.columns)
    tasks = ", ".join(task.value for task in item.tasks)
    return f"{samples}{columns}; tasks: {tasks}"


def _wrapped(text: str) -> str:
    return "\n".join(
        textwrap.fill(line, 100, initial_indent="  ", subsequent_indent="    " if line.startswith("-") else "  ")
        for line in text.split("\n")
    )
