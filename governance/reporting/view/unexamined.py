"""What was not examined and why: what the policy left out, what lacked an input, what cannot concern this subject."""

from dataclasses import dataclass

from governance.record.conclusion import NotExamined
from governance.record.evidence import Status
from governance.record.judgement import Outcome
from governance.reporting.view.anchors import of_check
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import STATUSES, closed, upper_first


@dataclass(frozen=True)
class Question:
    """What was to be seen; ``id`` where the report says no more of the check than this."""

    title: str
    anchor: str
    id: str


@dataclass(frozen=True)
class Unexamined:
    """The questions that one reason leaves without an answer."""

    questions: tuple[Question, ...]
    status: str
    reason: str


def unexamined(dossier: Dossier) -> tuple[Unexamined, ...]:
    """Everything that no measurement answers, by reason; what was measured but not shown stands with the judgements."""
    reasons: dict[tuple[str, str], list[Question]] = {}
    for item in dossier.record.conclusion.not_examined:
        if not _seen(dossier, item):
            reasons.setdefault((str(item.status), item.reason), []).append(_asked(dossier, item))
    return tuple(
        Unexamined(tuple(questions), STATUSES.get(status, status), upper_first(reason))
        for (status, reason), questions in reasons.items()
    )


def briefly(dossier: Dossier) -> list[str]:
    """The same for page one, without what cannot concern the subject."""
    asked = [item for item in dossier.record.conclusion.not_examined if item.status != Status.NOT_APPLICABLE]
    return [closed(f"{_question(dossier, item)}: {item.reason}") for item in asked if not _seen(dossier, item)]


def _question(dossier: Dossier, item: NotExamined) -> str:
    return dossier.metric_title(item.check, item.metric) if item.metric else dossier.check_title(item.check)


def _asked(dossier: Dossier, item: NotExamined) -> Question:
    known = item.check in dossier.evidence
    of = f": {dossier.metric_title(item.check, item.metric)}" if item.metric else ""
    title = f"{dossier.check_title(item.check)}{of}"
    return Question(title, of_check(item.check) if known else "", "" if known else item.check)


def _seen(dossier: Dossier, item: NotExamined) -> bool:
    """Whether the conclusion lists a criterion that was measured and only not shown."""
    return any(
        judgement.metric == item.metric and judgement.outcome is Outcome.INCONCLUSIVE and judgement.observed is not None
        and item.reason == judgement.reason + (f" ({judgement.segment})" if judgement.segment is not None else "")
        for judgement in dossier.judged(item.check)
    )  # fmt: skip
