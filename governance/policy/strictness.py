"""When one rule is looser than another. Whatever is not looser needs no reason."""

from collections.abc import Mapping

from governance.policy.schema import Burden, Criterion, Disclosure, OpinionRules, WhenInconclusive
from governance.record.conclusion import Opinion
from governance.record.declaration import Parameter, Severity, Task, Weight
from governance.record.evidence import Cell

PRECEDENCE = (Opinion.FIT, Opinion.FIT_WITH_CONDITIONS, Opinion.UNABLE_TO_CONCLUDE, Opinion.NOT_FIT)
WEIGHTS = (Weight.DISPLAY, Weight.SUPPORTING, Weight.DECISIVE)


def rank(opinion: Opinion) -> int:
    """Where an opinion stands in precedence: 0 for fit, 3 for not fit."""
    return PRECEDENCE.index(opinion)


def looser_criterion(new: Criterion, old: Criterion) -> bool:
    """Whether some value, for some task, would be a lesser breach than before."""
    narrower = looser_tasks(new.tasks, old.tasks)
    return narrower or any(not _inside(new.allowed(severity), old.allowed(severity)) for severity in old.severities)


def looser_weight(new: Weight, old: Weight) -> bool:
    """Whether the requirement would say less about the opinion."""
    return WEIGHTS.index(new) < WEIGHTS.index(old)


def looser_tasks(new: tuple[Task, ...], old: tuple[Task, ...]) -> bool:
    """Whether some task would be left out."""
    return not set(old) <= set(new)


def looser_parameter(declared: Parameter, new: Cell, old: Cell) -> bool:
    """Whether a parameter that the check marks would make it less strict, or might; unmarked ones never do."""
    if declared.stricter == "unclear":
        return new != old
    if declared.stricter is None or not isinstance(new, int | float) or not isinstance(old, int | float):
        return False
    return new < old if declared.stricter == "larger" else new > old


def looser_burden(new: Mapping[Weight, Burden], old: Mapping[Weight, Burden]) -> bool:
    """Whether the doubt would be shifted from the model to the evidence."""
    return any(old[weight] is Burden.MODEL and new[weight] is Burden.EVIDENCE for weight in old)


def looser_opinion(new: OpinionRules, old: OpinionRules) -> bool:
    """Whether some severity, or an open decisive criterion, would lead to a better opinion."""
    graded = any(rank(new.of(severity)) < rank(old.of(severity)) for severity in Severity)
    return graded or (new.when_inconclusive, old.when_inconclusive) == (
        WhenInconclusive.CONDITION,
        WhenInconclusive.UNABLE_TO_CONCLUDE,
    )


def looser_tiers(new: tuple[int, ...], old: tuple[int, ...]) -> bool:
    """Whether a policy would serve a graver tier than the one it was written for (tier 1 is the gravest)."""
    return min(new) < min(old)


def looser_cell(new: int, old: int) -> bool:
    """Whether smaller aggregates would be shown."""
    return new < old


def looser_disclosure(new: Disclosure, old: Disclosure) -> bool:
    """Whether rows would be shown that were not."""
    return (new, old) == (Disclosure.ROWS, Disclosure.AGGREGATES)


def _inside(inner: tuple[float, float], outer: tuple[float, float]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
