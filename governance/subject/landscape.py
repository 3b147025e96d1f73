"""The settings that were tried, as places: which lie near the chosen one, and what figure each of them showed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.subject.contest import Contest

Array = NDArray[np.float64]
# A parameter that was tried over a factor of ten or more is compared by its logarithm.
DECADE = 10.0
CHANCE = ("seed", "random_state")


@dataclass(frozen=True)
class Landscape:
    """Figures of the distinct settings, higher is better, repeated runs averaged: ``near`` (k,) the chosen one, and ``chosen`` its own.

    ``parameters`` are the numeric ones that differ between runs; ``settings`` counts the distinct ones that agree with the chosen in
    all others.
    """

    chosen: float
    near: Array
    parameters: tuple[str, ...]
    settings: int


def landscape(found: Contest, radius: float) -> Landscape | str:
    """The settings within ``radius`` of the tried range of every numeric parameter of the chosen one, or why there are no places.

    Only runs that agree with the chosen one in every parameter that is not a number are places; those named for a random seed are
    repetitions.
    """
    names = sorted(set().union(*(run.parameters for run in found.runs)))
    names = [name for name in names if not any(word in name.lower() for word in CHANCE)]
    table = {name: [run.parameters.get(name) for run in found.runs] for name in names}
    varying = {name: column for name, column in table.items() if len(set(column)) > 1}
    numbers = {name: values for name, column in varying.items() if (values := _numbers(column)) is not None}
    others = [column for name, column in varying.items() if name not in numbers]
    alike = np.array([all(column[place] == column[found.chosen] for column in others) for place in range(len(found.runs))])
    places = {name: _scaled(values[alike]) for name, values in numbers.items() if np.ptp(values[alike]) > 0}
    if not places:
        return "the runs differ in no numeric parameter that was logged for all of them"
    own = int(alike[: found.chosen].sum())
    distinct, which = np.unique(np.column_stack(list(places.values())), axis=0, return_inverse=True)
    figures = np.bincount(which, found.values[alike]) / np.bincount(which)
    away = np.abs(distinct - distinct[which[own]]).max(axis=1)
    near = (away <= radius + 1e-9) & (np.arange(len(distinct)) != which[own])
    return Landscape(float(figures[which[own]]), figures[near], tuple(places), len(distinct))


def _numbers(column: list[str | None]) -> Array | None:
    """(runs,) the values where every run logged a finite number."""
    try:
        values = np.array([float(value) for value in column if value is not None])
    except ValueError:
        return None
    return values if len(values) == len(column) and np.isfinite(values).all() else None


def _scaled(values: Array) -> Array:
    if values.min() > 0 and values.max() / values.min() >= DECADE:
        values = np.log(values)
    return np.asarray((values - values.min()) / np.ptp(values))
