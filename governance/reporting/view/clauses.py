"""The crosswalk: which clause of which text each check's evidence is offered for. It says what evidence serves, never that it suffices."""

from dataclasses import dataclass

from governance.policy.clauses import Clause, register
from governance.reporting.view.anchors import of_check
from governance.reporting.view.dossier import Dossier

UNKNOWN = "not in this version's register"


@dataclass(frozen=True)
class Link:
    """A check's title and where it stands; ``anchor`` is empty where the report has no section for it."""

    title: str
    anchor: str


@dataclass(frozen=True)
class ClauseView:
    """One clause with the checks whose evidence serves it."""

    number: str
    title: str
    remark: str
    checks: tuple[Link, ...]


@dataclass(frozen=True)
class TextView:
    """One regulatory text with its clauses."""

    id: str
    title: str
    remark: str
    clauses: tuple[ClauseView, ...]


def texts(dossier: Dossier) -> tuple[TextView, ...]:
    """The texts that the policy names, each with the clauses it names, in order."""
    served: dict[str, list[str]] = {}
    for requirement in dossier.policy.concerning(dossier.record.subject.task):
        for clause in requirement.clauses:
            served.setdefault(clause, []).append(requirement.check)
    found: dict[str, list[str]] = {}
    for name in sorted(served):
        found.setdefault(name.partition("/")[0], []).append(name)
    return tuple(_text(dossier, text, names, served) for text, names in found.items())


def _text(dossier: Dossier, text: str, names: list[str], served: dict[str, list[str]]) -> TextView:
    known = [register()[name] for name in names if name in register()]
    title = known[0].text if known else UNKNOWN
    remarks = [_superseded(known[0]), f"effective {known[0].effective}" if known[0].effective else ""] if known else []
    clauses = tuple(_clause(dossier, name, served[name]) for name in names)
    return TextView(text, title, "; ".join(remark for remark in remarks if remark), clauses)


def _superseded(clause: Clause) -> str:
    return f"superseded by {clause.superseded_by}" if clause.superseded_by else ""


def _clause(dossier: Dossier, name: str, checks: list[str]) -> ClauseView:
    clause = register().get(name)
    links = tuple(Link(dossier.check_title(check), of_check(check) if check in dossier.evidence else "") for check in checks)
    remark = (
        "" if clause and clause.confirmed else "unconfirmed: nobody has held this pin against the text yet" if clause else UNKNOWN
    )
    return ClauseView(name.partition("/")[2], clause.title if clause else name, remark, links)
