"""Finds checks: every file under ``governance/checks`` and every package that registers the entry point ``governance.checks``."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType

import governance.checks
from governance.checks.declaration import Check
from governance.errors import CheckError
from governance.record.audit import CheckDescription
from governance.record.declaration import Declaration

GROUP = "governance.checks"


@cache
def checks() -> Mapping[str, Check]:
    """All checks by id, in order of id. Raises `CheckError` where two claim the same id."""
    found: dict[str, Check] = {}
    for module in _modules():
        for declared in (value for value in vars(module).values() if isinstance(value, Check)):
            known = found.setdefault(declared.declaration.id, declared)
            if known is not declared:
                raise CheckError(
                    f"two checks are called {declared.declaration.id}", module.__name__, "rename the file of one of them"
                )
    return dict(sorted(found.items()))


def declarations() -> dict[str, Declaration]:
    """What policies may name."""
    return {name: check.declaration for name, check in checks().items()}


def describe(declaration: Declaration) -> CheckDescription:
    """The part of a declaration that goes into the record."""
    return CheckDescription(
        id=declaration.id,
        title=declaration.title,
        asks=declaration.asks,
        method=declaration.method,
        reads_as_risk=declaration.reads_as_risk,
        limitations=declaration.limitations,
        references=declaration.references,
        metrics=declaration.metrics,
    )


def _modules() -> Iterator[ModuleType]:
    yield from _submodules(governance.checks)
    for point in entry_points(group=GROUP):
        yield from _submodules(point.load())


def _submodules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for item in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
        yield importlib.import_module(item.name)
