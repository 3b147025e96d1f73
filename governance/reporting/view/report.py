"""The whole report as the templates see it."""

from dataclasses import dataclass

from governance.record.audit import AuditRecord
from governance.record.run import RunFacts
from governance.record.schema import read_record
from governance.reporting.view.chapters import Part, parts
from governance.reporting.view.clauses import TextView, texts
from governance.reporting.view.cover import Cover, cover
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.environment import Environment, environment
from governance.reporting.view.findings import FindingView, findings
from governance.reporting.view.judgements import Judgements, judgements
from governance.reporting.view.method import Method, methods
from governance.reporting.view.page_one import PageOne, page_one
from governance.reporting.view.policy import PolicyView, policy
from governance.reporting.view.scope import SampleView, Scope, samples, scope
from governance.reporting.view.unexamined import Unexamined, unexamined
from governance.reporting.view.verification import Verification, verification


@dataclass(frozen=True)
class Report:
    """One attribute a chapter. ``title`` names the document, ``finished`` is when the audit ended (ISO 8601)."""

    title: str
    finished: str
    cover: Cover
    page_one: PageOne
    findings: tuple[FindingView, ...]
    scope: Scope
    samples: tuple[SampleView, ...]
    parts: tuple[Part, ...]
    unexamined: tuple[Unexamined, ...]
    judgements: Judgements
    methods: tuple[Method, ...]
    policy: PolicyView
    texts: tuple[TextView, ...]
    environment: Environment
    verification: Verification


def view(record: AuditRecord, facts: RunFacts, most_rows: int) -> Report:
    """The report of a record. What is shown is the record as it is stored, so that rendering it again gives the same bytes."""
    dossier = Dossier(read_record(record.encoded), facts, most_rows)
    return Report(
        title=f"Audit report: {record.subject.name}, version {record.subject.version}",
        finished=facts.finished,
        cover=cover(dossier),
        page_one=page_one(dossier),
        findings=findings(dossier),
        scope=scope(dossier),
        samples=samples(dossier),
        parts=parts(dossier),
        unexamined=unexamined(dossier),
        judgements=judgements(dossier),
        methods=methods(dossier),
        policy=policy(dossier),
        texts=texts(dossier),
        environment=environment(dossier),
        verification=verification(dossier),
    )
