"""What the reader expects the report to speak of: this model, these data, this policy."""

from functools import partial

from governance.record.audit import AuditRecord
from governance.signing.statement import RECORD
from governance.verifying.agreement import HEXADECIMAL
from governance.verifying.exhibits import Exhibits
from governance.verifying.points import Point, establish, refused, require


def points(exhibits: Exhibits, model: str | None, data: str | None, policy: str | None) -> tuple[Point, ...]:
    """One point for each digest that was given. ``data`` may be the digest of any of the samples."""
    asked = (("model", model), ("data", data), ("policy", policy))
    return tuple(
        establish(f"expected {what}", partial(_expected, exhibits, what, digest)) for what, digest in asked if digest is not None
    )


def _expected(exhibits: Exhibits, what: str, digest: str) -> str:
    record = exhibits.record
    require(HEXADECIMAL.fullmatch(digest) is not None, "is not a SHA-256 in lower-case hexadecimal", f"--expect-{what} {digest}")
    for name, found in _digests(record)[what].items():
        if found == digest:
            return f"the report speaks of the {what} you expect: {name}"
    present = "; ".join(f"{name} {found}" for name, found in _digests(record)[what].items())
    raise refused(f"speaks of other {what} than you expect: {present}", RECORD)


def _digests(record: AuditRecord) -> dict[str, dict[str, str]]:
    subject = record.subject
    return {
        "model": {f"{subject.name}, version {subject.version}": subject.artifact_digest},
        "data": {f"{sample.role.value} sample {sample.name}": sample.sha256 for sample in subject.samples},
        "policy": {str(record.policy.get("name")): str(record.policy.get("digest"))},
    }
