"""One requirement over another: what a file states of a check, put over what the files before it asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from governance.errors import PolicyError
from governance.policy import strictness
from governance.policy.document import Document, StatedCriterion, StatedRequirement
from governance.policy.schema import Criterion, Departure, Requirement
from governance.record.declaration import ALL_TASKS, Declaration, Severity, Weight
from governance.record.evidence import Cell


@dataclass
class Departures:
    """Collects what files loosened or left out; the reason given last is the one that counts."""

    _loosened: dict[str, Departure] = field(default_factory=dict)
    _excluded: dict[str, Departure] = field(default_factory=dict)

    def loosen(self, of: str, document: Document, where: str) -> None:
        """Notes a loosening. Raises `PolicyError` at ``where`` unless the file gives its reason."""
        reason = document.loosened.get(of)
        if reason is None:
            raise PolicyError(
                f"{of} is looser than in what this file extends, and no reason is given",
                where,
                f'tighten it, or give the reason: `loosened: {{"{of}": "..."}}`',
            )
        self._loosened[of] = Departure(of, reason.value, reason.where)

    def exclude(self, departure: Departure) -> None:
        """Notes an exclusion."""
        self._excluded[departure.of] = departure

    def readmit(self, stated: StatedRequirement) -> None:
        """Forgets the exclusion of what is required again."""
        for of in (stated.check, *(f"{stated.check}:{criterion.metric}" for criterion in stated.criteria)):
            self._excluded.pop(of, None)

    def loosened(self) -> tuple[Departure, ...]:
        """All loosenings, in order of what they are of."""
        return tuple(self._loosened[of] for of in sorted(self._loosened))

    def excluded(self) -> tuple[Departure, ...]:
        """All exclusions, in the same order."""
        return tuple(self._excluded[of] for of in sorted(self._excluded))


def merged(
    current: Requirement | None, stated: StatedRequirement, document: Document, declaration: Declaration, departures: Departures
) -> Requirement:
    """The requirement after ``stated``. Raises `PolicyError` where it loosens without a reason or cannot judge as it stands."""
    weight = stated.weight.value if stated.weight else current.weight if current else None
    if weight is None:
        raise PolicyError(f"{stated.check} has no weight", stated.where, "add `weight: decisive`, `supporting` or `display`")
    tasks = stated.tasks.value if stated.tasks else current.tasks if current else declaration.tasks
    if current and stated.weight and strictness.looser_weight(weight, current.weight):
        departures.loosen(f"{stated.check}:weight", document, stated.weight.where)
    if current and stated.tasks and strictness.looser_tasks(tasks, current.tasks):
        departures.loosen(f"{stated.check}:tasks", document, stated.tasks.where)
    requirement = Requirement(
        check=stated.check,
        weight=weight,
        tasks=tasks,
        parameters=_parameters(current, stated, document, declaration, departures),
        criteria=_criteria(current, stated, document, departures),
        clauses=tuple(dict.fromkeys((*(current.clauses if current else ()), *(clause.value for clause in stated.clauses)))),
    )
    return _judgeable(requirement, stated)


def _parameters(
    current: Requirement | None, stated: StatedRequirement, document: Document, declaration: Declaration, departures: Departures
) -> Mapping[str, Cell]:
    before = dict(current.parameters) if current else {}
    for declared in declaration.parameters:
        setting = stated.parameters.get(declared.name)
        if (
            current
            and setting
            and strictness.looser_parameter(declared, setting.value, before.get(declared.name, declared.default))
        ):
            departures.loosen(f"{stated.check}:{declared.name}", document, setting.where)
    after = before | {name: setting.value for name, setting in stated.parameters.items()}
    return {name: after[name] for name in sorted(after)}


def _criteria(
    current: Requirement | None, stated: StatedRequirement, document: Document, departures: Departures
) -> Mapping[str, Criterion]:
    criteria = dict(current.criteria) if current else {}
    for item in stated.criteria:
        before = criteria.get(item.metric)
        criteria[item.metric] = _criterion(before, item)
        if before and strictness.looser_criterion(criteria[item.metric], before):
            departures.loosen(f"{stated.check}:{item.metric}", document, item.where)
    return {metric: criteria[metric] for metric in sorted(criteria)}


def _criterion(before: Criterion | None, stated: StatedCriterion) -> Criterion:
    comparison = stated.comparison or (before.comparison if before else None)
    if comparison is None:
        raise PolicyError(f"{stated.metric} has no limit", stated.where, "add `at_most`, `at_least` or `between`")
    kept = before.bands if before and before.comparison is comparison else {}
    over = {**kept, **stated.bands}
    bands = {severity: limit for severity in Severity if (limit := over.get(severity)) is not None}
    if not bands:
        raise PolicyError(f"{stated.metric} is left without a limit", stated.where, "exclude it under `excluded`, with a reason")
    criterion = Criterion(
        comparison=comparison,
        bands=bands,
        because=stated.because,
        tasks=stated.tasks.value if stated.tasks else before.tasks if before else ALL_TASKS,
        headline=_headline(before, stated),
        recommend=stated.recommend if stated.recommend is not None else before.recommend if before else "",
        condition=stated.condition if stated.condition is not None else before.condition if before else "",
    )
    _ordered(criterion, stated)
    return criterion


def _headline(before: Criterion | None, stated: StatedCriterion) -> str:
    """A headline speaks of the limits it was written for: who changes the limits writes it again, or goes without."""
    if stated.headline is not None:
        return stated.headline
    return before.headline if before and not stated.bands else ""


def _ordered(criterion: Criterion, stated: StatedCriterion) -> None:
    limits = [criterion.bands[severity].allowed for severity in criterion.severities]
    for (low, high), (wider_low, wider_high) in pairwise(limits):
        if not (wider_low <= low and high <= wider_high and (wider_low, wider_high) != (low, high)):
            raise PolicyError(
                f"the bands of {stated.metric} are not in order: a graver severity must have the wider limit",
                stated.where,
                "put low, medium and high in order, those that are inherited included",
            )


def _judgeable(requirement: Requirement, stated: StatedRequirement) -> Requirement:
    where = stated.weight.where if stated.weight else stated.where
    if requirement.weight is Weight.DISPLAY:
        if stated.criteria:
            raise PolicyError(
                f"{stated.check} is for display and is never judged", stated.criteria[0].where, "take the criteria away"
            )
        return replace(requirement, criteria={})
    if not requirement.criteria:
        raise PolicyError(f"{stated.check} has no criterion", where, "add one, or give it `weight: display`")
    grave = [metric for metric, item in requirement.criteria.items() if Severity.HIGH in item.bands]
    if requirement.weight is Weight.SUPPORTING and grave:
        raise PolicyError(
            f"{stated.check} is supporting, and {grave[0]} could be a high finding",
            next((item.where for item in stated.criteria if item.metric == grave[0]), where),
            "make it decisive, or leave the band out (`high: null` where it is inherited)",
        )
    return requirement
