"""Every criterion and its outcome, the satisfied ones too."""

from collections import Counter
from dataclasses import dataclass

from governance.record.judgement import Judgement, Outcome
from governance.reporting.view import quantities
from governance.reporting.view.anchors import of_check
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import OUTCOMES, SEVERITIES, WEIGHTS, counted, listed, upper_first


@dataclass(frozen=True)
class JudgementView:
    """One criterion held against one measurement. ``detectable`` is what the sample would have shown four times in five."""

    metric: str
    outcome: str
    tone: str
    severity: str
    observed: str
    limit: str
    detectable: str
    weight: str
    burden: str
    finding: str


@dataclass(frozen=True)
class Judged:
    """The judgements of one check."""

    title: str
    anchor: str
    rows: tuple[JudgementView, ...]


@dataclass(frozen=True)
class Judgements:
    """All judgements, and how many of each there are."""

    summary: str
    checks: tuple[Judged, ...]


def judgements(dossier: Dossier) -> Judgements:
    """The judgements of a report, in order of check."""
    every = dossier.record.judgements
    checks = dict.fromkeys(item.check for item in every)
    return Judgements(_summary(every), tuple(_judged(dossier, check) for check in checks))


def _summary(every: tuple[Judgement, ...]) -> str:
    counts = Counter(item.outcome for item in every)
    told = [f"{counts[outcome]} {OUTCOMES[outcome]}" for outcome in Outcome if counts[outcome]]
    return f"{upper_first(counted(len(every), 'judgement'))}: {listed(told)}." if every else "No criterion was judged."


def _judged(dossier: Dossier, check: str) -> Judged:
    known = check in dossier.evidence
    rows = tuple(_view(dossier, item) for item in dossier.judged(check))
    return Judged(dossier.check_title(check), of_check(check) if known else "", rows)


def _view(dossier: Dossier, item: Judgement) -> JudgementView:
    finding = dossier.finding(item)
    return JudgementView(
        metric=dossier.metric_title(item.check, item.metric, item.segment),
        outcome=OUTCOMES[item.outcome],
        tone=item.outcome.value,
        severity=SEVERITIES[item.severity] if item.severity else "",
        observed=quantities.observed(dossier, item) or "not measured",
        limit=quantities.limit(dossier, item),
        detectable=quantities.detectable(dossier, item),
        weight=WEIGHTS[item.weight],
        burden=f"burden: {item.burden}",
        finding=finding.reference if finding else "",
    )
