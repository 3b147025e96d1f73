"""Whether what drives the answers is another thing on some rows than on the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.multiplicity import benjamini_hochberg

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Shift:
    """Shares ``inside`` (p,) and ``outside`` (p,), the total variation ``distance`` between them and its ``p_value``.

    ``adjusted`` (p,) are the p-values of single features, two-sided, by Benjamini & Hochberg.
    """

    inside: Array
    outside: Array
    distance: float
    p_value: float
    adjusted: Array


def share_shift(magnitudes: Array, flags: Flags) -> Shift:
    """Shares of the mean of ``magnitudes`` (n, p), not negative, on flagged rows against the others, in order of time.

    The null hypothesis is that the flags fall where they do without regard to the magnitudes. Its law is had by moving all flags round
    the sample together, by each number of rows from 1 to n - 1, so that runs of flags and the dependence of magnitudes both
    stay as they are: a block permutation with one block, p = (1 + as large or larger) / n. The sums for all rotations come from one
    Fourier transform a feature. Raises ``ValueError`` where no row is flagged, or none is not, or nothing is above zero there.
    """
    from scipy.fft import irfft, rfft

    n = len(magnitudes)
    if not 0 < int(flags.sum()) < n:
        raise ValueError("some rows must be flagged and some not")
    total = magnitudes.sum(axis=0)
    sums = irfft(np.conj(rfft(flags.astype(float)))[:, None] * rfft(magnitudes, axis=0), n=n, axis=0)
    sums[0] = magnitudes[flags].sum(axis=0)
    inside, outside = _shares(np.maximum(sums, 0.0)), _shares(np.maximum(total - sums, 0.0))
    difference = inside - outside
    if not np.isfinite(difference[0]).all():
        raise ValueError("no magnitude is above zero, so that there are no shares")
    distances = np.abs(difference).sum(axis=1) / 2
    each = [_p_value(np.abs(column)) for column in difference.T]
    return Shift(inside[0], outside[0], float(distances[0]), _p_value(distances), benjamini_hochberg(each))


def total_variation(first: Array, second: Array) -> Array:
    """(...,) half the sum of absolute differences of shares (..., p): how much of the whole moved to other features."""
    return np.asarray(np.abs(first - second).sum(axis=-1) / 2)


def _shares(sums: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def _p_value(distances: Array) -> float:
    """Of the first against the others; what differs by rounding only counts as equal."""
    least = distances[0] * (1 - 1e-9) - 1e-12
    return float((1 + np.sum(distances[1:] >= least)) / len(distances))
