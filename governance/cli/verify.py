"""``governance verify``: what a stranger can establish from a report folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from governance.cli import options

if TYPE_CHECKING:
    from governance.verifying.points import Verification

VALID, NOT_VALID = 0, 3


@click.command("verify")
@click.argument("folder", metavar="DIR", type=options.REPORT)
@click.option(
    "--trust", type=options.FILE, multiple=True, metavar="CERT", help="Certificate to trust, beside those in your trust folder."
)
@click.option("--expect-model", metavar="DIGEST", help="SHA-256 of the model artifact that the report must speak of.")
@click.option("--expect-data", metavar="DIGEST", help="SHA-256 of a sample that the report must speak of.")
@click.option("--expect-policy", metavar="DIGEST", help="Digest of the policy that the report must apply.")
@options.as_json()
@options.quiet(shows_progress=False)
@options.verbose()
def command(
    folder: Path,
    trust: tuple[Path, ...],
    expect_model: str | None,
    expect_data: str | None,
    expect_policy: str | None,
    as_json: bool,
) -> int:
    """Verify the report in DIR: files, signatures, signer, and the judgements derived again from the evidence.

    Every point is reported, whichever fail. Exit codes: 0 valid, 3 not valid, 1 nothing could be examined, 2 usage.
    """
    from governance.reading.canonical import canonical
    from governance.verifying.report import verify

    found = verify(folder, trust, expect_model, expect_data, expect_policy)
    facts = {"valid": found.valid, "report": found.facts, "points": found.points}
    click.echo(canonical(facts).decode() if as_json else as_text(found))
    return VALID if found.valid else NOT_VALID


def as_text(found: "Verification") -> str:
    """The points line by line, and what they come to last."""
    lines = [f"{'holds' if point.holds else 'FAILS':<6} {point.name}: {point.sentence}" for point in found.points]
    failing = sum(not point.holds for point in found.points)
    answer = "valid" if found.valid else f"not valid: {failing} of {len(found.points)} points do not hold"
    return "\n".join([*lines, "", f"{answer}{_spoken_of(found)}"])


def _spoken_of(found: "Verification") -> str:
    if not found.valid:
        return ""
    facts = found.facts
    trial = " (key for trial)" if facts["for_trial"] else ""
    return f": {facts['name']} version {facts['version']}, {facts['opinion']} as of {facts['as_of']}, signed by {facts['signer']}{trial}"
