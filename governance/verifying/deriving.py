"""The judgements, findings and conclusion derived again from the record's own policy and evidence."""

from typing import TYPE_CHECKING, Any

from governance.reading.canonical import canonical
from governance.signing.statement import RECORD
from governance.verifying.exhibits import Exhibits, Once
from governance.verifying.hostile import reading
from governance.verifying.points import Point, establish, require

if TYPE_CHECKING:
    from governance.judging.deriving import Derived
    from governance.policy.schema import Policy


class Derivation:
    """What follows from the record's policy and evidence, computed once."""

    def __init__(self, exhibits: Exhibits) -> None:
        self.exhibits = exhibits

    @Once
    def policy(self) -> "Policy":
        """The effective policy, read back from the record."""
        from governance.policy.schema import Policy

        with reading(f"{RECORD}, policy", "a policy"):
            return Policy.read(self.exhibits.record.policy)

    @Once
    def derived(self) -> "Derived":
        """Judgements, findings and conclusion; the checks are taken as the record describes them, not as installed."""
        from governance.judging.deriving import derive

        record = self.exhibits.record
        checks = {described.id: described for described in record.checks}
        with reading(f"{RECORD}, evidence", "evidence that this policy can judge"):
            return derive(self.policy, record.evidence, checks, record.subject)


def points(exhibits: Exhibits) -> tuple[Point, ...]:
    """The policy's digest, and the three parts of what follows from evidence."""
    again = Derivation(exhibits)
    return (
        establish("policy digest", lambda: _policy_digest(again)),
        establish("judgements", lambda: _same(exhibits, "judgements", again)),
        establish("findings", lambda: _same(exhibits, "findings", again)),
        establish("conclusion", lambda: _same(exhibits, "conclusion", again)),
    )


def _policy_digest(again: Derivation) -> str:
    stored = again.exhibits.record.policy.get("digest")
    require(again.policy.digest == stored, "the policy is not the one its digest names", RECORD)
    return f"the policy is the one its digest names, SHA-256 {stored}"


def _same(exhibits: Exhibits, part: str, again: Derivation) -> str:
    stored: Any = getattr(exhibits.record, part)
    derived: Any = getattr(again.derived, part)
    require(canonical(stored) == canonical(derived), f"the {part} do not follow from the record's evidence and policy", RECORD)
    return f"the {part}, derived again from evidence and policy, are the same"
