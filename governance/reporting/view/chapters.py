"""The chapters of evidence: a family each, in a fixed order, under the parts that validation reports are read by."""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.reporting.text import slug
from governance.reporting.view.anchors import of_family
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.evidence import CheckSection, section
from governance.reporting.view.words import upper_first

FURTHER = "Further evidence"
PARTS: Mapping[str, Mapping[str, str]] = {
    "Data and process": {"data": "Data", "process": "Process"},
    "Conceptual soundness": {
        "benchmark": "Benchmarks",
        "overfitting": "Overfitting",
        "interpretability": "Interpretability",
    },
    "Outcomes analysis": {
        "out-of-sample": "Out of sample",
        "volatility": "Volatility forecasts",
        "trading": "Strategy",
        "events": "Events and risk factors",
        "short-history": "Short and jumpy histories",
        "robustness": "Robustness",
    },
    "Ongoing monitoring": {"stability": "Drift"},
}


@dataclass(frozen=True)
class Family:
    """A chapter: the checks of one family."""

    title: str
    anchor: str
    checks: tuple[CheckSection, ...]


@dataclass(frozen=True)
class Part:
    """A part of the report, with the chapters that have evidence."""

    title: str
    anchor: str
    families: tuple[Family, ...]


def parts(dossier: Dossier) -> tuple[Part, ...]:
    """Every part that has evidence. A family that no part names, a firm's own, stands in the last one."""
    sections: dict[str, list[CheckSection]] = {}
    for item in dossier.record.evidence:
        sections.setdefault(item.check.partition(".")[0], []).append(section(dossier, item))
    named = {family for families in PARTS.values() for family in families}
    own = {family: upper_first(family.replace("-", " ")) for family in sorted(sections) if family not in named}
    every = {**PARTS, FURTHER: own}
    found = [Part(title, f"part-{slug(title)}", _families(families, sections)) for title, families in every.items()]
    return tuple(part for part in found if part.families)


def _families(titles: Mapping[str, str], sections: Mapping[str, list[CheckSection]]) -> tuple[Family, ...]:
    return tuple(Family(title, of_family(name), tuple(sections[name])) for name, title in titles.items() if name in sections)
