"""What goes into a statistic, held against what it can bear: absent, infinite or too few values are refused with a reason."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def vector(values: ArrayLike, name: str, at_least: int = 1) -> Array:
    """``values`` as (n,) finite floats; ``ValueError`` names what is wrong with ``name``."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one column of values, not an array of shape {array.shape}")
    return _sound(array, name, at_least)


def matrix(values: ArrayLike, name: str, at_least: int = 1) -> Array:
    """``values`` as (n, k) finite floats; ``ValueError`` names what is wrong with ``name``."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 2 or array.shape[1] == 0:
        raise ValueError(f"{name} must have rows and columns, not the shape {array.shape}")
    return _sound(array, name, at_least)


def pair(first: ArrayLike, second: ArrayLike, names: tuple[str, str], at_least: int = 1) -> tuple[Array, Array]:
    """Two vectors of one length."""
    left, right = vector(first, names[0], at_least), vector(second, names[1], at_least)
    if len(left) != len(right):
        raise ValueError(f"{names[0]} ({len(left)} rows) and {names[1]} ({len(right)} rows) must have the same length")
    return left, right


def probabilities(p: ArrayLike, y: ArrayLike, at_least: int = 1) -> tuple[Array, Array]:
    """Probabilities within [0, 1] and outcomes that are 0 or 1, of one length."""
    stated, outcome = pair(p, y, ("probabilities", "outcomes"), at_least)
    if stated.min() < 0.0 or stated.max() > 1.0:
        raise ValueError("probabilities must lie within 0 and 1")
    return stated, indicators(outcome, "outcomes")


def indicators(values: ArrayLike, name: str, at_least: int = 1) -> Array:
    """``values`` as (n,) of 0 and 1."""
    array = vector(values, name, at_least)
    if not np.all((array == 0.0) | (array == 1.0)):
        raise ValueError(f"{name} must be 0 or 1")
    return array


def within(value: float, name: str, low: float = 0.0, high: float = 1.0) -> float:
    """``value`` strictly between ``low`` and ``high``."""
    if not low < value < high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, not {value:g}")
    return float(value)


def positive(value: float, name: str) -> float:
    """``value`` as a finite float above zero."""
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be above zero, not {value:g}")
    return float(value)


def _sound(array: Array, name: str, at_least: int) -> Array:
    if len(array) < at_least:
        raise ValueError(f"{name} needs at least {at_least} rows, not {len(array)}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite: {int((~np.isfinite(array)).sum())} values are absent or infinite")
    return array
