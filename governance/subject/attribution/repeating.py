"""Whether local surrogates that are fitted again and again to other neighbours name the same features, with the same coefficients."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.agreement import leading_marks
from governance.statistics.repeated_surrogates import ROUNDING, coefficients_stability, variables_stability
from governance.subject.attribution.explaining import Attribution
from governance.subject.attribution.local import repeated
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Repeats:
    """Indices of n rows in per cent: ``variables`` (n,) and ``coefficients`` (n,), of the ``named`` features of a row.

    ``fitted`` is how many neighbours a surrogate was fitted to, ``chance`` what features named at random would share, and ``flat`` how
    many rows were left out because the answers do not vary around them.
    """

    variables: Array
    coefficients: Array
    named: int
    fitted: int
    chance: float
    flat: int


def repeats(
    subject: Subject, found: Attribution, rows: int, background: int, times: int, neighbours: int, leading: int
) -> Repeats | Failure:
    """At most ``rows`` explained rows, ``times`` surrogates of each, to ``neighbours`` or more.

    A surrogate names the ``leading`` features by what they add to the answer, and never more than half of those that the model uses,
    since the rest would be named by chance. Every surrogate has an interval for every feature, so that those a row names at all are
    compared over all its repeats. No row is left, and a `Failure` returned, where the answers vary around none.
    """
    fits = repeated(subject, found, rows, background, times, neighbours)
    if isinstance(fits, Failure):
        return fits
    coefficients = np.stack([item.surrogates.coefficients for item in fits])
    sizes = np.abs(coefficients).max(axis=2).min(axis=0)
    moving = sizes > ROUNDING * np.abs(coefficients).max()
    if not moving.any():
        return Failure("the answers do not vary around any row")
    used = int(found.magnitudes.any(axis=0).sum())
    k = max(1, min(leading, used // 2))
    marks = leading_marks(np.stack([item.contributions for item in fits]), k)[:, moving]
    errors = np.stack([item.surrogates.standard_errors for item in fits])[:, moving]
    compared = np.broadcast_to(marks.any(axis=0), marks.shape)
    return Repeats(
        variables=variables_stability(marks),
        coefficients=coefficients_stability(coefficients[:, moving], errors, compared),
        named=k,
        fitted=fits[0].fitted,
        chance=100 * k / max(used, k),
        flat=int((~moving).sum()),
    )
