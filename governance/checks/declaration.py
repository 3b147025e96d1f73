"""How a check is declared: a decorator that gathers what the file says of itself and refuses a file that says too little."""

import dataclasses
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from governance.errors import CheckError
from governance.record.declaration import ALL_TASKS, Capability, Declaration, Metric, Parameter, Reads, Role, Task
from governance.record.evidence import Evidence
from governance.subject.subject import Subject

SECTIONS = {"method": "Method:", "reads_as_risk": "Reads as risk:", "limitations": "Limitations:"}


@dataclass(frozen=True)
class NoParameters:
    """For a check whose measurement cannot be varied."""


@dataclass(frozen=True)
class Check:
    """A declaration and the function that measures. ``parameters`` is a frozen dataclass with a default for every field."""

    declaration: Declaration
    measure: Callable[[Subject, Any], Evidence]
    parameters: type


def check(
    *,
    title: str,
    asks: str,
    needs: tuple[Role, ...],
    reads: Reads,
    metrics: tuple[Metric, ...],
    references: tuple[str, ...],
    tasks: tuple[Task, ...] = ALL_TASKS,
    columns: tuple[str, ...] = (),
    capabilities: tuple[Capability, ...] = (),
) -> Callable[[Callable[[Subject, Any], Evidence]], Check]:
    """Declares the decorated function as the check of its file.

    ``needs``, ``columns`` (roles such as ``time``) and ``capabilities`` are granted by the runner before the function is called.
    Raises `CheckError` where the docstring lacks one of the sections *Method*, *Reads as risk*, *Limitations*.
    """

    def declare(function: Callable[[Subject, Any], Evidence]) -> Check:
        kind = get_type_hints(function)["parameters"]
        declaration = Declaration(
            id=identifier(function.__module__), title=title, asks=asks, needs=needs, reads=reads, metrics=metrics,
            references=references, tasks=tasks, columns=columns, capabilities=capabilities,
            parameters=_parameters(kind), **_sections(function),
        )  # fmt: skip
        return Check(declaration, function, kind)

    return declare


def identifier(module: str) -> str:
    """``governance.checks.overfitting.generalization_gap`` -> ``overfitting.generalization-gap``."""
    family, name = module.split(".")[-2:]
    return f"{family}.{name}".replace("_", "-")


def _parameters(kind: type) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(item.name, getattr(item.type, "__name__", str(item.type)), item.default, **item.metadata)
        for item in dataclasses.fields(kind)
    )


def _sections(function: Callable[..., Any]) -> dict[str, str]:
    text = inspect.getdoc(function) or ""
    return {key: _section(text, heading, function) for key, heading in SECTIONS.items()}


def _section(text: str, heading: str, function: Callable[..., Any]) -> str:
    others = "|".join(re.escape(other) for other in SECTIONS.values() if other != heading)
    found = re.search(rf"^{re.escape(heading)}\s*(.+?)(?=^(?:{others})|\Z)", text, re.DOTALL | re.MULTILINE)
    if found is None:
        raise CheckError(f"the docstring has no section {heading!r}", function.__module__, "add it: the report prints it")
    return " ".join(found[1].split())
