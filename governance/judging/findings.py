"""Numbers the breaches: the gravest first, and the same order every time."""

from collections.abc import Iterable, Mapping
from typing import Any

from governance.policy.schema import Criterion, Policy
from governance.record.audit import CheckDescription
from governance.record.declaration import Weight
from governance.record.judgement import Finding, Judgement, Outcome

BEYOND = {"at_most": "above its limit", "at_least": "below its limit", "between": "outside its limits"}
UNSPECIFIC = "Find the cause and bring it within its limit, or show why the limit does not suit this subject."


def number(policy: Policy, judgements: Iterable[Judgement], checks: Mapping[str, CheckDescription]) -> tuple[Finding, ...]:
    """The findings, ``F-01`` the gravest; among equals decisive ones first, then by check, metric, sample and segment.

    A check that reports the worst of its segments reports the same numbers twice: that is one finding, under the segment's name.
    """
    breached = [item for item in judgements if item.outcome is Outcome.BREACHED]
    told = {_numbers(item) for item in breached if item.segment is not None}
    once = [item for item in breached if item.segment is not None or _numbers(item) not in told]
    ordered = sorted(once, key=_gravity)
    return tuple(_finding(f"F-{place:02d}", policy, item, checks) for place, item in enumerate(ordered, start=1))


def criterion_of(policy: Policy, judgement: Judgement) -> Criterion:
    """The criterion that a judgement came from."""
    requirement = policy.requirement(judgement.check)
    if requirement is None:
        raise KeyError(judgement.check)
    return requirement.criteria[judgement.metric]


def titles(judgement: Judgement, checks: Mapping[str, CheckDescription]) -> tuple[str, str]:
    """The titles of a judgement's check and metric; their names where the record does not describe them."""
    described = checks.get(judgement.check)
    if described is None:
        return judgement.check, judgement.metric
    metric = next((item.title for item in described.metrics if item.name == judgement.metric), judgement.metric)
    return described.title, metric


def _numbers(item: Judgement) -> tuple[Any, ...]:
    return item.check, item.metric, item.role, item.observed, item.low, item.high


def _gravity(item: Judgement) -> tuple[Any, ...]:
    rank = item.severity.rank if item.severity else -1
    return -rank, item.weight is not Weight.DECISIVE, item.check, item.metric, item.role or "", item.segment or ""


def _finding(reference: str, policy: Policy, item: Judgement, checks: Mapping[str, CheckDescription]) -> Finding:
    criterion = criterion_of(policy, item)
    requirement = policy.requirement(item.check)
    check, metric = titles(item, checks)
    of = f" ({item.segment})" if item.segment is not None else ""
    assert item.severity is not None
    return Finding(
        reference=reference,
        check=item.check,
        metric=item.metric,
        severity=item.severity,
        title=f"{criterion.headline}{of}" if criterion.headline else f"{check} {BEYOND[item.comparison]}: {metric}{of}",
        recommendation=criterion.recommend or UNSPECIFIC,
        segment=item.segment,
        role=item.role,
        weight=item.weight,
        because=criterion.because,
        clauses=requirement.clauses if requirement else (),
    )
