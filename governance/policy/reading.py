"""From YAML to a `Document`: unknown keys, wrong types and limits without a reason are refused at their line."""

import re
from collections.abc import Mapping

from governance.errors import PolicyError
from governance.policy.document import Document, Stated, StatedCriterion, StatedOpinion, StatedRequirement
from governance.policy.plain import edges_read
from governance.policy.schema import Burden, Comparison, Disclosure, Limit, SigningRole, WhenInconclusive
from governance.reading import fields
from governance.reading.yaml import Node
from governance.record.declaration import Severity, Task, Weight
from governance.record.evidence import Cell

KEYS = (
    "policy", "title", "extends", "applies_to", "burden", "opinion", "requirements", "loosened", "excluded", "unwaivable",
    "roles", "minimum_cell", "disclosure",
)  # fmt: skip
COMPARISONS = tuple(item.value for item in Comparison)
CRITERION = (*COMPARISONS, "because", "tasks", "headline", "recommend", "condition")
TIERS = (1, 2, 3)
NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


def read_document(node: Node) -> Document:
    """The policy that a file states. Raises `ReadingError` or `PolicyError` at ``file:line``."""
    found = fields.fields(node, "a policy", KEYS, ("policy",))
    applies_to = _applies_to(found.get("applies_to"))
    return Document(
        file=node.file,
        name=_name(found["policy"]),
        title=fields.text(found["title"], "title") if "title" in found else None,
        extends=_stated_texts(found.get("extends"), "extends"),
        tiers=_tiers(applies_to.get("tier")),
        tasks=_tasks(applies_to.get("task")),
        burden=_burden(found.get("burden")),
        opinion=_opinion(found.get("opinion")),
        requirements=_requirements(found.get("requirements")),
        loosened=_reasons(found.get("loosened"), "loosened"),
        excluded=_reasons(found.get("excluded"), "excluded"),
        unwaivable=_stated_texts(found.get("unwaivable"), "unwaivable"),
        roles=fields.choices(found["roles"], "roles", SigningRole) if "roles" in found else (),
        minimum_cell=_minimum_cell(found.get("minimum_cell")),
        disclosure=_disclosure(found.get("disclosure")),
    )


def _name(node: Node) -> str:
    name = fields.text(node, "policy")
    if not NAME.fullmatch(name):
        raise PolicyError(f"{name!r} cannot be a policy's name", node.where, "use small letters, digits and hyphens")
    return name


def _stated_texts(node: Node | None, what: str) -> tuple[Stated[str], ...]:
    return tuple(Stated(fields.text(item, what), item.where) for item in fields.items(node, what)) if node else ()


def _reasons(node: Node | None, what: str) -> Mapping[str, Stated[str]]:
    found = fields.entries(node, what) if node else {}
    return {of: Stated(fields.text(item, f"the reason for {of!r}"), item.where) for of, item in found.items()}


def _applies_to(node: Node | None) -> Mapping[str, Node]:
    return fields.fields(node, "applies_to", ("tier", "task")) if node else {}


def _tiers(node: Node | None) -> Stated[tuple[int, ...]] | None:
    if node is None:
        return None
    listed = node.value if isinstance(node.value, tuple) else (node,)
    tiers = tuple(sorted({fields.whole(item, "tier", 1) for item in listed}))
    if not tiers or tiers[-1] not in TIERS:
        raise PolicyError("a tier is 1, 2 or 3", node.where, "name one of them, or a list such as [2, 3]")
    return Stated(tiers, node.where)


def _tasks(node: Node | None) -> Stated[tuple[Task, ...]] | None:
    if node is None:
        return None
    tasks = fields.choices(node, "tasks", Task) if isinstance(node.value, tuple) else (fields.choice(node, "task", Task),)
    if not tasks:
        raise PolicyError("no task is named", node.where, "name one, or leave the key out for all")
    return Stated(tasks, node.where)


def _burden(node: Node | None) -> Stated[Mapping[Weight, Burden]] | None:
    if node is None:
        return None
    if not isinstance(node.value, Mapping):
        side = fields.choice(node, "burden", Burden)
        return Stated({Weight.DECISIVE: side, Weight.SUPPORTING: side}, node.where)
    keys = (Weight.DECISIVE.value, Weight.SUPPORTING.value)
    found = fields.fields(node, "burden", keys, keys)
    burden = {Weight(key): fields.choice(found[key], f"burden of {key} criteria", Burden) for key in keys}
    if tuple(burden.values()) == (Burden.EVIDENCE, Burden.MODEL):
        raise PolicyError(
            "decisive criteria bear a lighter burden than supporting ones", node.where, "give decisive ones the burden `model`"
        )
    return Stated(burden, node.where)


def _opinion(node: Node | None) -> StatedOpinion | None:
    if node is None:
        return None
    found = fields.fields(node, "opinion", ("not-fit", "fit-with-conditions", "when-inconclusive"))
    word = found.get("when-inconclusive")
    return StatedOpinion(
        where=node.where,
        not_fit=fields.choices(found["not-fit"], "not-fit", Severity) if "not-fit" in found else None,
        fit_with_conditions=(
            fields.choices(found["fit-with-conditions"], "fit-with-conditions", Severity)
            if "fit-with-conditions" in found
            else None
        ),
        when_inconclusive=fields.choice(word, "when-inconclusive", WhenInconclusive) if word else None,
    )


def _requirements(node: Node | None) -> tuple[StatedRequirement, ...]:
    found = fields.entries(node, "requirements") if node else {}
    return tuple(_requirement(check, item) for check, item in found.items())


def _requirement(check: str, node: Node) -> StatedRequirement:
    found = fields.fields(node, check, ("weight", "tasks", "parameters", "criteria", "clauses"))
    weight = found.get("weight")
    parameters = fields.entries(found["parameters"], f"parameters of {check}") if "parameters" in found else {}
    criteria = fields.entries(found["criteria"], f"criteria of {check}") if "criteria" in found else {}
    return StatedRequirement(
        check=check,
        where=node.where,
        weight=Stated(fields.choice(weight, "weight", Weight), weight.where) if weight else None,
        tasks=_tasks(found.get("tasks")),
        parameters={name: _parameter(name, item) for name, item in parameters.items()},
        criteria=tuple(_criterion(metric, item) for metric, item in criteria.items()),
        clauses=_stated_texts(found.get("clauses"), "clauses"),
    )


def _parameter(name: str, node: Node) -> Stated[Cell]:
    if node.value is None or isinstance(node.value, tuple | Mapping):
        raise PolicyError(f"the parameter {name!r} must be one value", node.where, "write a number, a word, true or false")
    return Stated(node.value, node.where)


def _criterion(metric: str, node: Node) -> StatedCriterion:
    found = fields.fields(node, f"criterion {metric}", CRITERION, ("because",))
    stated = [key for key in COMPARISONS if key in found]
    if len(stated) > 1:
        raise PolicyError(f"{metric} is compared in two ways", found[stated[1]].where, "keep one of them, or use `between`")
    comparison = Comparison(stated[0]) if stated else None
    return StatedCriterion(
        metric=metric,
        where=found[stated[0]].where if stated else node.where,
        because=fields.text(found["because"], "because"),
        comparison=comparison,
        bands=_bands(comparison, found[stated[0]]) if comparison else {},
        tasks=_tasks(found.get("tasks")),
        headline=fields.text(found["headline"], "headline") if "headline" in found else None,
        recommend=fields.text(found["recommend"], "recommend") if "recommend" in found else None,
        condition=fields.text(found["condition"], "condition") if "condition" in found else None,
    )


def _bands(comparison: Comparison, node: Node) -> Mapping[Severity, Limit | None]:
    found = fields.fields(node, comparison.value, [item.value for item in Severity])
    if not found:
        raise PolicyError(
            f"{comparison.value} states no limit", node.where, "write a severity and its limit, such as {medium: 0.1}"
        )
    return {severity: _limit(comparison, found[severity.value]) for severity in Severity if severity.value in found}


def _limit(comparison: Comparison, node: Node) -> Limit | None:
    if node.value is None:
        return None
    stated = fields.items(node, "a limit of `between`") if comparison is Comparison.BETWEEN else (node,)
    numbers = tuple(fields.number(item, "a limit") for item in stated)
    if comparison is Comparison.BETWEEN and (len(numbers) != 2 or numbers[0] > numbers[1]):
        raise PolicyError("a limit of `between` is a lower and an upper number", node.where, "write [lower, upper]")
    return Limit(edges_read(comparison, numbers), node.where)


def _minimum_cell(node: Node | None) -> Stated[int] | None:
    return Stated(fields.whole(node, "minimum_cell", 1), node.where) if node else None


def _disclosure(node: Node | None) -> Stated[Disclosure] | None:
    return Stated(fields.choice(node, "disclosure", Disclosure), node.where) if node else None
