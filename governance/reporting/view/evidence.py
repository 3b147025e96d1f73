"""A section for each check: the question, the answers, the measurements, the drawings."""

from dataclasses import dataclass

from governance.record.evidence import Evidence, Measurement, Status
from governance.record.judgement import Judgement, Outcome
from governance.reporting import numbers
from governance.reporting.view import quantities, sentences
from governance.reporting.view.anchors import of_check, of_method
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.tables import TableView, table
from governance.reporting.view.words import OUTCOMES, SEVERITIES, STATUSES, WEIGHTS, closed, upper_first


@dataclass(frozen=True)
class Answer:
    """One judgement as an answer. ``outcome`` is also the word for style sheets, with hyphens in ``tone``."""

    outcome: str
    tone: str
    severity: str
    weight: str
    sentence: str
    finding: str


@dataclass(frozen=True)
class MeasurementView:
    """One row of a check's table of measurements. ``note``, how it was computed, stands with the first of its metric."""

    title: str
    value: str
    interval: str
    n: str
    n_effective: str
    p_value: str
    note: str


@dataclass(frozen=True)
class Measurements:
    """The table of a check's measurements; ``convention`` where all share one."""

    rows: tuple[MeasurementView, ...]
    interval_heading: str
    tested: bool
    convention: str
    cut: str


@dataclass(frozen=True)
class CheckSection:
    """Everything the report shows of one check."""

    id: str
    anchor: str
    method_anchor: str
    title: str
    asks: str
    unmeasured: str
    answers: tuple[Answer, ...]
    unjudged: str
    measurements: Measurements | None
    tables: tuple[TableView, ...]
    absent: tuple[str, ...]


def section(dossier: Dossier, item: Evidence) -> CheckSection:
    """The section of one check."""
    described, concerned = (
        dossier.checks.get(item.check),
        [j for j in dossier.told_once() if j.check == item.check and _concerns(j)],
    )
    answers = tuple(answer(dossier, judgement) for judgement in concerned)
    measured = item.status is Status.MEASURED
    return CheckSection(
        id=item.check,
        anchor=of_check(item.check),
        method_anchor=of_method(item.check) if described else "",
        title=dossier.check_title(item.check),
        asks=described.asks if described else "",
        unmeasured="" if measured else closed(f"{upper_first(STATUSES[item.status.value])}: {item.reason}"),
        answers=answers if measured else (),
        unjudged="" if answers or not measured else "Shown for information: the policy sets no limit here.",
        measurements=_measurements(dossier, item) if item.measurements else None,
        tables=tuple(table(dossier, item.check, each) for each in item.tables if each.rows),
        absent=_absent(dossier, item),
    )


def answer(dossier: Dossier, item: Judgement) -> Answer:
    """One judgement as an answer to the check's question."""
    finding = dossier.finding(item)
    return Answer(
        outcome=OUTCOMES[item.outcome],
        tone=item.outcome.value,
        severity=SEVERITIES[item.severity] if item.severity else "",
        weight=WEIGHTS[item.weight],
        sentence=sentences.answer(dossier, item),
        finding=finding.reference if finding else "",
    )


def _concerns(item: Judgement) -> bool:
    return item.outcome is not Outcome.NOT_APPLICABLE


def _absent(dossier: Dossier, item: Evidence) -> tuple[str, ...]:
    judged = {each.metric for each in dossier.judged(item.check)}
    return tuple(
        closed(f"{dossier.metric_title(item.check, name)}: not measured; {reason}")
        for name, reason in sorted(item.absent.items())
        if name not in judged
    )


def _measurements(dossier: Dossier, item: Evidence) -> Measurements:
    seen = item.measurements[: dossier.most_rows]
    conventions = {each.convention for each in seen}
    levels = sorted({quantities.confidence(each) for each in seen} - {""})
    shared = conventions.pop() if len(conventions) == 1 else ""
    rest = len(item.measurements) - len(seen)
    return Measurements(
        rows=tuple(
            _row(dossier, item.check, each, _note(dossier, item.check, each, above, shared), own_level=len(levels) > 1)
            for above, each in zip((None, *seen), seen, strict=False)
        ),
        interval_heading=f"{levels[0]} interval" if len(levels) == 1 else "Interval",
        tested=any(each.p_value is not None for each in seen),
        convention=closed(upper_first(shared)),
        cut=f"{numbers.count(rest)} more stand in record.json." if rest else "",
    )


def _note(dossier: Dossier, check: str, seen: Measurement, above: Measurement | None, shared: str) -> str:
    of_metric_above = above is not None and above.metric == seen.metric
    told = (
        bool(shared)
        or (of_metric_above and seen.segment is not None)
        or (above is not None and above.convention == seen.convention)
    )
    unit = "" if of_metric_above else quantities.unit_note(dossier.metric(check, seen.metric), seen.unit)
    return upper_first("; ".join(note for note in (unit, "" if told else seen.convention) if note))


def _row(dossier: Dossier, check: str, seen: Measurement, note: str, *, own_level: bool) -> MeasurementView:
    metric = dossier.metric(check, seen.metric)
    figure = quantities.figure(seen, metric, _limit(dossier, check, seen))
    level = f" ({quantities.confidence(seen)})" if own_level and seen.confidence is not None else ""
    return MeasurementView(
        title=dossier.metric_title(check, seen.metric, seen.segment),
        value=figure.value,
        interval=f"{figure.interval}{level}" if figure.interval else "exact",
        n=numbers.count(seen.n),
        n_effective=numbers.roughly(seen.n_effective) if numbers.fewer(seen.n, seen.n_effective) else numbers.count(seen.n),
        p_value=numbers.p_value(seen.p_value),
        note=note,
    )


def _limit(dossier: Dossier, check: str, seen: Measurement) -> float | None:
    wanted = (seen.metric, seen.segment, seen.role, seen.value)
    held = (j for j in dossier.judged(check) if (j.metric, j.segment, j.role, j.observed) == wanted)
    return next((j.limit for j in held), None)
