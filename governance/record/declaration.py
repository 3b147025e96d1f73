"""The names that checks and policies share: tasks, roles, metrics, severities, and the declaration of a check."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal


class Task(StrEnum):
    """What a subject predicts."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"
    VOLATILITY = "volatility"
    STRATEGY = "strategy"
    PRICING = "pricing"


class Role(StrEnum):
    """What a sample was for."""

    TRAINING = "training"
    TUNING = "tuning"
    VALIDATION = "validation"
    PRODUCTION = "production"


class Reads(StrEnum):
    """What a check needs of a sample.

    ``accumulators``: what one pass in batches leaves behind, a few narrow columns (scores, outcomes, times, declared columns) and never
    the features. ``sample``: a stated part of the rows. ``rows``: every row with its features.
    """

    ACCUMULATORS = "accumulators"
    SAMPLE = "sample"
    ROWS = "rows"


class Capability(StrEnum):
    """What a model can be asked beyond scoring."""

    SCORE = "score"
    CONTRIBUTIONS = "contributions"
    GRADIENTS = "gradients"
    REFIT = "refit"
    PENALTIES = "penalties"


class Weight(StrEnum):
    """How much a requirement may say about the opinion."""

    DECISIVE = "decisive"
    SUPPORTING = "supporting"
    DISPLAY = "display"


class Severity(StrEnum):
    """How grave a finding is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low, 2 for high."""
        return list(Severity).index(self)


class Direction(StrEnum):
    """How a prediction is declared to answer a feature."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    CONVEX = "convex"
    CONCAVE = "concave"


ALL_TASKS = tuple(Task)
# What has a loss against an outcome: a strategy answers with a position.
FORECASTS = tuple(task for task in Task if task is not Task.STRATEGY)
STRATEGIES = (Task.STRATEGY,)
PRICED = (Task.PRICING,)
# What answers with a value or a position: a number without bounds of its own, unlike a probability.
NUMERIC = (Task.REGRESSION, Task.PRICING, Task.VOLATILITY, Task.STRATEGY)
# What forecasts one number a row.
ONE_FORECAST = (Task.BINARY, Task.REGRESSION, Task.VOLATILITY, Task.PRICING)
# What answers a row with one number.
ONE_NUMBER = tuple(task for task in Task if task is not Task.MULTICLASS)


@dataclass(frozen=True)
class Metric:
    """A promise: a check that declares a metric measures it for every task named, or is inconclusive.

    ``better`` says which way is better (``neither``: both directions are departures). ``sound`` is the value a faultless
    subject has, where there is one: the power of a sample to find a breach is reckoned from there. ``shrinks``
    is false where an interval does not close round its value as rows are added (a mixture with a mass at one point): then neither
    power nor the sample that would settle a doubt is reckoned.
    """

    name: str
    title: str
    better: Literal["lower", "higher", "neither"]
    tasks: tuple[Task, ...] = ALL_TASKS
    unit: str = ""
    sound: float | None = None
    shrinks: bool = True


@dataclass(frozen=True)
class Parameter:
    """One parameter of a check as a policy may set it, within ``least`` and ``most`` where they are given.

    ``stricter`` marks the direction that tightens the check; ``unclear`` says that a change either way may silence a breach (a
    wider interval proves less), so that any change counts as loosening.
    """

    name: str
    kind: str
    default: Any
    stricter: Literal["larger", "smaller", "unclear"] | None = None
    least: float | None = None
    most: float | None = None

    def admits(self, value: Any) -> bool:
        """Whether a number lies within the bounds; what is no number has none."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return True
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    @property
    def bounds(self) -> str:
        """The bounds in words."""
        ends = [
            f"at least {self.least:g}" if self.least is not None else "",
            f"at most {self.most:g}" if self.most is not None else "",
        ]
        return " and ".join(end for end in ends if end)


@dataclass(frozen=True)
class Declaration:
    """All that is known of a check without running it. ``id`` is its path: ``family.name``."""

    id: str
    title: str
    asks: str
    needs: tuple[Role, ...]
    reads: Reads
    metrics: tuple[Metric, ...]
    references: tuple[str, ...]
    tasks: tuple[Task, ...] = ALL_TASKS
    columns: tuple[str, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    method: str = ""
    reads_as_risk: str = ""
    limitations: str = ""

    @property
    def family(self) -> str:
        """The report's chapter: the part of the id before the dot."""
        return self.id.partition(".")[0]

    def metric(self, name: str) -> Metric | None:
        """The metric of that name, if the check promises it."""
        return next((metric for metric in self.metrics if metric.name == name), None)


Catalogue = Mapping[str, Declaration]
