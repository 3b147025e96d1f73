"""Holds the names in a policy file against what there is: checks, metrics, parameters, tasks, clauses."""

from collections.abc import Collection

from governance.errors import PolicyError
from governance.policy.clauses import check_clauses, register
from governance.policy.document import Document, Stated, StatedRequirement
from governance.reading.fields import nearest
from governance.record.declaration import Catalogue, Declaration, Parameter, Task
from governance.record.evidence import Cell

LOOSENABLE = ("applies_to", "burden", "disclosure", "minimum_cell", "opinion")
PARTS = ("tasks", "weight")
KINDS: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "str": (str,), "bool": (bool,)}


def check_names(document: Document, catalogue: Catalogue) -> None:
    """Raises `PolicyError` at the first name that nothing answers to, with the nearest one that does."""
    for requirement in document.requirements:
        _check_requirement(requirement, _declaration(requirement.check, requirement.where, catalogue))
    for of, reason in document.loosened.items():
        if of not in LOOSENABLE:
            _check_part(of, reason.where, catalogue, loosened=True)
    for of, reason in document.excluded.items():
        _check_part(of, reason.where, catalogue)
    for named in document.unwaivable:
        _check_part(named.value, named.where, catalogue)


def _declaration(check: str, where: str, catalogue: Catalogue) -> Declaration:
    if check not in catalogue:
        raise PolicyError(f"unknown check {check!r}", where, nearest(check, catalogue))
    return catalogue[check]


def _known(name: str, what: str, where: str, known: Collection[str]) -> None:
    if name not in known:
        raise PolicyError(f"unknown {what} {name!r}", where, nearest(name, known))


def _check_part(of: str, where: str, catalogue: Catalogue, *, loosened: bool = False) -> None:
    check, colon, part = of.partition(":")
    if loosened and not colon:
        raise PolicyError(
            f"{of!r} cannot be loosened as a whole", where, f"name check:metric, or one of: {', '.join(LOOSENABLE)}"
        )
    declaration = _declaration(check, where, catalogue)
    if colon:
        known = [metric.name for metric in declaration.metrics]
        extra = [*(parameter.name for parameter in declaration.parameters), *PARTS] if loosened else []
        _known(part, f"metric of {check}", where, [*known, *extra])


def _check_requirement(requirement: StatedRequirement, declaration: Declaration) -> None:
    metrics = {metric.name: metric for metric in declaration.metrics}
    for criterion in requirement.criteria:
        _known(criterion.metric, f"metric of {declaration.id}", criterion.where, metrics)
        _check_tasks(criterion.tasks, f"{declaration.id}:{criterion.metric}", metrics[criterion.metric].tasks)
    parameters = {parameter.name: parameter for parameter in declaration.parameters}
    for name, stated in requirement.parameters.items():
        _known(name, f"parameter of {declaration.id}", stated.where, parameters)
        _check_value(parameters[name], stated)
    _check_tasks(requirement.tasks, declaration.id, declaration.tasks)
    check_clauses(requirement.clauses, register())


def _check_tasks(stated: Stated[tuple[Task, ...]] | None, what: str, known: tuple[Task, ...]) -> None:
    strange = [task.value for task in stated.value if task not in known] if stated else []
    if stated and strange:
        remedy = f"use some of: {', '.join(item.value for item in known)}"
        raise PolicyError(f"{what} does not concern the task {strange[0]}", stated.where, remedy)


def _check_value(parameter: Parameter, stated: Stated[Cell]) -> None:
    kinds = KINDS.get(parameter.kind)
    if kinds and (not isinstance(stated.value, kinds) or (isinstance(stated.value, bool) and parameter.kind != "bool")):
        raise PolicyError(
            f"the parameter {parameter.name!r} cannot be {stated.value!r}",
            stated.where,
            f"write a value of type {parameter.kind}",
        )
    if not parameter.admits(stated.value):
        raise PolicyError(
            f"the parameter {parameter.name!r} cannot be {stated.value!r}", stated.where, f"write {parameter.bounds}"
        )
