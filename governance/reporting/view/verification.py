"""How a stranger verifies the report, and the block in which people say what they think of it."""

from dataclasses import dataclass

from governance.record.declaration import Role
from governance.reporting.view.cover import role_names
from governance.reporting.view.dossier import Dossier

DECISIONS = ("agree", "agree with conditions", "disagree")


@dataclass(frozen=True)
class Command:
    """A command and what it establishes."""

    says: str
    line: str


@dataclass(frozen=True)
class Verification:
    """``roles`` are those required to sign, ``decisions`` what each may say."""

    commands: tuple[Command, ...]
    roles: tuple[str, ...]
    decisions: tuple[str, ...]


def verification(dossier: Dossier) -> Verification:
    """How to verify, and who has to sign."""
    return Verification(tuple(_commands(dossier)), role_names(dossier), DECISIONS)


def _commands(dossier: Dossier) -> list[Command]:
    subject, policy = dossier.record.subject, dossier.policy
    sample = next((item for item in subject.samples if item.role is Role.VALIDATION), next(iter(subject.samples), None))
    expected = [
        Command("That it speaks of this model artifact", f"governance verify DIR --expect-model {subject.artifact_digest}"),
        Command("That it applies this policy", f"governance verify DIR --expect-policy {policy.digest}"),
    ]
    if sample is not None:
        line = f"governance verify DIR --expect-data {sample.sha256}"
        expected.insert(1, Command(f"That it rests on this {sample.role.value} sample", line))
    return [
        Command("That nothing was changed, and that the opinion follows from the evidence", "governance verify DIR"),
        Command("With the signer's certificate, obtained by another way than this report", "governance verify DIR --trust CERT"),
        *expected,
        Command(f"Without this software: the record's SHA-256 is {dossier.facts.record_digest}", "sha256sum DIR/record.json"),
    ]
