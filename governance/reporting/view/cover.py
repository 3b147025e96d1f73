"""The cover: what was audited, the opinion, and the digests that tie the document to model, data and policy."""

from dataclasses import dataclass

from governance.record.identity import SampleIdentity
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import OPINIONS, closed, upper_first

TRIAL = "for trial: a key that the product made for a first audit; it stands for no institution"


@dataclass(frozen=True)
class Digest:
    """One thing that the report is bound to by SHA-256."""

    of: str
    value: str


@dataclass(frozen=True)
class Cover:
    """``tone`` is the opinion as a word for style sheets."""

    name: str
    version: str
    opinion: str
    tone: str
    purpose: str
    as_of: str
    tier: str
    task: str
    policy: str
    signer: str
    fingerprint: str
    trial: str
    roles: tuple[str, ...]
    digests: tuple[Digest, ...]


def cover(dossier: Dossier) -> Cover:
    """The cover of a report."""
    record, signer = dossier.record, dossier.facts.signer
    opinion = record.conclusion.opinion
    return Cover(
        name=record.subject.name,
        version=f"Version {record.subject.version}",
        opinion=OPINIONS[opinion],
        tone=opinion.value,
        purpose=closed(record.subject.purpose or "No purpose is declared"),
        as_of=record.as_of,
        tier=f"Tier {record.subject.tier}" + ("" if record.subject.tier_declared else " (not declared, so the gravest is taken)"),
        task=record.subject.task.value,
        policy=f"{dossier.policy.title} ({dossier.policy.name})",
        signer=signer.name,
        fingerprint=signer.fingerprint,
        trial=TRIAL if signer.for_trial else "",
        roles=role_names(dossier),
        digests=digests(dossier),
    )


def role_names(dossier: Dossier) -> tuple[str, ...]:
    """The roles that the policy requires to sign."""
    return tuple(upper_first(role.value.replace("-", " ")) for role in dossier.policy.roles)


def digests(dossier: Dossier) -> tuple[Digest, ...]:
    """Everything the report is bound to."""
    subject = dossier.record.subject
    samples = [Digest(_sample(item), item.sha256) for item in subject.samples]
    return (
        Digest("Record", dossier.facts.record_digest),
        Digest("Model artifact", subject.artifact_digest),
        *samples,
        Digest("Policy", dossier.policy.digest),
    )


def _sample(item: SampleIdentity) -> str:
    return f"{upper_first(item.role.value)} sample"
