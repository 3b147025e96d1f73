"""Runs one check: grants what it needs or says why not, keeps it to its promises, and turns its failure into a reason."""

import dataclasses
from typing import Any

from pydantic import TypeAdapter, ValidationError

from governance.checks.declaration import Check
from governance.errors import CheckError, GovernanceError
from governance.reading.canonical import finite
from governance.record.declaration import Capability, Declaration
from governance.record.evidence import Evidence, Measurement, Status
from governance.subject.subject import Subject


def run(check: Check, subject: Subject, settings: dict[str, Any] | None = None) -> Evidence:
    """The evidence of one check under the given parameters; a failure inside the check is *inconclusive* with its reason.

    Raises `GovernanceError` where the audit as a whole cannot be made (a model that does not score its own samples).
    """
    parameters = read_parameters(check, settings or {})
    declaration = check.declaration
    before = subject.scoring.rows_scored
    evidence = _unmet(declaration, subject) or _kept(declaration, subject, _measure(check, subject, parameters))
    return dataclasses.replace(
        evidence,
        check=declaration.id,
        parameters=dataclasses.asdict(parameters),
        seed=subject.under(declaration.id).seed,
        model_calls=subject.scoring.rows_scored - before,
        inputs={role.value: subject.samples[role].identity.sha256 for role in declaration.needs if role in subject.samples},
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
        return check.measure(subject.under(check.declaration.id), parameters)
    except GovernanceError:
        raise
    except Exception as error:  # noqa: BLE001  a broken check must not take the audit with it, and must not vanish
        return Evidence.inconclusive(f"the check failed with {type(error).__name__}: {error}")


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
            return Evidence.inconclusive(f"a {subject.scoring.model.flavour} model cannot be asked for {capability.value}")
    return None


def _kept(declaration: Declaration, subject: Subject, evidence: Evidence) -> Evidence:
    if evidence.status is not Status.MEASURED:
        return evidence
    broken = [item.metric for item in evidence.measurements if not _sound(item)]
    if broken:
        return Evidence.inconclusive(f"the measurement of {broken[0]} is not a finite number with an ordered interval")
    seen = {item.metric for item in evidence.measurements} | set(evidence.absent)
    unkept = [item.name for item in declaration.metrics if subject.task in item.tasks and item.name not in seen]
    if unkept:
        return Evidence.inconclusive(f"the check promised {unkept[0]} and did not measure it")
    return evidence


def _sound(item: Measurement) -> bool:
    return all(finite(number) for number in (item.value, item.low, item.high)) and item.low <= item.high
