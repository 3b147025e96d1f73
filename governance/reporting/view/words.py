"""The report's fixed words: opinions, outcomes, severities, and how lists and counts are read out."""

import re
from collections.abc import Sequence

from governance.record.conclusion import Opinion
from governance.record.declaration import Severity, Weight
from governance.record.judgement import Outcome

OPINIONS = {
    Opinion.FIT: "FIT",
    Opinion.FIT_WITH_CONDITIONS: "FIT WITH CONDITIONS",
    Opinion.NOT_FIT: "NOT FIT",
    Opinion.UNABLE_TO_CONCLUDE: "UNABLE TO CONCLUDE",
}
OUTCOMES = {
    Outcome.SATISFIED: "satisfied",
    Outcome.BREACHED: "breached",
    Outcome.WAIVED: "waived",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.INCONCLUSIVE: "inconclusive",
}
STATUSES = {"measured": "measured", "not-applicable": "not applicable", "inconclusive": "inconclusive", "excluded": "excluded"}
SEVERITIES = {Severity.HIGH: "high", Severity.MEDIUM: "medium", Severity.LOW: "low"}
WEIGHTS = {Weight.DECISIVE: "decisive", Weight.SUPPORTING: "supporting", Weight.DISPLAY: "display"}

CARDINALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth")
MIDNIGHT = re.compile(r"(?<=\d)T00:00:00(\.0+)?(Z|\+00:00)?$|(?<=[sy]) 00:00:00$")
ABSENT = "not declared"


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def counted(number: int, one: str, many: str = "") -> str:
    """``three findings``; figures above twelve."""
    word = CARDINALS[number] if number < len(CARDINALS) else f"{number:,}"
    return f"{word} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """``Fourth``; ``13th`` and so on above twelve."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def day(stamp: str) -> str:
    """A point in time without the midnight that says nothing."""
    return MIDNIGHT.sub("", stamp)


def upper_first(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def closed(text: str) -> str:
    """The text as a sentence: with a full stop, where no mark closes it already."""
    kept = text.strip()
    return kept if kept.endswith((".", "?", "!")) or not kept else f"{kept}."
