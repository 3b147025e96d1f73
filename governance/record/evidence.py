"""What was seen: measurements with their uncertainty, and the tables behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from governance.record.declaration import Role

Cell = bool | int | float | str | None


class Status(StrEnum):
    """Whether a check could measure. *Not applicable* cannot concern the task; *inconclusive* lacks an input."""

    MEASURED = "measured"
    NOT_APPLICABLE = "not-applicable"
    INCONCLUSIVE = "inconclusive"


class Shape(StrEnum):
    """How a table wants to be drawn.

    curve: x, then one column a series (band: ``name:low``, ``name:high``) · bars: label, value · intervals: label, value,
    low, high · waterfall: label, amount · heat-map: row, column, value · timeline: date, label, value · plain: not drawn.
    """

    CURVE = "curve"
    BARS = "bars"
    INTERVALS = "intervals"
    WATERFALL = "waterfall"
    HEAT_MAP = "heat-map"
    TIMELINE = "timeline"
    PLAIN = "plain"


@dataclass(frozen=True)
class Measurement:
    """One number with its uncertainty; an exact count has ``low == value == high`` and ``confidence`` None.

    ``segment`` says of what part or comparison it speaks, ``convention`` how it was computed where books differ.
    """

    metric: str
    value: float
    low: float
    high: float
    n: int
    n_effective: float
    role: Role | None = None
    confidence: float | None = None
    p_value: float | None = None
    segment: str | None = None
    unit: str = ""
    convention: str = ""

    @classmethod
    def exact(
        cls,
        metric: str,
        value: float,
        n: int,
        role: Role | None = None,
        *,
        segment: str | None = None,
        unit: str = "",
        convention: str = "",
    ) -> "Measurement":
        """An exact number over ``n`` rows or things: nothing of it is uncertain."""
        return cls(metric, value, value, value, n, float(n), role, segment=segment, unit=unit, convention=convention)


@dataclass(frozen=True)
class Table:
    """Numbers for a chart or a listing; unrounded, no markup. ``note`` is one plain sentence on how to read it."""

    name: str
    title: str
    shape: Shape
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Evidence:
    """What one check saw. The runner fills ``check``, ``parameters``, ``seed``, ``model_calls`` and ``inputs``.

    ``absent`` names the promised metrics that could not be measured here, each with its reason.
    """

    status: Status
    check: str = ""
    reason: str = ""
    measurements: tuple[Measurement, ...] = ()
    tables: tuple[Table, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Cell] = field(default_factory=dict)
    seed: int | None = None
    model_calls: int = 0
    inputs: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def measured(
        cls,
        measurements: tuple[Measurement, ...],
        tables: tuple[Table, ...] = (),
        absent: Mapping[str, str] | None = None,
    ) -> Self:
        """Evidence of a check that did its work, ``absent`` metrics excepted."""
        return cls(status=Status.MEASURED, measurements=measurements, tables=tables, absent=absent or {})

    @classmethod
    def not_applicable(cls, reason: str) -> Self:
        """The question cannot concern this subject."""
        return cls(status=Status.NOT_APPLICABLE, reason=reason)

    @classmethod
    def inconclusive(cls, reason: str) -> Self:
        """The question concerns this subject, but an input is missing or too small."""
        return cls(status=Status.INCONCLUSIVE, reason=reason)
