"""The policy as applied: every limit with its reason and the line that set it; what was loosened and what left out."""

from dataclasses import dataclass

from governance.policy.schema import Burden, Criterion, Departure, Disclosure, Requirement, WhenInconclusive
from governance.record.declaration import Severity, Weight
from governance.reporting import numbers
from governance.reporting.view import quantities
from governance.reporting.view.cover import role_names
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import SEVERITIES, WEIGHTS, counted, listed, upper_first

SIDES = {Burden.MODEL: "the model", Burden.EVIDENCE: "the evidence against it"}
WHEN_OPEN = {
    WhenInconclusive.UNABLE_TO_CONCLUDE: "An open decisive question makes the opinion: unable to conclude.",
    WhenInconclusive.CONDITION: "An open decisive question becomes a condition on use.",
}


@dataclass(frozen=True)
class Band:
    """The limit of one severity."""

    severity: str
    limit: str
    set_by: str


@dataclass(frozen=True)
class CriterionView:
    """What is allowed of one metric, and why."""

    metric: str
    bands: tuple[Band, ...]
    because: str


@dataclass(frozen=True)
class RequirementView:
    """What the policy asks of one check."""

    title: str
    check: str
    weight: str
    clauses: str
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True)
class DepartureView:
    """What was loosened or left out, with the reason given."""

    of: str
    reason: str
    set_by: str


@dataclass(frozen=True)
class PolicyView:
    """The effective policy in words."""

    title: str
    name: str
    digest: str
    sources: str
    rules: tuple[str, ...]
    requirements: tuple[RequirementView, ...]
    elsewhere: str
    loosened: tuple[DepartureView, ...]
    excluded: tuple[DepartureView, ...]


def policy(dossier: Dossier) -> PolicyView:
    """The policy of a report."""
    applied = dossier.policy
    concerned = {item.check for item in applied.requirements if dossier.record.subject.task in item.tasks}
    return PolicyView(
        title=applied.title,
        name=applied.name,
        digest=applied.digest,
        sources=listed(applied.sources),
        rules=(*_opinion(dossier), *_doubt(dossier), *_disclosure(dossier)),
        requirements=tuple(_requirement(dossier, item) for item in applied.requirements if item.check in concerned),
        elsewhere=_elsewhere(dossier, len(applied.requirements) - len(concerned)),
        loosened=tuple(_departure(item) for item in applied.loosened),
        excluded=tuple(_departure(item) for item in applied.excluded),
    )


def _elsewhere(dossier: Dossier, others: int) -> str:
    if not others:
        return ""
    of = f"{upper_first(counted(others, 'further requirement'))} of this policy"
    return f"{of} cannot concern the task {dossier.record.subject.task.value}; the policy stands whole in the record."


def _opinion(dossier: Dossier) -> list[str]:
    rules = dossier.policy.opinion
    return [
        f"Not fit: a finding of severity {_severities(rules.not_fit)}.",
        f"Fit with conditions: a finding of severity {_severities(rules.fit_with_conditions)}.",
        WHEN_OPEN[rules.when_inconclusive],
    ]


def _doubt(dossier: Dossier) -> list[str]:
    burden = dossier.policy.burden
    told = [f"{SIDES[burden[weight]]} for {WEIGHTS[weight]} questions" for weight in (Weight.DECISIVE, Weight.SUPPORTING)]
    unwaivable = dossier.policy.unwaivable
    roles = role_names(dossier)
    return [
        f"Where an interval straddles a limit, the doubt is borne by {listed(told)}.",
        f"Cannot be waived: {listed(unwaivable)}." if unwaivable else "Every finding may be waived.",
        f"Required to sign: {listed([role.lower() for role in roles])}." if roles else "No role is required to sign.",
    ]


def _disclosure(dossier: Dossier) -> list[str]:
    smallest = numbers.count(dossier.policy.minimum_cell)
    rows = dossier.policy.disclosure is Disclosure.ROWS
    return [
        f"Aggregates of fewer than {smallest} rows are withheld, from the record too.",
        "Rows of the samples may be shown." if rows else "No row of a sample is shown, only aggregates.",
    ]


def _severities(found: tuple[Severity, ...]) -> str:
    return " or ".join(SEVERITIES[item] for item in found) or "none"


def _requirement(dossier: Dossier, item: Requirement) -> RequirementView:
    return RequirementView(
        title=dossier.check_title(item.check),
        check=item.check,
        weight=WEIGHTS[item.weight],
        clauses=", ".join(item.clauses),
        criteria=tuple(_criterion(dossier, item.check, metric, criterion) for metric, criterion in item.criteria.items()),
    )


def _criterion(dossier: Dossier, check: str, name: str, item: Criterion) -> CriterionView:
    metric = dossier.metric(check, name)
    written = quantities.reading(metric)
    return CriterionView(
        metric=dossier.metric_title(check, name),
        bands=tuple(
            Band(SEVERITIES[severity], quantities.allowed(item.bands[severity].allowed, written), item.bands[severity].set_by)
            for severity in item.severities
        ),
        because=item.because.strip(),
    )


def _departure(item: Departure) -> DepartureView:
    return DepartureView(item.of, upper_first(item.reason.strip()), item.set_by)
