"""What many looks cost: p-values adjusted for the number of tests."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from governance.statistics.inputs import vector

Array = NDArray[np.float64]


def benjamini_hochberg(p_values: ArrayLike, *, any_dependence: bool = False) -> Array:
    """(k,) adjusted p-values, in the order given, whose limit is a false discovery rate: Benjamini & Hochberg (1995), by scipy.

    They hold for independent and positively dependent tests; ``any_dependence`` takes Benjamini & Yekutieli (2001) instead.
    Raises ``ValueError`` for no p-value at all, or one outside [0, 1].
    """
    from scipy.stats import false_discovery_control

    given = vector(p_values, "p-values")
    if given.min() < 0.0 or given.max() > 1.0:
        raise ValueError("p-values must lie within 0 and 1")
    return np.asarray(false_discovery_control(given, method="by" if any_dependence else "bh"))
