"""How far local surrogates that were fitted again to other neighbours say the same: the indices of Visani et al. (2022)."""

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import within

Array = NDArray[np.float64]
Marks = NDArray[np.bool_]
# Coefficients that lie closer than this share of a row's largest one are told apart by rounding only.
ROUNDING = 1e-6


def variables_stability(named: Marks) -> Array:
    """(n,) variables stability index in per cent, of r repeats that name variables of n rows, ``named`` (r, n, p).

    Visani, Bagli, Chesani, Poluzzi & Capuzzo (2022), VSI: of two repeats the share of the variables named that both name, averaged over
    all pairs of repeats. Raises ``ValueError`` for fewer than two repeats, or where not all name as many variables, at least one.
    """
    repeats, sizes = len(named), named.sum(axis=2)
    if repeats < 2 or sizes.min() < 1 or np.ptp(sizes) > 0:
        raise ValueError("at least two repeats must name the same number of variables, one or more")
    together = _pairs(named.sum(axis=0)).sum(axis=1)
    return np.asarray(100 * together / (_pairs(np.array(repeats)) * sizes[0]))


def coefficients_stability(coefficients: Array, errors: Array, named: Marks, confidence: float = 0.95) -> Array:
    """(n,) coefficients stability index in per cent, of ``coefficients`` (r, n, p) with their standard ``errors`` (r, n, p).

    Visani et al. (2022), CSI: for each variable the share of pairs of repeats whose intervals of normal ``confidence`` overlap, averaged
    over variables. Pairs are those of the repeats in which the variable is ``named`` (r, n, p); a variable that fewer than two name has
    none and is left out, and a row with none at all is NaN. Coefficients that differ by no more than `ROUNDING` of the largest of their
    row overlap. Raises ``ValueError`` for fewer than two repeats.
    """
    from scipy.stats import norm

    if len(coefficients) < 2:
        raise ValueError("at least two repeats are compared")
    reach = float(norm.ppf((1 + within(confidence, "confidence")) / 2)) * errors
    reach = reach + ROUNDING / 2 * np.abs(coefficients).max(axis=(0, 2))[None, :, None]
    first, second = np.triu_indices(len(coefficients), 1)
    both = named[first] & named[second]
    near = np.abs(coefficients[first] - coefficients[second]) <= reach[first] + reach[second]
    pairs = both.sum(axis=0)
    shares = np.divide((near & both).sum(axis=0), pairs, out=np.full(pairs.shape, np.nan), where=pairs > 0)
    known = (pairs > 0).sum(axis=1)
    return np.asarray(100 * np.divide(np.nansum(shares, axis=1), known, out=np.full(len(known), np.nan), where=known > 0))


def _pairs(count: NDArray[np.int_]) -> NDArray[np.int_]:
    return count * (count - 1) // 2
