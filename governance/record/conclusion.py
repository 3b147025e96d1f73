"""The opinion and what stands beside it."""

from dataclasses import dataclass
from enum import StrEnum

from governance.record.evidence import Status


class Opinion(StrEnum):
    """What the rule concludes; people agree or disagree with it in their attestations."""

    FIT = "fit"
    FIT_WITH_CONDITIONS = "fit-with-conditions"
    NOT_FIT = "not-fit"
    UNABLE_TO_CONCLUDE = "unable-to-conclude"


@dataclass(frozen=True)
class Condition:
    """A limit on use. ``finding`` is the reference it follows from, or None where a decisive criterion was inconclusive."""

    text: str
    finding: str | None = None
    check: str | None = None
    metric: str | None = None
    owner: str | None = None
    due: str | None = None
    expires: str | None = None


@dataclass(frozen=True)
class NotExamined:
    """Something the policy asked for, or excluded, that no measurement answers."""

    check: str
    status: Status | str
    reason: str
    metric: str | None = None


@dataclass(frozen=True)
class Conclusion:
    """Derived from judgements, never stored without them."""

    opinion: Opinion
    reasons: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    not_examined: tuple[NotExamined, ...] = ()
