"""Skill over the naive forecast within each declared segment of the validation rows."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.multiplicity import benjamini_hochberg
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import skill
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def skill_by_segment(subject: Subject, values: Array, parameters: BootstrapParameters) -> dict[str, tuple[Estimate, float]]:
    """Skill by declared segment with enough rows, and the adjusted one-sided p-value of its not being below zero.

    ``values`` (n, 2) are the losses of model and naive forecast, the second NaN where it has no past. The intervals hold for all segments
    together (Bonferroni).
    """
    known = np.isfinite(values[:, 1])
    parts = {
        f"{name}: {value}": inside
        for name, column in subject.samples[Role.VALIDATION].segments.items()
        for value in sorted(map(str, column.dropna().unique()))
        if int((inside := known & (column.astype(str) == value).to_numpy()).sum()) >= parameters.smallest_n
    }
    if not parts:
        return {}
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(parts))
    found = {name: estimate(subject, values[inside], skill, stricter) for name, inside in parts.items()}
    raw = [float((1 + np.sum(item.draws >= 0)) / (1 + len(item.draws))) for item in found.values()]
    adjusted = benjamini_hochberg(raw)
    return {name: (item, float(p)) for (name, item), p in zip(found.items(), adjusted, strict=True)}


def no_segments(subject: Subject, smallest: int) -> str:
    """Why there is no declared segment of ``smallest`` rows."""
    if not subject.samples[Role.VALIDATION].segments:
        return "no segment column is declared (tag governance.segment_columns)"
    return f"no declared segment has {smallest} validation rows"
