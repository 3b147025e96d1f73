"""One criterion's outcome, and the findings that follow from breaches."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from governance.record.declaration import Role, Severity, Weight


class Outcome(StrEnum):
    """What a judgement says."""

    SATISFIED = "satisfied"
    BREACHED = "breached"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Judgement:
    """One criterion held against one measurement.

    ``severity`` is set on a breach. ``limit`` is the number that decided: the band's edge that was passed, or the mildest edge
    where none was. ``unsettled`` names the gravest band that the interval still straddles. ``needed_n`` is the effective
    sample size that would settle it if the estimate stayed, and ``detectable`` the mildest value beyond ``limit`` that a sample like
    this one proves to be beyond it with 80 % power. ``reason`` says why a criterion is inconclusive or not applicable.
    """

    check: str
    metric: str
    outcome: Outcome
    weight: Weight
    burden: Literal["model", "evidence"]
    set_by: str
    comparison: Literal["at_most", "at_least", "between"]
    segment: str | None = None
    role: Role | None = None
    severity: Severity | None = None
    observed: float | None = None
    low: float | None = None
    high: float | None = None
    limit: float | None = None
    needed_n: int | None = None
    detectable: float | None = None
    unsettled: Severity | None = None
    reason: str = ""


@dataclass(frozen=True)
class Finding:
    """A breach, numbered (``F-01`` is the gravest), with what to do about it."""

    reference: str
    check: str
    metric: str
    severity: Severity
    title: str
    recommendation: str
    segment: str | None = None
    role: Role | None = None
    weight: Weight = Weight.SUPPORTING
    because: str = ""
    clauses: tuple[str, ...] = ()
    waived: bool = False
    owner: str | None = None
    due: str | None = None
