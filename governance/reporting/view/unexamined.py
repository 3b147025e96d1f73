"""What was not examined and why: what the policy left out, what lacked an input, what cannot concern this subject."""

from dataclasses import dataclass

from governance.record.conclusion import NotExamined
from governance.record.evidence import Status
from governance.record.judgement import Outcome
from governance.reporting.view.anchors import of_check
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import STATUSES, closed, upper_first


@dataclass(frozen=True)
class Unexamined:
    """One question without an answer."""

    check: str
    anchor: str
    metric: str
    status: str
    reason: str


def unexamined(dossier: Dossier) -> tuple[Unexamined, ...]:
    """Everything that no measurement answers; what was measured but not shown stands with the judgements."""
    return tuple(_view(dossier, item) for item in dossier.record.conclusion.not_examined if not _seen(dossier, item))


def briefly(dossier: Dossier) -> list[str]:
    """The same for page one, without what cannot concern the subject."""
    asked = [item for item in dossier.record.conclusion.not_examined if item.status != Status.NOT_APPLICABLE]
    return [closed(f"{_question(dossier, item)}: {item.reason}") for item in asked if not _seen(dossier, item)]


def _question(dossier: Dossier, item: NotExamined) -> str:
    return dossier.metric_title(item.check, item.metric) if item.metric else dossier.check_title(item.check)


def _view(dossier: Dossier, item: NotExamined) -> Unexamined:
    known = item.check in dossier.evidence
    return Unexamined(
        check=dossier.check_title(item.check),
        anchor=of_check(item.check) if known else "",
        metric=dossier.metric_title(item.check, item.metric) if item.metric else "",
        status=STATUSES.get(str(item.status), str(item.status)),
        reason=upper_first(item.reason),
    )


def _seen(dossier: Dossier, item: NotExamined) -> bool:
    """Whether the conclusion lists a criterion that was measured and only not shown."""
    return any(
        judgement.metric == item.metric and judgement.outcome is Outcome.INCONCLUSIVE and judgement.observed is not None
        and item.reason == judgement.reason + (f" ({judgement.segment})" if judgement.segment is not None else "")
        for judgement in dossier.judged(item.check)
    )  # fmt: skip
