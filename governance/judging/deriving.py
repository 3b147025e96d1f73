"""Derives judgements, findings and the conclusion from a policy and the evidence. Pure: the record holds all that it needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from governance.judging.conclusion import conclude
from governance.judging.criteria import edge, hold
from governance.judging.findings import number
from governance.policy.schema import Burden, Criterion, Policy, Requirement
from governance.record.audit import CheckDescription
from governance.record.conclusion import Conclusion
from governance.record.declaration import Metric, Task
from governance.record.evidence import Evidence, Measurement, Status
from governance.record.identity import SubjectIdentity
from governance.record.judgement import Finding, Judgement, Outcome


@dataclass(frozen=True)
class Derived:
    """What follows from the facts under a policy."""

    judgements: tuple[Judgement, ...]
    findings: tuple[Finding, ...]
    conclusion: Conclusion


def derive(
    policy: Policy, evidence: tuple[Evidence, ...], checks: Mapping[str, CheckDescription], subject: SubjectIdentity
) -> Derived:
    """Everything that follows, in order of check and metric. Evidence that the policy does not ask for says nothing."""
    seen = {item.check: item for item in evidence}
    judgements = tuple(
        judgement
        for requirement in policy.concerning(subject.task)
        for judgement in _judged(policy, requirement, seen.get(requirement.check), checks.get(requirement.check), subject.task)
    )
    findings = number(policy, judgements, checks)
    return Derived(judgements, findings, conclude(policy, judgements, findings, seen, checks, subject.task))


def _judged(
    policy: Policy, requirement: Requirement, evidence: Evidence | None, described: CheckDescription | None, task: Task
) -> Iterator[Judgement]:
    promised = {metric.name: metric for metric in described.metrics} if described else {}
    for metric, criterion in requirement.criteria.items():
        ruling = _Ruling(
            requirement, metric, criterion, policy.burden.get(requirement.weight, Burden.MODEL), promised.get(metric)
        )
        foreign = ruling.foreign_to(task)
        yield from [ruling.unmeasured(Outcome.NOT_APPLICABLE, foreign)] if foreign else ruling.judged(evidence)


@dataclass(frozen=True)
class _Ruling:
    """One criterion in its requirement, ready to be held against evidence."""

    requirement: Requirement
    metric: str
    criterion: Criterion
    burden: Burden
    promised: Metric | None

    def foreign_to(self, task: Task) -> str:
        """Why the criterion cannot concern the task; empty where it does."""
        if self.promised is not None and task not in self.promised.tasks:
            return f"does not concern the task {task.value}"
        return "" if task in self.criterion.tasks else f"the policy does not ask this of the task {task.value}"

    def judged(self, evidence: Evidence | None) -> list[Judgement]:
        """One judgement a measurement, and one for what was not measured."""
        if evidence is None:
            return [self.unmeasured(Outcome.INCONCLUSIVE, "the check gave no evidence")]
        if evidence.status is not Status.MEASURED:
            return [self.unmeasured(Outcome(evidence.status.value), evidence.reason)]
        found = [self.held(item) for item in evidence.measurements if item.metric == self.metric]
        if self.metric in evidence.absent:
            found.append(self.unmeasured(Outcome.INCONCLUSIVE, evidence.absent[self.metric]))
        return found or [self.unmeasured(Outcome.INCONCLUSIVE, "the check did not measure it")]

    def held(self, seen: Measurement) -> Judgement:
        """The judgement of one measurement."""
        shrinks = self.promised is None or self.promised.shrinks
        answer = hold(self.criterion, seen, self.burden, self.promised.sound if self.promised and shrinks else None)
        return Judgement(
            check=self.requirement.check,
            metric=self.metric,
            outcome=answer.outcome,
            weight=self.requirement.weight,
            burden=self.burden.value,
            set_by=answer.set_by,
            comparison=self.criterion.comparison.value,
            segment=seen.segment,
            role=seen.role,
            severity=answer.severity,
            observed=seen.value,
            low=seen.low,
            high=seen.high,
            limit=answer.limit,
            needed_n=answer.needed_n if shrinks else None,
            detectable=answer.detectable if shrinks else None,
            unsettled=answer.unsettled,
            reason=answer.reason,
        )

    def unmeasured(self, outcome: Outcome, reason: str) -> Judgement:
        """The judgement where there is nothing to hold against the limit."""
        limit = self.criterion.mildest
        return Judgement(
            check=self.requirement.check,
            metric=self.metric,
            outcome=outcome,
            weight=self.requirement.weight,
            burden=self.burden.value,
            set_by=limit.set_by,
            comparison=self.criterion.comparison.value,
            limit=edge(limit.allowed, None),
            reason=reason,
        )
