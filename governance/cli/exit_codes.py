"""What a finished audit says to the shell."""

from governance.record.audit import AuditRecord
from governance.record.conclusion import Opinion

FIT, LOW_FINDINGS, CONDITIONS, NOT_FIT, UNABLE = 0, 10, 11, 12, 20
TOLERATED = {"low": (), "conditions": (LOW_FINDINGS,), "not-fit": (LOW_FINDINGS, CONDITIONS)}


def of(record: AuditRecord, fail_on: str) -> int:
    """The exit code of an opinion; what is milder than ``fail_on`` becomes 0, *unable to conclude* never does."""
    code = {
        Opinion.FIT: LOW_FINDINGS if record.findings else FIT,
        Opinion.FIT_WITH_CONDITIONS: CONDITIONS,
        Opinion.NOT_FIT: NOT_FIT,
        Opinion.UNABLE_TO_CONCLUDE: UNABLE,
    }[record.conclusion.opinion]
    return FIT if code in TOLERATED[fail_on] else code
