"""One policy file as it was written: nothing filled in, every statement with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from governance.policy.schema import Burden, Comparison, Disclosure, Limit, SigningRole, WhenInconclusive
from governance.record.declaration import Severity, Task, Weight
from governance.record.evidence import Cell

Value = TypeVar("Value")


@dataclass(frozen=True)
class Stated(Generic[Value]):
    """A value and the ``file:line`` that states it."""

    value: Value
    where: str


@dataclass(frozen=True)
class StatedCriterion:
    """What a file says of one metric. A band that is None is taken away from what the file extends."""

    metric: str
    where: str
    because: str
    comparison: Comparison | None = None
    bands: Mapping[Severity, Limit | None] = field(default_factory=dict)
    tasks: Stated[tuple[Task, ...]] | None = None
    headline: str | None = None
    recommend: str | None = None
    condition: str | None = None


@dataclass(frozen=True)
class StatedRequirement:
    """What a file says of one check; None is left as it was."""

    check: str
    where: str
    weight: Stated[Weight] | None = None
    tasks: Stated[tuple[Task, ...]] | None = None
    parameters: Mapping[str, Stated[Cell]] = field(default_factory=dict)
    criteria: tuple[StatedCriterion, ...] = ()
    clauses: tuple[Stated[str], ...] = ()


@dataclass(frozen=True)
class StatedOpinion:
    """What a file says of the opinion rules; None is left as it was."""

    where: str
    not_fit: tuple[Severity, ...] | None = None
    fit_with_conditions: tuple[Severity, ...] | None = None
    when_inconclusive: WhenInconclusive | None = None


@dataclass(frozen=True)
class Document:
    """One policy file. ``loosened`` and ``excluded`` hold the reasons that it gives, by what they are for."""

    file: str
    name: str
    title: str | None = None
    extends: tuple[Stated[str], ...] = ()
    tiers: Stated[tuple[int, ...]] | None = None
    tasks: Stated[tuple[Task, ...]] | None = None
    burden: Stated[Mapping[Weight, Burden]] | None = None
    opinion: StatedOpinion | None = None
    requirements: tuple[StatedRequirement, ...] = ()
    loosened: Mapping[str, Stated[str]] = field(default_factory=dict)
    excluded: Mapping[str, Stated[str]] = field(default_factory=dict)
    unwaivable: tuple[Stated[str], ...] = ()
    roles: tuple[SigningRole, ...] = ()
    minimum_cell: Stated[int] | None = None
    disclosure: Stated[Disclosure] | None = None
