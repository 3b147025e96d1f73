"""What a firm declares of a subject in tags named ``governance.*``, read strictly."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from governance.errors import RegistryError
from governance.record.declaration import Direction, Task

PREFIX = "governance."
TEXTS = ("exposure", "purpose", "owner", "developer", "time_column", "benchmark", "approved_use", "limits")
MODEL_URIS = ("models:/", "runs:/")
# Written by the product itself or read elsewhere; not declarations.
OTHERS = ("opinion", "record_digest", "audited_as_of", "trial", "chosen_trial", "monitors")


@dataclass(frozen=True)
class Declarations:
    """The tags as values; None where nothing was declared. ``unknown`` are tags nobody reads."""

    task: Task | None = None
    tier: int | None = None
    horizon: int = 1
    periods_per_year: float | None = None
    cost_bps: float | None = None
    target_unit: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    segment_columns: tuple[str, ...] = ()
    directions: Mapping[str, Direction] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def benchmark_column(self) -> str | None:
        """The column of the benchmark's answers, where ``governance.benchmark`` names one."""
        return None if self.benchmark_uri is not None else self.texts.get("benchmark")

    @property
    def benchmark_uri(self) -> str | None:
        """The URI of a registered model, where ``governance.benchmark`` names one."""
        named = self.texts.get("benchmark", "")
        return named if named.startswith(MODEL_URIS) else None

    @property
    def named_columns(self) -> dict[str, str]:
        """Role -> column; a role that is declared as a list has an entry ``role:column`` for each."""
        single = {role: given for role, given in self.columns.items() if isinstance(given, str)}
        lists = {role: given for role, given in self.columns.items() if isinstance(given, list)}
        return single | {f"{role}:{name}": str(name) for role, given in lists.items() for name in given}


def read_declarations(tags: Mapping[str, str], where: str) -> Declarations:
    """Read all ``governance.*`` tags. Raises `RegistryError` naming the tag whose value cannot be."""
    given = {name.removeprefix(PREFIX): value for name, value in tags.items() if name.startswith(PREFIX)}

    def read(name: str, reader: Callable[[str], Any], expected: str, default: Any = None) -> Any:
        if name not in given:
            return default
        try:
            return reader(given[name])
        except (ValueError, TypeError) as error:
            raise RegistryError(f"tag {PREFIX}{name} has the value {given[name]!r}", where, f"set it to {expected}") from error

    return Declarations(
        task=read("task", Task, f"one of: {', '.join(Task)}"),
        tier=read("tier", _tier, "1, 2 or 3"),
        horizon=read("horizon", _positive_whole, "a number of rows, 1 or more", 1),
        periods_per_year=read("periods_per_year", _positive, "a positive number, such as 252"),
        cost_bps=read("cost_bps", _not_negative, "a number of basis points, 0 or more"),
        target_unit=read("target_unit", _unit, "variance or volatility"),
        columns=read("columns", _mapping, 'JSON such as {"weight": "w"}', {}),
        segment_columns=read("segment_columns", _names, 'JSON such as ["venue"]', ()),
        directions=read("expected_directions", _directions, 'JSON such as {"range": "increasing"}', {}),
        texts={name: given[name] for name in TEXTS if name in given},
        unknown=tuple(sorted(name for name in given if name not in KNOWN)),
    )


KNOWN = {
    *TEXTS,
    *OTHERS,
    "task",
    "tier",
    "horizon",
    "periods_per_year",
    "cost_bps",
    "target_unit",
    "columns",
    "segment_columns",
    "expected_directions",
}


def _tier(text: str) -> int:
    if text not in {"1", "2", "3"}:
        raise ValueError(text)
    return int(text)


def _positive_whole(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


def _not_negative(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError(text)
    return number


def _unit(text: str) -> str:
    if text not in {"variance", "volatility"}:
        raise ValueError(text)
    return text


def _mapping(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError(text)
    return value


def _names(text: str) -> tuple[str, ...]:
    value = json.loads(text)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(text)
    return tuple(value)


def _directions(text: str) -> dict[str, Direction]:
    return {name: Direction(value) for name, value in _mapping(text).items()}
