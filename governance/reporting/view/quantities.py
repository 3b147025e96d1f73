"""Measurements and limits as they are written: share or number, unit, interval, rows and what they are worth."""

import math
from collections.abc import Mapping

from governance.policy.schema import Edges
from governance.record.declaration import Metric
from governance.record.evidence import Measurement
from governance.record.judgement import Judgement
from governance.reporting import numbers
from governance.reporting.numbers import Figure, Style
from governance.reporting.view.dossier import Dossier

SHARE: Style = "share"
UNMARKED: Mapping[str, str] = {"target": "in units of the target", "target squared": "in squared units of the target"}
Reading = tuple[Style, str]


def reading(metric: Metric | None, measured_in: str = "") -> Reading:
    """How a metric's numbers are written: as a share in per cent, or as a number with its unit."""
    unit = measured_in or (metric.unit if metric else "")
    if unit == SHARE:
        return SHARE, ""
    return "number", "" if unit in UNMARKED else unit


def unit_note(metric: Metric | None, measured_in: str = "") -> str:
    """What a unit that is not written behind each number is."""
    return UNMARKED.get(measured_in or (metric.unit if metric else ""), "")


def figure(seen: Measurement, metric: Metric | None, apart_from: float | None = None) -> Figure:
    """A measurement with its interval, never rounded onto the limit ``apart_from``."""
    return numbers.figure(seen.value, seen.low, seen.high, *reading(metric, seen.unit), apart_from)


def observed(dossier: Dossier, item: Judgement) -> str:
    """What a judgement saw, with its interval; empty where nothing was measured."""
    if item.observed is None or item.low is None or item.high is None:
        return ""
    written = reading(dossier.metric(item.check, item.metric), _unit(dossier, item))
    return numbers.figure(item.observed, item.low, item.high, *written, item.limit).text


def limit(dossier: Dossier, item: Judgement) -> str:
    """The limit that decided a judgement: ``at most 10 %``."""
    criterion = dossier.criterion(item)
    band = criterion.bands[item.severity] if item.severity else criterion.mildest
    return allowed(band.allowed, reading(dossier.metric(item.check, item.metric), _unit(dossier, item)))


def graver_limit(dossier: Dossier, item: Judgement) -> str:
    """The limit of the gravest band that the interval still straddles; empty where none is open."""
    if item.unsettled is None:
        return ""
    band = dossier.criterion(item).bands[item.unsettled]
    return allowed(band.allowed, reading(dossier.metric(item.check, item.metric), _unit(dossier, item)))


def allowed(edges: Edges, written: Reading) -> str:
    """The values that a limit allows, in words."""
    lower, upper = edges
    if math.isinf(lower):
        return f"at most {numbers.limit(upper, *written)}"
    if math.isinf(upper):
        return f"at least {numbers.limit(lower, *written)}"
    return f"between {numbers.limit(lower, *written)} and {numbers.limit(upper, *written)}"


def rows(seen: Measurement) -> str:
    """How much a measurement rests on: ``512 validation rows, worth 140 independent ones``."""
    if seen.role is None:
        return f"over {numbers.count(seen.n)} value{'' if seen.n == 1 else 's'}"
    text = f"{numbers.count(seen.n)} {seen.role.value} row{'' if seen.n == 1 else 's'}"
    return (
        f"{text}, worth {numbers.roughly(seen.n_effective)} independent ones" if numbers.fewer(seen.n, seen.n_effective) else text
    )


def confidence(seen: Measurement) -> str:
    """The level of an interval to three digits, since one that is shared out among many looks has no end; empty for an exact count."""
    return "" if seen.confidence is None else numbers.number(seen.confidence, SHARE)


def missing_rows(item: Judgement, seen: Measurement) -> str:
    """What it would take to settle what is not shown."""
    if item.needed_n is None:
        return "No sample of a realistic size settles it at this estimate: it lies on the limit or close to it."
    more = max(0.0, item.needed_n - seen.n_effective)
    needed, there = numbers.roughly(item.needed_n), numbers.roughly(seen.n_effective)
    independent = " independent" if numbers.fewer(seen.n, seen.n_effective) else ""
    missing = f"{there} are there, about {numbers.roughly(more)} are missing"
    return f"At this estimate it takes about {needed}{independent} rows to settle; {missing}."


def detectable(dossier: Dossier, item: Judgement) -> str:
    """The values that a sample like this one proves to be a breach in four cases of five; empty where nothing tells."""
    if item.detectable is None or item.limit is None:
        return ""
    written = reading(dossier.metric(item.check, item.metric), _unit(dossier, item))
    return f"{numbers.number(item.detectable, *written)} or {'more' if item.detectable > item.limit else 'less'}"


def _unit(dossier: Dossier, item: Judgement) -> str:
    seen = dossier.measurement(item)
    return seen.unit if seen else ""
