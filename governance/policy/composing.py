"""Composes policy files into the effective policy.

The files are applied one after another, what is extended before what extends it, each once; so composing the same file twice
changes nothing, and how files are grouped by ``extends`` does not matter. A file may tighten silently. What loosens, or leaves
out, is refused unless the same file gives a reason for it under ``loosened`` or ``excluded``; a reason for what is not loosened
has no effect. ``roles``, ``unwaivable`` and ``clauses`` only ever grow.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from governance.errors import PolicyError
from governance.policy import strictness
from governance.policy.document import Document, Stated, StatedOpinion
from governance.policy.merging import Departures, merged
from governance.policy.naming import check_names
from governance.policy.schema import (
    Burden,
    Departure,
    Disclosure,
    OpinionRules,
    Policy,
    Requirement,
    SigningRole,
    WhenInconclusive,
)
from governance.policy.sources import documents
from governance.record.declaration import Catalogue, Severity, Weight

Value = TypeVar("Value")

UNSTATED_BURDEN = {Weight.DECISIVE: Burden.MODEL, Weight.SUPPORTING: Burden.MODEL}
UNSTATED_OPINION = OpinionRules((Severity.HIGH,), (Severity.MEDIUM,), WhenInconclusive.UNABLE_TO_CONCLUDE)
UNSTATED_CELL = 5


def compose(sources: Sequence[str | Path], catalogue: Catalogue) -> Policy:
    """The effective policy of the named files or built-in policies, later ones over earlier ones.

    Raises `PolicyError` or `ReadingError` at ``file:line``: a name that nothing answers to, a limit loosened without a reason,
    bands out of order, a circle; and where nothing is asked or judged at all.
    """
    if not sources:
        raise PolicyError("no policy is named", "--policy", "name one, such as baseline")
    every, named = documents(sources)
    for document in every:
        check_names(document, catalogue)
    departures = Departures()
    requirements = _requirements(every, catalogue, departures)
    _judges_something(requirements, named[-1])
    return _policy(every, named, requirements, departures)


def _policy(
    every: tuple[Document, ...], named: tuple[Document, ...], requirements: tuple[Requirement, ...], departures: Departures
) -> Policy:
    def last(key: str, pick: Callable[[Document], Stated[Value] | None], looser: Callable[[Value, Value], bool]) -> Value | None:
        return _last(every, departures, key, pick, looser)

    return Policy(
        name="+".join(document.name for document in named),
        title=" + ".join(document.title or document.name for document in named),
        sources=tuple(document.file for document in every),
        burden=last("burden", lambda item: item.burden, strictness.looser_burden) or UNSTATED_BURDEN,
        opinion=_opinion(every, departures),
        requirements=requirements,
        tiers=last("applies_to", lambda item: item.tiers, strictness.looser_tiers),
        tasks=last("applies_to", lambda item: item.tasks, lambda _new, _old: False),
        minimum_cell=last("minimum_cell", lambda item: item.minimum_cell, strictness.looser_cell) or UNSTATED_CELL,
        disclosure=last("disclosure", lambda item: item.disclosure, strictness.looser_disclosure) or Disclosure.AGGREGATES,
        unwaivable=tuple(dict.fromkeys(named.value for document in every for named in document.unwaivable)),
        roles=tuple(role for role in SigningRole if any(role in document.roles for document in every)),
        loosened=departures.loosened(),
        excluded=departures.excluded(),
    )


def _last(
    every: tuple[Document, ...],
    departures: Departures,
    key: str,
    pick: Callable[[Document], Stated[Value] | None],
    looser: Callable[[Value, Value], bool],
) -> Value | None:
    current: Value | None = None
    for document in every:
        stated = pick(document)
        if stated is not None:
            if current is not None and looser(stated.value, current):
                departures.loosen(key, document, stated.where)
            current = stated.value
    return current


def _opinion(every: tuple[Document, ...], departures: Departures) -> OpinionRules:
    current: OpinionRules | None = None
    for document in every:
        if document.opinion is not None:
            rules = _over(current or UNSTATED_OPINION, document.opinion)
            if current is not None and strictness.looser_opinion(rules, current):
                departures.loosen("opinion", document, document.opinion.where)
            current = rules
    return current or UNSTATED_OPINION


def _over(current: OpinionRules, stated: StatedOpinion) -> OpinionRules:
    rules = OpinionRules(
        current.not_fit if stated.not_fit is None else stated.not_fit,
        current.fit_with_conditions if stated.fit_with_conditions is None else stated.fit_with_conditions,
        stated.when_inconclusive or current.when_inconclusive,
    )
    grades = [strictness.rank(rules.of(severity)) for severity in Severity]
    if grades != sorted(grades) or set(rules.not_fit) & set(rules.fit_with_conditions):
        raise PolicyError(
            "a graver severity leads to a better opinion, or one severity to two",
            stated.where,
            "name each severity once, the graver ones under not-fit",
        )
    return rules


def _requirements(every: tuple[Document, ...], catalogue: Catalogue, departures: Departures) -> tuple[Requirement, ...]:
    current: dict[str, Requirement] = {}
    for document in every:
        for of, reason in document.excluded.items():
            _exclude(current, of, document, Departure(of, reason.value, reason.where), departures)
        for stated in document.requirements:
            departures.readmit(stated)
            current[stated.check] = merged(current.get(stated.check), stated, document, catalogue[stated.check], departures)
    return tuple(current[check] for check in sorted(current))


def _exclude(current: dict[str, Requirement], of: str, document: Document, departure: Departure, departures: Departures) -> None:
    check, _, metric = of.partition(":")
    asked = next((item for item in document.requirements if item.check == check), None)
    if asked and (not metric or any(criterion.metric == metric for criterion in asked.criteria)):
        raise PolicyError(f"{of} is excluded and required in the same file", departure.set_by, "keep one of the two")
    departures.exclude(departure)
    if check not in current:
        return
    requirement = current.pop(check)
    if metric:
        criteria = {name: item for name, item in requirement.criteria.items() if name != metric}
        if not criteria and requirement.criteria:
            raise PolicyError(f"without {metric}, {check} judges nothing", departure.set_by, f"exclude {check} as a whole")
        current[check] = Requirement(
            check, requirement.weight, requirement.tasks, requirement.parameters, criteria, requirement.clauses
        )


def _judges_something(requirements: tuple[Requirement, ...], document: Document) -> None:
    if not requirements:
        raise PolicyError("the policy asks for nothing", document.file, "add requirements, or `extends: [baseline]`")
    if not any(item.criteria for item in requirements):
        raise PolicyError("the policy judges nothing: no requirement has a criterion", document.file, "add a criterion")
