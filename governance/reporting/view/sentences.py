"""Judgements in plain sentences. Each is made of the judgement's own fields and the titles its check declared, of nothing else."""

from enum import StrEnum

from governance.record.judgement import Judgement, Outcome
from governance.reporting import numbers
from governance.reporting.view import quantities
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import closed


class Standing(StrEnum):
    """What a judgement establishes: the two that are proven, the one accepted in doubt, the one not shown, and nothing seen."""

    PROVEN_BAD = "proven-bad"
    PROVEN_GOOD = "proven-good"
    ACCEPTED = "accepted"
    NOT_SHOWN = "not-shown"
    NOT_EXAMINED = "not-examined"


def standing(dossier: Dossier, item: Judgement) -> Standing:
    """Where a judgement belongs on page one."""
    if item.outcome in (Outcome.BREACHED, Outcome.WAIVED):
        return Standing.PROVEN_BAD
    if item.observed is None or item.low is None or item.high is None:
        return Standing.NOT_EXAMINED
    if item.outcome is Outcome.INCONCLUSIVE:
        return Standing.NOT_SHOWN
    lower, upper = dossier.criterion(item).mildest.allowed
    return Standing.PROVEN_GOOD if lower <= item.low and item.high <= upper else Standing.ACCEPTED


def seen(dossier: Dossier, item: Judgement) -> str:
    """What was measured, with its interval and the rows it rests on."""
    title = dossier.metric_title(item.check, item.metric, item.segment)
    measured = dossier.measurement(item)
    rests = f"; {quantities.rows(measured)}" if measured else ""
    text = quantities.observed(dossier, item)
    inner = f"{text[:-1]}{rests})" if text.endswith(")") else f"{text} ({rests[2:]})" if rests else text
    return f"{title}: {inner}"


def answer(dossier: Dossier, item: Judgement) -> str:
    """The judgement in a sentence or two."""
    kind = standing(dossier, item)
    if kind is Standing.NOT_EXAMINED:
        return closed(f"{dossier.metric_title(item.check, item.metric, item.segment)}: {_unexamined(item)}")
    return f"{seen(dossier, item)}. {_held(dossier, item, kind)}"


def open_question(dossier: Dossier, item: Judgement) -> str:
    """What a judgement leaves open, and the sample that would settle it; empty where it leaves nothing open."""
    measured = dossier.measurement(item)
    if item.unsettled is None or measured is None:
        return ""
    return f"{_graver(dossier, item)} {quantities.missing_rows(item, measured)}"


def _unexamined(item: Judgement) -> str:
    if item.outcome is Outcome.NOT_APPLICABLE:
        return item.reason or "does not concern this subject"
    return f"not measured; {item.reason}" if item.reason else "not measured"


def _held(dossier: Dossier, item: Judgement, kind: Standing) -> str:
    limit = quantities.limit(dossier, item)
    exact = item.low is None or item.high is None or numbers.exact(item.low, item.high)
    if kind is Standing.PROVEN_GOOD:
        return f"{'This' if exact else 'The whole interval'} is within the limit, {limit}."
    if kind is Standing.ACCEPTED:
        return (
            f"The interval reaches over the limit, {limit}. Satisfied because here the evidence bears the doubt, and this sample "
            "would have shown a breach of the gravest limit at least four times in five."
        )
    if kind is Standing.NOT_SHOWN:
        return _not_shown(dossier, item, limit)
    waived = " A waiver accepts this." if item.outcome is Outcome.WAIVED else ""
    beyond = f"{'This' if exact else 'The whole interval'} is beyond the limit, {limit}.{waived}"
    return f"{beyond} {_graver(dossier, item)}".strip()


def _not_shown(dossier: Dossier, item: Judgement, limit: str) -> str:
    measured = dossier.measurement(item)
    needed = f" {quantities.missing_rows(item, measured)}" if measured else ""
    found = quantities.detectable(dossier, item)
    power = f" What a sample like this shows four times in five is {found}." if found else ""
    return f"Not shown: the interval reaches over the limit, {limit}.{power}{needed}"


def _graver(dossier: Dossier, item: Judgement) -> str:
    if item.unsettled is None:
        return ""
    return f"Whether the limit for a {item.unsettled} finding, {quantities.graver_limit(dossier, item)}, is kept is not shown."
