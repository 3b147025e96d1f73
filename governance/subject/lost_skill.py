"""How much of its advantage over the naive forecast a model has lost from one sample to another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.resampling import Estimate, interval
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import skill
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Ends = tuple[float, float, float]


@dataclass(frozen=True)
class Advantage:
    """``skill`` is the share of the naive loss that the model removes, ``saved`` what it removes a step."""

    skill: Estimate
    saved: Estimate


def advantage(subject: Subject, losses: Array, parameters: BootstrapParameters, generator: np.random.Generator) -> Advantage:
    """Both, from the ``losses`` (m, 2) of the model and the naive forecast in time order."""
    return Advantage(*(estimate(subject, losses, statistic, parameters, generator) for statistic in (skill, _saved)))


def lost(before: Advantage, after: Advantage) -> Ends:
    """Value and bounds of the share lost: the smaller of that of the skill and that of the loss saved.

    More noise lowers the skill of a model that answers as well as ever, a calmer market the loss it saves; a relation that ended
    lowers both. To be shown, both must be (Berger 1982), so the bounds are the smaller ones of theirs. The advantage before is above 0.
    """
    shares = [_share(before.skill, after.skill), _share(before.saved, after.saved)]
    value, low, high = (float(min(ends)) for ends in zip(*shares, strict=True))
    return value, low, high


def lost_without_skill(before: Advantage, after: Advantage) -> Ends:
    """The same where no skill is left, else 0: never between 0 and 1."""
    draws = np.where(after.skill.draws > 0, 0.0, _draws(before.skill, after.skill))
    value = 0.0 if after.skill.value > 0 else 1 - after.skill.value / before.skill.value
    return value, *interval(draws, after.skill.confidence)


def _saved(means: Array) -> Array:
    return np.asarray(means[:, 1] - means[:, 0])


def _share(before: Estimate, after: Estimate) -> Ends:
    return 1 - after.value / before.value, *interval(_draws(before, after), after.confidence)


def _draws(before: Estimate, after: Estimate) -> Array:
    return np.asarray((before.draws - after.draws) / np.abs(before.draws))
