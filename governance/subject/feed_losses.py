"""What the model loses without each of its feeds, over the loss of the forecast that needs none."""

from dataclasses import dataclass, replace

from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters
from governance.subject.feeds import FILLED, LOST, STALE, Outages
from governance.subject.spoilt import over_average
from governance.subject.subject import Subject

Ratios = dict[str, Estimate]


@dataclass(frozen=True)
class FeedLosses:
    """Loss over that of the training mean by feed, in each way of missing."""

    stale: Ratios
    lost: Ratios
    filled: Ratios

    @property
    def every(self) -> Ratios:
        """All of them."""
        return {**self.stale, **self.lost, **self.filled}


def feed_losses(subject: Subject, found: Outages, parameters: BootstrapParameters) -> FeedLosses:
    """`over_average` of every way of missing, at a confidence that holds for all feeds and the model as it is together."""
    looks = len(found.found) + 1
    return FeedLosses(
        *(over_average(subject, found.positions, found.scores(way), parameters, looks) for way in (STALE, LOST, FILLED))
    )


def worst_of(ratios: Ratios) -> tuple[str, Estimate]:
    """The feed with the largest ratio; its bounds are the largest of all, since any feed may be the worst."""
    name = max(ratios, key=lambda one: ratios[one].value)
    low, high = max(item.low for item in ratios.values()), max(item.high for item in ratios.values())
    return name, replace(ratios[name], low=low, high=high)


def skill_left(ratio: Estimate) -> Estimate:
    """One less the ratio: the skill over the training mean."""
    return replace(ratio, value=1 - ratio.value, low=1 - ratio.high, high=1 - ratio.low)
