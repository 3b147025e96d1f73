"""The findings register: every breach with what was seen, the limit, who set it, why, and what to do."""

from dataclasses import dataclass

from governance.record.judgement import Finding, Judgement
from governance.reporting.view import quantities, sentences
from governance.reporting.view.anchors import of_check
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import SEVERITIES, WEIGHTS


@dataclass(frozen=True)
class FindingView:
    """One finding. ``observed``, ``rests_on``, ``limit`` and ``set_by`` are empty where a person added it by hand."""

    reference: str
    anchor: str
    severity: str
    title: str
    check: str
    check_anchor: str
    metric: str
    weight: str
    observed: str
    rests_on: str
    limit: str
    set_by: str
    sentence: str
    open: str
    because: str
    recommendation: str
    clauses: tuple[str, ...]
    waived: bool
    owner: str
    due: str


def findings(dossier: Dossier) -> tuple[FindingView, ...]:
    """Every finding, the gravest first."""
    return tuple(_finding(dossier, item) for item in dossier.record.findings)


def _finding(dossier: Dossier, item: Finding) -> FindingView:
    judgement = dossier.judgement(item)
    seen = dossier.measurement(judgement) if judgement else None
    return FindingView(
        reference=item.reference,
        anchor=item.reference.lower(),
        severity=SEVERITIES[item.severity],
        title=_title(dossier, item, judgement),
        check=item.check,
        check_anchor=of_check(item.check),
        metric=dossier.metric_title(item.check, item.metric, item.segment),
        weight=WEIGHTS[item.weight],
        observed=quantities.observed(dossier, judgement) if judgement else "",
        rests_on=quantities.rows(seen) if seen else "",
        limit=quantities.limit(dossier, judgement) if judgement else "",
        set_by=judgement.set_by if judgement else "",
        sentence=sentences.answer(dossier, judgement) if judgement else item.title,
        open=sentences.open_question(dossier, judgement) if judgement else "",
        because=item.because,
        recommendation=item.recommendation,
        clauses=item.clauses,
        waived=item.waived,
        owner=item.owner or "",
        due=item.due or "",
    )


def _title(dossier: Dossier, item: Finding, judgement: Judgement | None) -> str:
    """The policy's headline, else the check's title: the formula of a title repeats what stands below it."""
    return item.title if judgement is None or dossier.criterion(judgement).headline else dossier.check_title(item.check)
