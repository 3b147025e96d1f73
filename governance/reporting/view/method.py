"""The method chapter: how each check measures, what it means for risk, where it ends, and whose method it is."""

from dataclasses import dataclass

from governance.record.audit import CheckDescription
from governance.record.evidence import Cell
from governance.reporting import numbers
from governance.reporting.view.anchors import of_check, of_method
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.words import listed


@dataclass(frozen=True)
class Method:
    """One check's method as it was declared when it ran; ``run`` says with what parameters and seed it did."""

    id: str
    title: str
    anchor: str
    check_anchor: str
    asks: str
    method: str
    reads_as_risk: str
    limitations: str
    references: tuple[str, ...]
    run: str


def methods(dossier: Dossier) -> tuple[Method, ...]:
    """The method of every check that ran, or was to."""
    return tuple(_method(dossier, item) for item in dossier.record.checks if item.id in dossier.evidence)


def _method(dossier: Dossier, item: CheckDescription) -> Method:
    return Method(
        id=item.id,
        title=item.title,
        anchor=of_method(item.id),
        check_anchor=of_check(item.id),
        asks=item.asks,
        method=item.method,
        reads_as_risk=item.reads_as_risk,
        limitations=item.limitations,
        references=item.references,
        run=_run(dossier, item.id),
    )


def _run(dossier: Dossier, check: str) -> str:
    item = dossier.evidence[check]
    seed = "" if item.seed is None else f"Seed {item.seed}."
    calls = f"{numbers.count(item.model_calls)} rows scored for this check." if item.model_calls else ""
    told = [f"{name.replace('_', ' ')} {_parameter(value)}" for name, value in sorted(item.parameters.items())]
    parameters = f"Parameters: {listed(told)}." if told else ""
    return " ".join(part for part in (parameters, seed, calls) if part)


def _parameter(value: Cell) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return numbers.limit(value, "number") if isinstance(value, int | float) else value
