"""From judgements to the opinion, with its conditions and what was not examined.

Only what is proven can make a subject not fit. A decisive criterion is *open* where nothing measured answers it, or where the
interval still straddles a band whose severity would lead to a worse opinion than the band that is proven; an open one leads to
unable-to-conclude or to a condition, as the policy says. Were open bands above a proven one ignored, a worse value could earn
a better opinion; were open bands counted that change nothing, a worse value that is proven mild would.

Each judgement adds its own consequence and the gravest stands, so that one more criterion never improves an opinion that rests
on something. Where nothing at all was satisfied or breached there is nothing to rest on, and no opinion is given.
"""

from collections.abc import Iterator, Mapping, Sequence

from governance.judging.findings import criterion_of, titles
from governance.policy.schema import OpinionRules, Policy
from governance.policy.strictness import rank
from governance.record.audit import CheckDescription
from governance.record.conclusion import Conclusion, Condition, NotExamined, Opinion
from governance.record.declaration import Task, Weight
from governance.record.evidence import Evidence, Status
from governance.record.judgement import Finding, Judgement, Outcome

NOTHING = "nothing was measured that a criterion could be held against"


def conclude(
    policy: Policy,
    judgements: Sequence[Judgement],
    findings: Sequence[Finding],
    seen: Mapping[str, Evidence],
    checks: Mapping[str, CheckDescription],
    task: Task,
) -> Conclusion:
    """The conclusion; ``seen`` is the evidence by check, ``task`` the subject's."""
    rules = policy.opinion
    consequences = [*((rules.of(item.severity), f"finding {item.reference}") for item in findings)]
    consequences += [(rules.open, _open_reason(item)) for item in judgements if is_open(item, rules)]
    if not any(item.outcome in (Outcome.SATISFIED, Outcome.BREACHED) for item in judgements):
        consequences.append((Opinion.UNABLE_TO_CONCLUDE, NOTHING))
    opinion = max((item for item, _ in consequences), key=rank, default=Opinion.FIT)
    reasons = [reason for led_to, reason in consequences if led_to is opinion and opinion is not Opinion.FIT]
    return Conclusion(
        opinion=opinion,
        reasons=tuple(dict.fromkeys(reasons)),
        conditions=tuple(dict.fromkeys(_conditions(policy, judgements, findings, checks))),
        not_examined=tuple(dict.fromkeys(_not_examined(policy, judgements, seen, task))),
    )


def is_open(item: Judgement, rules: OpinionRules) -> bool:
    """Whether a judgement leaves open what a decisive criterion would say of the opinion."""
    if item.weight is not Weight.DECISIVE:
        return False
    if item.outcome is Outcome.INCONCLUSIVE and item.observed is None:
        return True
    return item.unsettled is not None and rank(rules.of(item.unsettled)) > rank(rules.of(item.severity))


def _open_reason(item: Judgement) -> str:
    word = "inconclusive" if item.outcome is Outcome.INCONCLUSIVE else f"unsettled {item.unsettled}"
    return f"{word} {item.check}:{item.metric}"


def _conditions(
    policy: Policy, judgements: Sequence[Judgement], findings: Sequence[Finding], checks: Mapping[str, CheckDescription]
) -> Iterator[Condition]:
    for finding in findings:
        if policy.opinion.of(finding.severity) is Opinion.FIT_WITH_CONDITIONS:
            requirement = policy.requirement(finding.check)
            own = requirement.criteria[finding.metric].condition if requirement else ""
            yield Condition(own or finding.recommendation, finding.reference, finding.check, finding.metric)
    for item in judgements:
        if is_open(item, policy.opinion) and policy.opinion.open is Opinion.FIT_WITH_CONDITIONS:
            yield Condition(_settle(policy, item, checks), check=item.check, metric=item.metric)


def _settle(policy: Policy, item: Judgement, checks: Mapping[str, CheckDescription]) -> str:
    check, metric = titles(item, checks)
    own = criterion_of(policy, item).condition
    text = f"Not shown to be within its limit: {check} ({metric}). Settle it by the next review"
    return f"{text}; until then: {own}" if own else f"{text}, and watch it until then."


def _not_examined(
    policy: Policy, judgements: Sequence[Judgement], seen: Mapping[str, Evidence], task: Task
) -> Iterator[NotExamined]:
    for departure in policy.excluded:
        check, _, metric = departure.of.partition(":")
        yield NotExamined(check, "excluded", departure.reason, metric or None)
    for requirement in policy.requirements:
        evidence = seen.get(requirement.check)
        if task not in requirement.tasks:
            reason = f"the policy does not ask this of the task {task.value}"
            yield NotExamined(requirement.check, Status.NOT_APPLICABLE, reason)
        elif evidence is None:
            yield NotExamined(requirement.check, Status.INCONCLUSIVE, "the check gave no evidence")
        elif evidence.status is not Status.MEASURED:
            yield NotExamined(requirement.check, evidence.status, evidence.reason)
        else:
            yield from _unanswered(requirement.check, evidence, judgements)


def _unanswered(check: str, evidence: Evidence, judgements: Sequence[Judgement]) -> Iterator[NotExamined]:
    for item in judgements:
        if item.check == check and item.outcome in (Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE):
            of = f" ({item.segment})" if item.segment is not None else ""
            yield NotExamined(check, Status(item.outcome.value), f"{item.reason}{of}", item.metric)
    for metric, reason in sorted(evidence.absent.items()):
        yield NotExamined(check, Status.INCONCLUSIVE, reason, metric)
