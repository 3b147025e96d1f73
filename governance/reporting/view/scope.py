"""Scope and materiality: what was audited, for what, how much depends on it, and what was inferred; and the samples."""

from dataclasses import dataclass

from governance.record.identity import SampleIdentity, SearchIdentity, SubjectIdentity
from governance.reporting import numbers
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import ABSENT, closed, counted, day, listed, upper_first

MOST_FEATURES = 40


@dataclass(frozen=True)
class Fact:
    """A labelled fact. ``absent`` marks one that nobody declared."""

    label: str
    value: str
    absent: bool = False


@dataclass(frozen=True)
class Scope:
    """What the opinion speaks of."""

    facts: tuple[Fact, ...]
    features: str
    directions: tuple[Fact, ...]
    inferred: tuple[str, ...]


@dataclass(frozen=True)
class SampleView:
    """One sample as it was found."""

    role: str
    name: str
    source: str
    rows: str
    columns: str
    period: str
    order: str
    sha256: str
    registry: str


def scope(dossier: Dossier) -> Scope:
    """Scope and materiality of a report."""
    subject = dossier.record.subject
    directions = [Fact(name, direction) for name, direction in sorted(subject.expected_directions.items())]
    return Scope(
        facts=(*_materiality(subject), *_model(subject)),
        features=_features(subject),
        directions=tuple(directions),
        inferred=tuple(closed(upper_first(item)) for item in subject.inferred),
    )


def samples(dossier: Dossier) -> tuple[SampleView, ...]:
    """The samples of the subject."""
    return tuple(_sample(item) for item in dossier.record.subject.samples)


def _materiality(subject: SubjectIdentity) -> list[Fact]:
    declared = "declared" if subject.tier_declared else "not declared: unknown materiality is tier 1"
    return [
        Fact("Tier", f"{subject.tier} ({declared})"),
        _declared("Purpose", subject.purpose),
        _declared("Approved use", subject.approved_use),
        _declared("Limits of use", subject.limits),
        _declared("Exposure", subject.exposure),
        _declared("Owner", subject.owner),
        _declared("Developer", subject.developer),
    ]


def _model(subject: SubjectIdentity) -> list[Fact]:
    facts = [
        Fact("Registered as", subject.uri),
        Fact("Task", subject.task.value),
        Fact("Flavour", subject.flavour),
        _declared("Run", subject.run_id, "not recorded"),
        Fact("Search", _search(subject.search), absent=subject.search is None),
        Fact("Rows ordered in time", {True: "yes", False: "no, as declared", None: "not known"}[subject.time_ordered]),
    ]
    if subject.horizon != 1:
        facts.append(Fact("Horizon", f"{numbers.count(subject.horizon)} periods"))
    if subject.periods_per_year is not None:
        facts.append(Fact("Periods a year", numbers.number(subject.periods_per_year)))
    if subject.cost_bps is not None:
        facts.append(Fact("Cost of trading", numbers.number(subject.cost_bps, unit="basis points")))
    if subject.aliases:
        facts.append(Fact("Aliases", listed(subject.aliases)))
    return [*facts, *([Fact("Unit of the target", subject.target_unit)] if subject.target_unit else [])]


def _search(search: SearchIdentity | None) -> str:
    if search is None:
        return "not recorded"
    told = f"{counted(search.runs, 'run')} on the same data or in the same experiment, the chosen one included"
    apart = [f"{counted(search.deleted, 'run')} of them deleted"] if search.deleted else []
    apart += [f"{counted(search.excluded, 'more run')} excluded by a tag"] if search.excluded else []
    return closed("; ".join([told, *apart]))


def _declared(label: str, value: str | None, otherwise: str = ABSENT) -> Fact:
    return Fact(label, value or otherwise, absent=not value)


def _features(subject: SubjectIdentity) -> str:
    names = [*subject.features[:MOST_FEATURES]]
    rest = len(subject.features) - len(names)
    more = [f"{numbers.count(rest)} more, which stand in record.json"] if rest else []
    return f"{numbers.count(len(subject.features))}: {listed([*names, *more])}."


def _sample(item: SampleIdentity) -> SampleView:
    return SampleView(
        role=upper_first(item.role.value),
        name=item.name,
        source=item.source,
        rows=numbers.count(item.rows),
        columns=numbers.count(len(item.columns)),
        period=f"{day(item.first_time)} to {day(item.last_time)}" if item.first_time and item.last_time else "no time column",
        order={True: "in time order", False: "not in time order", None: ""}[item.in_time_order],
        sha256=item.sha256,
        registry=_registry(item),
    )


def _registry(item: SampleIdentity) -> str:
    if item.recorded_digest is None:
        return "The registry recorded no digest."
    if item.recorded_digest == item.recomputed_digest:
        note = f" ({item.digest_note})" if item.digest_note else ""
        return f"The registry's digest {item.recorded_digest} agrees with the rows that were read{note}."
    if item.recomputed_digest is None and item.digest_note:
        return f"The registry's digest is {item.recorded_digest}; it was not compared: {closed(item.digest_note)}"
    found = f"the rows that were read give {item.recomputed_digest}" if item.recomputed_digest else "it could not be recomputed"
    return f"The registry's digest is {item.recorded_digest}; {found}."
