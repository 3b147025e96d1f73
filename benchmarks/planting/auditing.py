"""One planted subject through the audit: what the tier's policy concludes, and whether a right reason is among the breaches."""

import time
import traceback
from dataclasses import dataclass, field
from enum import StrEnum

from governance.checks.catalogue import declarations, describe
from governance.errors import GovernanceError
from governance.judging.deriving import derive
from governance.pipeline import Stopwatch, measure
from governance.policy.schema import Policy
from governance.policy.selection import for_subject
from governance.record.declaration import Weight
from governance.record.judgement import Judgement, Outcome
from governance.registry.assembling import assemble
from planting.cells import Cell, Oracle, Planted

ERROR = "error"


class State(StrEnum):
    """What became of a fault."""

    FOUND = "found"
    OTHERWISE = "found for another reason"
    MISSED = "missed"
    UNCHECKED = "not yet checked"
    BROKEN = "no audit"


@dataclass(frozen=True)
class Seen:
    """One cell's outcome; ``breaches`` and ``opens`` are written as ``check:metric``, ``opinion`` is *error* where no audit was made."""

    cell: Cell
    oracle: Oracle
    opinion: str
    state: State
    breaches: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    detail: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


def audited(planted: Planted, cell: Cell) -> Seen:
    """Make the subject and audit it. Whatever stops one cell is told of that cell and does not stop the others."""
    oracle = Oracle(0.0, "the subject was not made")
    try:
        made = planted.make(cell)
        oracle = made.oracle
        start = time.perf_counter()
        subject, watch = assemble(made.raw), Stopwatch()
        policy = for_subject((), subject.identity.tier, subject.task, declarations())
        evidence = measure(subject, policy, watch, lambda _: None)
        described = {item.check: describe(declarations()[item.check]) for item in policy.requirements}
        derived = derive(policy, evidence, described, subject.identity)
    except GovernanceError as error:
        return Seen(cell, oracle, ERROR, State.BROKEN, detail=error.problem)
    except Exception:  # noqa: BLE001  a builder or check that breaks on one cell is a result of the run
        return Seen(cell, oracle, ERROR, State.BROKEN, detail=traceback.format_exc(limit=-2))
    watch.seconds["all"] = time.perf_counter() - start
    judgements, opinion = derived.judgements, derived.conclusion.opinion.value
    breaches = tuple(dict.fromkeys(_name(item) for item in judgements if item.outcome is Outcome.BREACHED))
    opens = tuple(dict.fromkeys(_name(item) for item in judgements if _open(item)))
    state = _state(planted.reasons, breaches, policy)
    broken = "; ".join(f"{item.check}: {item.reason}" for item in evidence if "the check failed" in item.reason)
    return Seen(cell, oracle, opinion, state, breaches, opens, broken or _details(planted, judgements), watch.seconds)


def matches(reason: str, breach: str) -> bool:
    """Whether ``check:metric`` is the reason, which may name the check alone."""
    return breach == reason or breach.partition(":")[0] == reason


def _state(reasons: tuple[str, ...], breaches: tuple[str, ...], policy: Policy) -> State:
    judged = [f"{item.check}:{metric}" for item in policy.requirements for metric in item.criteria]
    if any(matches(reason, breach) for reason in reasons for breach in breaches):
        return State.FOUND
    if reasons and not any(matches(reason, name) for reason in reasons for name in judged):
        return State.UNCHECKED
    return State.OTHERWISE if breaches else State.MISSED


def _name(item: Judgement) -> str:
    return f"{item.check}:{item.metric}"


def _open(item: Judgement) -> bool:
    return item.weight is Weight.DECISIVE and (item.outcome is Outcome.INCONCLUSIVE or item.unsettled is not None)


def _details(planted: Planted, judgements: tuple[Judgement, ...]) -> str:
    """The judgements that should have found the fault, or those that speak against a sound subject, with their intervals."""
    told = [
        item
        for item in judgements
        if (
            any(matches(reason, _name(item)) for reason in planted.reasons)
            if planted.reasons
            else item.outcome is Outcome.BREACHED
        )
    ]
    return "; ".join(_told(item) for item in told)


def _told(item: Judgement) -> str:
    if item.observed is None or item.low is None or item.high is None:
        return f"{_name(item)} {item.outcome.value}: {item.reason}"
    return f"{_name(item)} {item.outcome.value} {item.observed:.3g} [{item.low:.3g}, {item.high:.3g}] against {item.limit}"
