"""The effective policy as plain JSON values and back: the form that stands in the record and under the digest."""

import math
from collections.abc import Mapping
from typing import Any

from governance.errors import PolicyError
from governance.policy.schema import (
    Burden,
    Comparison,
    Criterion,
    Departure,
    Disclosure,
    Edges,
    Limit,
    OpinionRules,
    Policy,
    Requirement,
    SigningRole,
    WhenInconclusive,
)
from governance.record.declaration import Severity, Task, Weight


def written(policy: Policy) -> dict[str, Any]:
    """Everything but the digest, keyed as a policy file is; each limit keeps its ``set_by``."""
    return {
        "name": policy.name,
        "title": policy.title,
        "sources": list(policy.sources),
        "applies_to": {"tier": _listed(policy.tiers), "task": _listed(policy.tasks)},
        "burden": {weight.value: burden.value for weight, burden in policy.burden.items()},
        "opinion": {
            "not-fit": _listed(policy.opinion.not_fit),
            "fit-with-conditions": _listed(policy.opinion.fit_with_conditions),
            "when-inconclusive": policy.opinion.when_inconclusive.value,
        },
        "requirements": {item.check: _requirement(item) for item in policy.requirements},
        "excluded": _departures(policy.excluded),
        "loosened": _departures(policy.loosened),
        "unwaivable": list(policy.unwaivable),
        "roles": _listed(policy.roles),
        "minimum_cell": policy.minimum_cell,
        "disclosure": policy.disclosure.value,
    }


def edges_written(comparison: Comparison, allowed: Edges) -> float | list[float]:
    """A limit as a policy file states it: one number, or both for ``between``."""
    if comparison is Comparison.BETWEEN:
        return list(allowed)
    return allowed[1] if comparison is Comparison.AT_MOST else allowed[0]


def edges_read(comparison: Comparison, stated: tuple[float, ...]) -> Edges:
    """The values that a stated limit allows. Raises `ValueError` on the wrong number of numbers."""
    if comparison is Comparison.BETWEEN:
        low, high = stated
        return low, high
    (edge,) = stated
    return (-math.inf, edge) if comparison is Comparison.AT_MOST else (edge, math.inf)


def read(mapping: Mapping[str, Any]) -> Policy:
    """The policy of a record. Raises `PolicyError` where a part is missing or strange, or the digest is another."""
    try:
        policy = _policy(mapping)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(f"cannot be read ({type(error).__name__}: {error})") from error
    if policy.plain() != _as_lists(mapping):
        raise _damaged("does not agree with its own digest, or holds keys that this version does not know")
    return policy


def _damaged(problem: str) -> PolicyError:
    return PolicyError(f"the recorded policy {problem}", "policy", "restore the record as it was written")


def _as_lists(mapping: Any) -> Any:
    if isinstance(mapping, Mapping):
        return {key: _as_lists(item) for key, item in mapping.items()}
    return [_as_lists(item) for item in mapping] if isinstance(mapping, list | tuple) else mapping


def _listed(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else [getattr(value, "value", value) for value in values]


def _departures(departures: tuple[Departure, ...]) -> dict[str, Any]:
    return {item.of: {"reason": item.reason, "set_by": item.set_by} for item in departures}


def _requirement(item: Requirement) -> dict[str, Any]:
    return {
        "weight": item.weight.value,
        "tasks": _listed(item.tasks),
        "parameters": dict(item.parameters),
        "criteria": {metric: _criterion(criterion) for metric, criterion in item.criteria.items()},
        "clauses": list(item.clauses),
    }


def _criterion(item: Criterion) -> dict[str, Any]:
    return {
        item.comparison.value: {
            severity.value: edges_written(item.comparison, item.bands[severity].allowed) for severity in item.severities
        },
        "set_by": {severity.value: item.bands[severity].set_by for severity in item.severities},
        "because": item.because,
        "tasks": _listed(item.tasks),
        "headline": item.headline,
        "recommend": item.recommend,
        "condition": item.condition,
    }


def _policy(mapping: Mapping[str, Any]) -> Policy:
    applies_to, opinion = mapping["applies_to"], mapping["opinion"]
    return Policy(
        name=mapping["name"],
        title=mapping["title"],
        sources=tuple(mapping["sources"]),
        burden={weight: Burden(mapping["burden"][weight.value]) for weight in (Weight.DECISIVE, Weight.SUPPORTING)},
        opinion=OpinionRules(
            tuple(Severity(word) for word in opinion["not-fit"]),
            tuple(Severity(word) for word in opinion["fit-with-conditions"]),
            WhenInconclusive(opinion["when-inconclusive"]),
        ),
        requirements=tuple(_read_requirement(check, item) for check, item in sorted(mapping["requirements"].items())),
        tiers=None if applies_to["tier"] is None else tuple(applies_to["tier"]),
        tasks=None if applies_to["task"] is None else tuple(Task(word) for word in applies_to["task"]),
        excluded=_read_departures(mapping["excluded"]),
        loosened=_read_departures(mapping["loosened"]),
        unwaivable=tuple(mapping["unwaivable"]),
        roles=tuple(SigningRole(word) for word in mapping["roles"]),
        minimum_cell=mapping["minimum_cell"],
        disclosure=Disclosure(mapping["disclosure"]),
    )


def _read_departures(mapping: Mapping[str, Any]) -> tuple[Departure, ...]:
    return tuple(Departure(of, item["reason"], item["set_by"]) for of, item in sorted(mapping.items()))


def _read_requirement(check: str, item: Mapping[str, Any]) -> Requirement:
    return Requirement(
        check=check,
        weight=Weight(item["weight"]),
        tasks=tuple(Task(word) for word in item["tasks"]),
        parameters=dict(sorted(item["parameters"].items())),
        criteria={metric: _read_criterion(criterion) for metric, criterion in sorted(item["criteria"].items())},
        clauses=tuple(item["clauses"]),
    )


def _read_criterion(item: Mapping[str, Any]) -> Criterion:
    (comparison,) = [known for known in Comparison if known.value in item]
    stated = item[comparison.value]
    return Criterion(
        comparison=comparison,
        bands={severity: _read_limit(comparison, severity, item) for severity in Severity if severity.value in stated},
        because=item["because"],
        tasks=tuple(Task(word) for word in item["tasks"]),
        recommend=item["recommend"],
        condition=item["condition"],
        headline=item["headline"],
    )


def _read_limit(comparison: Comparison, severity: Severity, item: Mapping[str, Any]) -> Limit:
    stated = item[comparison.value][severity.value]
    numbers = tuple(float(number) for number in (stated if isinstance(stated, list | tuple) else [stated]))
    return Limit(edges_read(comparison, numbers), item["set_by"][severity.value])
