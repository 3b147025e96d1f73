"""Logged metrics held against the same numbers recomputed, one by one."""

import math
from dataclasses import dataclass

from governance.subject.recomputing import bare, recomputable
from governance.subject.subject import LoggedMetric, Subject


@dataclass(frozen=True)
class Replicated:
    """One logged metric and its recomputed value, or None; ``note`` says by which convention, or why there is none."""

    logged: LoggedMetric
    recomputed: float | None
    note: str = ""

    @property
    def difference(self) -> float | None:
        """Relative difference, between 0 and 2; None where one of the two is missing or not finite."""
        if self.recomputed is None or not math.isfinite(self.recomputed) or not math.isfinite(self.logged.value):
            return None
        largest = max(abs(self.logged.value), abs(self.recomputed))
        return abs(self.logged.value - self.recomputed) / largest if largest else 0.0


def replicated(subject: Subject, logged: LoggedMetric) -> Replicated:
    """The metric recomputed on its sample, by the convention that comes nearest where there are several."""
    if logged.role is None or logged.role not in subject.samples:
        return Replicated(logged, None, "the sample is not at hand")
    functions = recomputable(subject, logged.role).get(bare(logged.name))
    if functions is None:
        return Replicated(logged, None, "the name is not known")
    values = {name: function() for name, function in functions.items()}
    nearest = min(values, key=lambda name: abs(values[name] - logged.value))
    if not math.isfinite(values[nearest]):
        return Replicated(logged, None, "not finite on the rows of the sample")
    if not math.isfinite(logged.value):
        return Replicated(logged, values[nearest], "what was logged is not a finite number")
    return Replicated(logged, values[nearest], nearest)
