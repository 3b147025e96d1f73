"""The whole process in one readable place: load, measure, judge, record, render, seal."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from governance.checks.catalogue import checks, declarations, describe
from governance.checks.running import run
from governance.errors import VerificationError
from governance.judging.deriving import derive
from governance.policy.composing import compose
from governance.policy.schema import Policy
from governance.policy.selection import for_subject
from governance.reading.canonical import sha256
from governance.record.audit import AuditRecord
from governance.record.evidence import Evidence
from governance.record.run import EarlierAudit, RunFacts, SignerFacts
from governance.record.schema import read_record, read_run
from governance.registry.interface import Options
from governance.registry.opening import open_registry
from governance.reporting.html import render_html
from governance.reporting.pdf import render_pdf
from governance.signing.keys import Signer
from governance.signing.sealing import seal
from governance.signoff.placing import placing, write
from governance.signoff.software import host, lock_digest, packages, software
from governance.subject.subject import Subject
from governance.verifying.report import verify

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """One audit as it was asked for. ``policies`` empty means: the policy of the subject's tier."""

    uri: str
    as_of: str
    signer: Signer
    policies: Sequence[str | Path] = ()
    options: Options = field(default_factory=Options)


@dataclass(frozen=True)
class Report:
    """A finished audit: the record, what may differ between equal ones, and the files of the report folder."""

    record: AuditRecord
    run: RunFacts
    files: Mapping[str, bytes]


@dataclass
class Stopwatch:
    """Wall-clock seconds by stage and by check."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Add the time spent inside to ``name``."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def audit(request: Request, progress: Progress = lambda _: None) -> Report:
    """Audit one registered version from end to end. Raises `GovernanceError`; then no audit was made."""
    started, watch = _now(), Stopwatch()
    if request.policies:
        compose(request.policies, declarations())  # a policy that names what is not there is refused before a model is loaded
    progress(f"loading {request.uri}")
    with watch.timing("loading"):
        loaded = open_registry(request.uri).load(request.uri, request.options)
    identity = loaded.subject.identity
    policy = for_subject(request.policies, identity.tier, identity.task, declarations())
    evidence = measure(loaded.subject, policy, watch, progress)
    record = conclude(loaded.subject, policy, evidence, request.as_of)
    facts = run_facts(record, started, watch, request.signer.facts, loaded.earlier_audits)
    progress("writing the report")
    return Report(record, facts, documents(record, facts, request.signer))


def audit_into(request: Request, out: Path, progress: Progress = lambda _: None) -> Report:
    """`audit`, with the report folder put in place whole, or nothing changed."""
    with placing(out) as folder:
        report = audit(request, progress)
        write(folder, report.files)
    return report


def render_into(report: Path, out: Path, signer: Signer, templates: Path | None = None) -> None:
    """Render and seal the record in ``report`` again. Raises `VerificationError` where that report does not verify."""
    failed = [point for point in verify(report, ()).points if not point.holds]
    if failed:
        raise VerificationError(f"the report does not verify: {failed[0].sentence}", str(report), f"governance verify {report}")
    record = read_record((report / "record.json").read_bytes())
    facts = replace(read_run((report / "run.json").read_bytes()), signer=signer.facts)
    with placing(out) as folder:
        write(folder, documents(record, facts, signer, templates))


def measure(subject: Subject, policy: Policy, watch: Stopwatch, progress: Progress) -> tuple[Evidence, ...]:
    """The evidence of every check that the policy asks of this task, one after another.

    The samples are scored first: a model that cannot answer for its own samples ends the audit. Linear algebra runs in one thread: sums
    over several come in any order, and equal audits must give equal bytes; the model uses the threads that it likes.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        return _measured(subject, policy, watch, progress)


def _measured(subject: Subject, policy: Policy, watch: Stopwatch, progress: Progress) -> tuple[Evidence, ...]:
    with watch.timing("scoring"):
        for role in subject.samples:
            progress(f"scoring the {role.value} sample")
            subject.scores(role)
    found, available = [], checks()
    for requirement in policy.concerning(subject.task):
        progress(f"measuring {requirement.check}")
        with watch.timing(requirement.check):
            found.append(run(available[requirement.check], subject, dict(requirement.parameters), policy.minimum_cell))
    return tuple(found)


def conclude(subject: Subject, policy: Policy, evidence: tuple[Evidence, ...], as_of: str) -> AuditRecord:
    """The record: evidence as measured, judgements, findings and conclusion as they follow from it."""
    known = declarations()
    described = {requirement.check: describe(known[requirement.check]) for requirement in policy.requirements}
    derived = derive(policy, evidence, described, subject.identity)
    return AuditRecord(
        as_of=as_of,
        subject=subject.identity,
        policy=policy.plain(),
        evidence=evidence,
        judgements=derived.judgements,
        findings=derived.findings,
        conclusion=derived.conclusion,
        checks=tuple(described.values()),
        software=software(),
    )


def run_facts(
    record: AuditRecord, started: str, watch: Stopwatch, signer: SignerFacts, earlier: tuple[EarlierAudit, ...]
) -> RunFacts:
    """What may differ between equal audits: when, where, how long, with which packages, and who signs."""
    name, platform, python = host()
    return RunFacts(
        record_digest=sha256(record.encoded),
        started=started,
        finished=_now(),
        host=name,
        platform=platform,
        python=python,
        packages=packages(),
        seconds=watch.seconds,
        signer=signer,
        lock_digest=lock_digest(),
        earlier_audits=earlier,
    )


def documents(record: AuditRecord, facts: RunFacts, signer: Signer, templates: Path | None = None) -> dict[str, bytes]:
    """All files of the report folder, sealed."""
    html, pdf = render_html(record, facts, templates), render_pdf(record, facts, templates)
    return seal(record, facts, html, pdf, signer)


def _now() -> str:
    return datetime.now(tz=UTC).isoformat(timespec="seconds")
