"""The effective policy: what is allowed once every file has been composed, and who set each limit.

``plain`` is the form that stands in the record; ``Policy.read`` reads it back exactly, so that a stranger judges by the same policy.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from governance.reading.canonical import digest
from governance.record.conclusion import Opinion
from governance.record.declaration import ALL_TASKS, Severity, Task, Weight
from governance.record.evidence import Cell

Edges = tuple[float, float]


class Comparison(StrEnum):
    """How a measurement is held against a limit."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    BETWEEN = "between"


class Burden(StrEnum):
    """Who bears the doubt where the interval straddles a limit: the model, or the evidence against it."""

    MODEL = "model"
    EVIDENCE = "evidence"


class WhenInconclusive(StrEnum):
    """What an open decisive criterion does to the opinion."""

    UNABLE_TO_CONCLUDE = "unable-to-conclude"
    CONDITION = "condition"


class Disclosure(StrEnum):
    """What of the samples may stand in the report's files."""

    AGGREGATES = "aggregates"
    ROWS = "rows"


class SigningRole(StrEnum):
    """Who may be required to sign."""

    DEVELOPER = "developer"
    OWNER = "owner"
    VALIDATOR = "validator"
    APPROVER = "approver"
    INTERNAL_AUDIT = "internal-audit"


@dataclass(frozen=True)
class Limit:
    """One band's limit. ``allowed`` is the closed interval of values that do not pass it, infinite where it has no edge."""

    allowed: Edges
    set_by: str


@dataclass(frozen=True)
class Criterion:
    """What is allowed of one metric for some tasks: a limit for each severity, each wider than the milder one.

    ``headline`` says in plain words what is proven where even the mildest limit is wholly passed.
    """

    comparison: Comparison
    bands: Mapping[Severity, Limit]
    because: str
    tasks: tuple[Task, ...] = ALL_TASKS
    recommend: str = ""
    condition: str = ""
    headline: str = ""

    @property
    def severities(self) -> tuple[Severity, ...]:
        """The severities that have a limit, mildest first."""
        return tuple(severity for severity in Severity if severity in self.bands)

    @property
    def mildest(self) -> Limit:
        """The tightest limit: within it everything is satisfied."""
        return self.bands[self.severities[0]]

    @property
    def gravest(self) -> Limit:
        """The widest limit."""
        return self.bands[self.severities[-1]]

    def allowed(self, severity: Severity) -> Edges:
        """The values that are no breach of this severity or a graver one."""
        graver = [item for item in self.severities if item.rank >= severity.rank]
        return self.bands[graver[0]].allowed if graver else (-math.inf, math.inf)


@dataclass(frozen=True)
class Requirement:
    """What a policy asks of one check. A requirement for display has no criteria."""

    check: str
    weight: Weight
    tasks: tuple[Task, ...]
    parameters: Mapping[str, Cell] = field(default_factory=dict)
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpinionRules:
    """What severities lead to which opinion. A graver severity never leads to a better one."""

    not_fit: tuple[Severity, ...]
    fit_with_conditions: tuple[Severity, ...]
    when_inconclusive: WhenInconclusive

    def of(self, severity: Severity | None) -> Opinion:
        """The opinion that one breach of this severity leads to; None is no breach."""
        if severity in self.not_fit:
            return Opinion.NOT_FIT
        return Opinion.FIT_WITH_CONDITIONS if severity in self.fit_with_conditions else Opinion.FIT

    @property
    def open(self) -> Opinion:
        """The opinion that an open decisive criterion leads to."""
        condition = self.when_inconclusive is WhenInconclusive.CONDITION
        return Opinion.FIT_WITH_CONDITIONS if condition else Opinion.UNABLE_TO_CONCLUDE


@dataclass(frozen=True)
class Departure:
    """A rule that a policy loosened or left out, with its reason and the place where the reason was given."""

    of: str
    reason: str
    set_by: str


@dataclass(frozen=True)
class Policy:
    """The effective policy. ``sources`` are the files it was composed of, in order; ``tiers`` None means any.

    ``tier`` 1 is the gravest. ``minimum_cell`` counts rows: smaller aggregates are withheld.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    burden: Mapping[Weight, Burden]
    opinion: OpinionRules
    requirements: tuple[Requirement, ...]
    tiers: tuple[int, ...] | None = None
    tasks: tuple[Task, ...] | None = None
    excluded: tuple[Departure, ...] = ()
    loosened: tuple[Departure, ...] = ()
    unwaivable: tuple[str, ...] = ()
    roles: tuple[SigningRole, ...] = ()
    minimum_cell: int = 5
    disclosure: Disclosure = Disclosure.AGGREGATES

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical plain form without the digest itself."""
        from governance.policy.plain import written

        return digest(written(self))

    def requirement(self, check: str) -> Requirement | None:
        """What is asked of one check, if anything is."""
        return next((item for item in self.requirements if item.check == check), None)

    def concerning(self, task: Task) -> tuple[Requirement, ...]:
        """The requirements that concern a task: what an audit has to measure."""
        return tuple(item for item in self.requirements if task in item.tasks)

    def plain(self) -> dict[str, Any]:
        """The form that stands in the record: plain JSON values, and the digest over all the others."""
        from governance.policy.plain import written

        return {**written(self), "digest": self.digest}

    @classmethod
    def read(cls, mapping: Mapping[str, Any]) -> "Policy":
        """The policy of a record. Raises `PolicyError` where the form or the digest does not hold."""
        from governance.policy.plain import read

        return read(mapping)
