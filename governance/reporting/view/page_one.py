"""Page one, in plain words: the opinion, what is proven, what is not shown, what was not examined, and what would change it."""

from collections.abc import Sequence
from dataclasses import dataclass

from governance.record.conclusion import Opinion
from governance.record.declaration import Weight
from governance.record.judgement import Judgement, Outcome
from governance.reporting.view import quantities, sentences, unexamined
from governance.reporting.view.cover import role_names
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.findings import FindingView, findings
from governance.reporting.view.sentences import Standing
from governance.reporting.view.words import OPINIONS, closed, counted, listed, ordinal, upper_first

MOST_FINDINGS = 3
MOST_LINES, MOST_LINES_ALONE = 2, 4
LEADS = {
    Opinion.FIT: "Nothing was found that the policy counts against this use, and none of its decisive questions is open.",
    Opinion.FIT_WITH_CONDITIONS: "It may be used under the conditions below, and not without them.",
    Opinion.NOT_FIT: "Under the policy the model may not be used for this purpose. What is proven against it stands below.",
    Opinion.UNABLE_TO_CONCLUDE: "The evidence does not settle what the policy asks. Nothing is concluded for the model or against it.",
}


@dataclass(frozen=True)
class Lines:
    """The first few of some sentences, and how many more there are."""

    shown: tuple[str, ...]
    more: str = ""


@dataclass(frozen=True)
class PageOne:
    """What a reader without time has to know."""

    opinion: str
    tone: str
    whereto: str
    purpose: str
    lead: str
    findings: tuple[FindingView, ...]
    more_findings: str
    against: str
    proven: Lines
    accepted: Lines
    not_shown: Lines
    not_examined: Lines
    changes: Lines
    conditions: Lines
    audits: str
    waivers: str
    roles: str


def page_one(dossier: Dossier) -> PageOne:
    """Page one of a report."""
    opinion, every = dossier.record.conclusion.opinion, findings(dossier)
    purpose = dossier.record.subject.purpose or ""
    room = MOST_LINES if len(every) > 2 else MOST_LINES_ALONE
    return PageOne(
        opinion=OPINIONS[opinion],
        tone=opinion.value,
        whereto="for the declared purpose" if purpose else "for a purpose that nobody declared",
        purpose=closed(purpose),
        lead=LEADS[opinion],
        findings=every[:MOST_FINDINGS],
        more_findings=_more(len(every), "finding", "in the findings register"),
        against=_against(every),
        proven=_lines(_proven(dossier, Standing.PROVEN_GOOD), "criterion", "criteria", room),
        accepted=_lines(_proven(dossier, Standing.ACCEPTED), "criterion", "criteria", room),
        not_shown=_lines(_not_shown(dossier), "question", "questions", room),
        not_examined=_lines(unexamined.briefly(dossier), "question", "questions", room),
        changes=_lines(_changes(dossier), "step", "steps", room),
        conditions=_lines([closed(item.text) for item in dossier.record.conclusion.conditions], "condition", "conditions", room),
        audits=_audits(dossier),
        waivers=_waivers(dossier),
        roles=_roles(dossier),
    )


def _against(every: Sequence[FindingView]) -> str:
    if not every:
        return "Against the model: nothing."
    span = every[0].reference if len(every) == 1 else f"{every[0].reference} to {every[-1].reference}"
    return f"Against the model: {counted(len(every), 'finding')}, {span}."


def _proven(dossier: Dossier, kind: Standing) -> list[str]:
    held = [item for item in dossier.told_once() if sentences.standing(dossier, item) is kind]
    held.sort(key=lambda item: item.weight is not Weight.DECISIVE)
    return [f"{sentences.seen(dossier, item)}; the limit is {quantities.limit(dossier, item)}." for item in held]


def _not_shown(dossier: Dossier) -> list[str]:
    asked = [item for item in dossier.told_once() if item.unsettled is not None]
    return [
        f"{dossier.metric_title(item.check, item.metric, item.segment)}. {sentences.open_question(dossier, item)}"
        if item.outcome is Outcome.BREACHED
        else f"{sentences.seen(dossier, item)}; the limit is {quantities.limit(dossier, item)}. {quantities.missing_rows(item, seen)}"
        for item in asked
        if (seen := dossier.measurement(item)) is not None
    ]


def _changes(dossier: Dossier) -> list[str]:
    """What the policy recommends for the findings that led to the opinion, and what would answer the questions that did."""
    conclusion = dossier.record.conclusion
    named = {item.reference for item in dossier.record.findings if f"finding {item.reference}" in conclusion.reasons}
    told: dict[str, list[str]] = {}
    for item in dossier.record.findings:
        if item.reference in named:
            told.setdefault(closed(item.recommendation), []).append(item.reference)
    steps = [f"{text} ({listed(references)})" for text, references in told.items()]
    return [*steps, *(_settling(dossier, item) for item in dossier.told_once() if _led(item, conclusion.reasons))]


def _led(item: Judgement, reasons: Sequence[str]) -> bool:
    of = f"{item.check}:{item.metric}"
    return (item.outcome is Outcome.INCONCLUSIVE and f"inconclusive {of}" in reasons) or (
        item.unsettled is not None and f"unsettled {item.unsettled} {of}" in reasons
    )


def _settling(dossier: Dossier, item: Judgement) -> str:
    title, seen = dossier.metric_title(item.check, item.metric, item.segment), dossier.measurement(item)
    if seen is None:
        return closed(f"Provide what is missing for “{title}”: {item.reason}")
    return f"Settle “{title}”. {quantities.missing_rows(item, seen)}"


def _lines(every: Sequence[str], one: str, many: str, room: int) -> Lines:
    once = tuple(dict.fromkeys(every))
    more = len(once) - room
    return Lines(once[:room], f"And {counted(more, f'more {one}', f'more {many}')} in the chapters." if more > 0 else "")


def _more(total: int, one: str, where: str) -> str:
    return f"And {counted(total - MOST_FINDINGS, f'more {one}')} {where}." if total > MOST_FINDINGS else ""


def _audits(dossier: Dossier) -> str:
    earlier = dossier.facts.earlier_audits
    if not earlier:
        return "First audit of this version that the registry knows of."
    told = [f"{item.audited_as_of}: {item.opinion.replace('-', ' ')}" for item in earlier]
    return f"{ordinal(len(earlier) + 1)} audit of this version. Earlier ones: {listed(told)}."


def _waivers(dossier: Dossier) -> str:
    waived = [item.reference for item in dossier.record.findings if item.waived]
    if not dossier.record.waivers:
        return "None."
    over = f" They cover {listed(waived)}." if waived else ""
    return f"{upper_first(counted(len(dossier.record.waivers), 'waiver'))}.{over}"


def _roles(dossier: Dossier) -> str:
    roles = role_names(dossier)
    if not roles:
        return "The policy requires no role to sign."
    return f"{listed([roles[0], *(name.lower() for name in roles[1:])])}. None had signed when this report was written."
