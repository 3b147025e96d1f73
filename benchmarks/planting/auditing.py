"""One planted subject through the audit: what the tier's policy concludes, and whether a right reason is among the breaches."""

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from governance.checks.catalogue import declarations, describe
from governance.errors import GovernanceError
from governance.judging.deriving import derive
from governance.pipeline import Stopwatch, measure
from governance.policy.schema import Policy
from governance.policy.selection import for_subject
from governance.record.declaration import Weight
from governance.record.evidence import Evidence
from governance.record.judgement import Judgement, Outcome
from governance.registry.assembling import assemble
from governance.subject.subject import Subject
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


def audited(planted: Planted, cells: Sequence[Cell]) -> list[Seen]:
    """Make the subject that ``cells`` share and audit it at the tier of each. Whatever stops one subject does not stop the others."""
    oracle = Oracle(0.0, "the subject was not made")
    try:
        made = planted.make(cells[0])
        oracle = made.oracle
        bench = Bench(assemble(made.raw))
        return [_concluded(planted, oracle, cell, bench) for cell in cells]
    except GovernanceError as error:
        detail = error.problem
    except Exception:  # noqa: BLE001  a builder or check that breaks on one subject is a result of the run
        detail = traceback.format_exc(limit=-2)
    return [Seen(cell, oracle, ERROR, State.BROKEN, detail=detail) for cell in cells]


@dataclass
class Bench:
    """One subject, and what it was measured for: tiers that ask the same of a check with the same parameters share its evidence."""

    subject: Subject
    measured: dict[tuple[Any, ...], Evidence] = field(default_factory=dict)

    def evidence(self, policy: Policy, watch: Stopwatch) -> tuple[Evidence, ...]:
        """What ``policy`` asks of the subject, in its order."""
        asked = policy.concerning(self.subject.task)
        keys = [(item.check, *sorted(item.parameters.items()), policy.minimum_cell) for item in asked]
        fresh = {key: item for key, item in zip(keys, asked, strict=True) if key not in self.measured}
        found = measure(self.subject, replace(policy, requirements=tuple(fresh.values())), watch, lambda _: None)
        self.measured |= dict(zip(fresh, found, strict=True))
        return tuple(self.measured[key] for key in keys)


def _concluded(planted: Planted, oracle: Oracle, cell: Cell, bench: Bench) -> Seen:
    start, watch = time.perf_counter(), Stopwatch()
    identity = replace(bench.subject.identity, tier=cell.tier)
    policy = for_subject((), cell.tier, identity.task, declarations())
    evidence = bench.evidence(policy, watch)
    described = {item.check: describe(declarations()[item.check]) for item in policy.requirements}
    derived = derive(policy, evidence, described, identity)
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
