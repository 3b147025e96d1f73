"""Straight lines through a model's answers around single rows, and how well they foretell neighbours that were not fitted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LocalSurrogates:
    """One weighted regression a row: ``coefficients`` (r, p) and their ``standard_errors`` (r, p).

    ``left`` (r,) is the weighted squared distance of the held-out neighbours' answers from the surrogate, ``whole`` (r,) from
    the weighted mean of the neighbours it was fitted to: one minus their ratio is the local R² out of sample.
    """

    coefficients: Array
    standard_errors: Array
    left: Array
    whole: Array


def local_surrogates(offsets: Array, answers: Array, weights: Array, held_out: int) -> LocalSurrogates:
    """Weighted least squares of ``answers`` (r, m) on ``offsets`` (r, m, p) with an intercept, for each of r rows apart.

    The surrogate of LIME (Ribeiro, Singh & Guestrin 2016, algorithm 1) without a penalty; ``weights`` (r, m) say how near a
    neighbour is. The last ``held_out`` of the m neighbours are not fitted. The standard errors are robust to uneven spread
    (White 1980, with the correction for degrees of freedom of MacKinnon & White 1985, HC1), since weights of nearness are none of
    precision. A column that never moves has coefficient and error zero. Raises ``ValueError`` where no degrees of freedom are left.
    """
    rows, neighbours, columns = offsets.shape
    fitted = neighbours - held_out
    if fitted <= columns + 1 or held_out < 1:
        raise ValueError(f"{columns} columns need more than {columns + 1} fitted neighbours, and one held out")
    design = np.concatenate([np.ones((rows, neighbours, 1)), offsets], axis=2)
    seen, said, near = design[:, :fitted], answers[:, :fitted, None], weights[:, :fitted, None]
    weighted = (seen * near).transpose(0, 2, 1)
    turned = np.linalg.pinv(weighted @ seen, hermitian=True)
    found = turned @ (weighted @ said)
    variances = turned @ (weighted * (said - seen @ found).transpose(0, 2, 1))
    errors = np.sqrt(np.square(variances).sum(axis=2) * fitted / (fitted - columns - 1))
    apart, ahead = weights[:, fitted:], answers[:, fitted:]
    centre = (near * said).sum(axis=1) / near.sum(axis=1)
    left = apart * np.square(ahead - (design[:, fitted:] @ found)[:, :, 0])
    whole = apart * np.square(ahead - centre)
    return LocalSurrogates(found[:, 1:, 0], errors[:, 1:], left.sum(axis=1), whole.sum(axis=1))
