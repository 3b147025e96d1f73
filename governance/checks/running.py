"""Runs one check: grants what it needs or says why not, keeps it to its promises, and turns its failure into a reason."""

import dataclasses
import logging
from typing import Any

from pydantic import TypeAdapter, ValidationError

from governance.checks.declaration import Check
from governance.checks.withholding import withheld
from governance.errors import CheckError, GovernanceError
from governance.reading.canonical import finite
from governance.record.declaration import Capability, Declaration
from governance.record.evidence import Cell, Evidence, Measurement, Status, Table
from governance.subject.samples import NotedSamples
from governance.subject.subject import Subject

LOG = logging.getLogger(__name__)
NO_NUMBER = "what was measured is not a finite number with an ordered interval"


def run(check: Check, subject: Subject, settings: dict[str, Any] | None = None, minimum_cell: int = 1) -> Evidence:
    """The evidence of one check under the given parameters; a failure inside the check is *inconclusive* with its reason.

    Aggregates of fewer than ``minimum_cell`` rows are left out.

    Raises `GovernanceError` where the audit as a whole cannot be made (a model that does not score its own samples).
    """
    parameters = read_parameters(check, settings or {})
    declaration = check.declaration
    before, noted = subject.rows_scored, NotedSamples(subject.samples)
    own = dataclasses.replace(subject.under(declaration.id), samples=noted)
    evidence = _unmet(declaration, subject) or _kept(
        declaration, subject, withheld(_measure(check, own, parameters), minimum_cell)
    )
    return dataclasses.replace(
        evidence,
        check=declaration.id,
        parameters=dataclasses.asdict(parameters),
        seed=own.seed,
        model_calls=subject.rows_scored - before,
        inputs={role.value: subject.samples[role].identity.sha256 for role in subject.samples if role in noted.read},
    )


def read_parameters(check: Check, settings: dict[str, Any]) -> Any:
    """The check's parameters with ``settings`` over the defaults. Raises `CheckError` on an unknown name or a wrong type."""
    known = [item.name for item in check.declaration.parameters]
    unknown = [name for name in settings if name not in known]
    if unknown:
        raise CheckError(
            f"{check.declaration.id} has no parameter {unknown[0]!r}",
            "policy parameters",
            f"use one of: {', '.join(known) or 'none'}",
        )
    for parameter in check.declaration.parameters:
        if not parameter.admits(settings.get(parameter.name)):
            raise CheckError(
                f"{check.declaration.id}, parameter {parameter.name}: {settings[parameter.name]} is out of bounds",
                "policy parameters",
                f"write {parameter.bounds}",
            )
    try:
        return TypeAdapter(check.parameters).validate_python(settings)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise CheckError(
            f"{check.declaration.id}, parameter {name}: {first['msg']}", "policy parameters", "correct it"
        ) from error


def _measure(check: Check, subject: Subject, parameters: Any) -> Evidence:
    try:
        return check.measure(subject, parameters)
    except GovernanceError:
        raise
    except Exception as error:  # a broken check must not take the audit with it, and must not vanish
        # The text of a foreign exception may hold values of the sample or paths of this machine: it is for the log, not the record.
        LOG.warning("%s failed", check.declaration.id, exc_info=True)
        return Evidence.inconclusive(f"the check failed with {type(error).__name__}; run the audit with --verbose to see where")


def _unmet(declaration: Declaration, subject: Subject) -> Evidence | None:
    if subject.task not in declaration.tasks:
        return Evidence.not_applicable(f"does not concern the task {subject.task.value}")
    absent = [role.value for role in declaration.needs if role not in subject.samples]
    if absent:
        return Evidence.inconclusive(f"no {absent[0]} sample was found")
    return _unmet_columns(declaration, subject) or _unmet_capabilities(declaration, subject)


def _unmet_columns(declaration: Declaration, subject: Subject) -> Evidence | None:
    if "time" in declaration.columns and subject.identity.time_ordered is False:
        return Evidence.not_applicable("the rows are declared to have no order in time")
    for role in declaration.needs:
        for column in declaration.columns:
            sample = subject.samples[role]
            if (sample.time is None) if column == "time" else (column not in sample.columns):
                return Evidence.inconclusive(f"no {column.replace('_', ' ')} column is known in the {role.value} sample")
    return None


def _unmet_capabilities(declaration: Declaration, subject: Subject) -> Evidence | None:
    for capability in declaration.capabilities:
        if capability is not Capability.SCORE and capability not in subject.scoring.model.capabilities:
            return Evidence.inconclusive(f"the {subject.scoring.model.flavour} model cannot be asked for {capability.value}")
    return None


def _kept(declaration: Declaration, subject: Subject, evidence: Evidence) -> Evidence:
    """The evidence without what no reader could use: a measurement that is no number, or an unkept promise, is absent by name."""
    if evidence.status is not Status.MEASURED:
        return evidence
    promised = [item for item in evidence.measurements if declaration.metric(item.metric)]
    sound = tuple(_written(item) for item in promised if _sound(item))
    kept = {item.metric for item in sound}
    absent = {item.metric: NO_NUMBER for item in promised if item.metric not in kept} | dict(evidence.absent)
    for metric in declaration.metrics:
        if subject.task in metric.tasks and metric.name not in kept:
            absent.setdefault(metric.name, f"the check promised {metric.name} and did not measure it")
    if not sound:
        return Evidence.inconclusive("; ".join(dict.fromkeys(absent.values())) or "the check measured nothing")
    return dataclasses.replace(evidence, measurements=sound, tables=tuple(map(_finite_cells, evidence.tables)), absent=absent)


def _sound(item: Measurement) -> bool:
    return all(finite(number) for number in (item.value, item.low, item.high)) and item.low <= item.high


def _written(item: Measurement) -> Measurement:
    return item if item.p_value is None or finite(item.p_value) else dataclasses.replace(item, p_value=None)


def _finite_cells(table: Table) -> Table:
    return dataclasses.replace(table, rows=tuple(tuple(map(_cell, row)) for row in table.rows))


def _cell(value: Cell) -> Cell:
    return None if isinstance(value, float) and not finite(value) else value
