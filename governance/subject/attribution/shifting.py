"""How much of the explanation moved to other features in events, with intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.importance import share_draws
from governance.statistics.resampling import Estimate, interval
from governance.statistics.shift import Shift, share_shift, total_variation
from governance.subject.attribution.in_events import EventAttribution
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.outcomes import dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Moved:
    """The ``shift`` of shares, its ``distance`` as an estimate over the rows of events, and ``draws`` (B, p) of the shares in events."""

    shift: Shift
    distance: Estimate
    draws: Array

    def share(self, place: int) -> Estimate:
        """The share of one feature in events."""
        return self.distance.by(float(self.shift.inside[place]), self.draws[:, place])


def moved(subject: Subject, explained: EventAttribution, parameters: BootstrapParameters) -> Moved | Failure:
    """The shares in events against those elsewhere, each part resampled by itself; a `Failure` where one of them has too few rows."""
    sizes, inside = explained.found.magnitudes, explained.inside
    few = min(int(inside.sum()), int((~inside).sum()))
    if few < parameters.smallest_n:
        return Failure(f"{few} rows in events, or outside, were explained; {parameters.smallest_n} are needed")
    if not (sizes[inside].any() and sizes[~inside].any()):
        return Failure("every contribution is zero in events or outside of them")
    shift, generator = share_shift(sizes, inside), subject.generator()
    (draws, block), (elsewhere, _) = (
        share_draws(part, generator=generator, resamples=parameters.resamples, dependent=dependent(subject))
        for part in (sizes[inside], sizes[~inside])
    )
    value, distances, n = shift.distance, total_variation(draws, elsewhere), int(inside.sum())
    low, high = interval(distances, parameters.confidence)
    ends = min(low, value), max(high, value)
    return Moved(shift, Estimate(value, *ends, n, float(n), block, parameters.confidence, distances), draws)
