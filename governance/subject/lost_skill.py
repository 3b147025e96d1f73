"""How much of its advantage over the naive forecast a model has lost from one sample to another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.resampling import Estimate, interval
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import skill
from governance.subject.subject import Subject
from governance.subject.watching import Watched

Array = NDArray[np.float64]
Ends = tuple[float, float, float]
LOST = ("skill_lost", "lost_without_skill")
NO_SKILL = "a detector sounded, but validation shows no skill over {} that could be lost"


@dataclass(frozen=True)
class Advantage:
    """``skill`` is the share of the naive loss that the model removes, ``saved`` what it removes a step."""

    skill: Estimate
    saved: Estimate


@dataclass(frozen=True)
class ShareLost:
    """A share of the advantage with its bounds, lost over ``n`` steps, which ``told`` names; an exact 0 has no ``confidence``."""

    value: float
    low: float
    high: float
    n: int
    n_effective: float
    confidence: float | None
    told: str


def lost_in_use(
    subject: Subject, item: Watched, parameters: BootstrapParameters
) -> tuple[Estimate, dict[str, ShareLost], dict[str, str]]:
    """The skill of all production, and what was lost of validation's since the change that the first alarm tells: `LOST`, by name.

    Without an alarm nothing is. Where validation shows no skill to lose, the third has the reason instead.
    """
    generator, n, first = subject.generator(), len(item.seen.losses), item.found.first
    whole = estimate(subject, item.seen.losses, skill, parameters, generator)
    if first is None:
        return whole, dict.fromkeys(LOST, ShareLost(0.0, 0.0, 0.0, n, float(n), None, "no detector sounded")), {}
    since = min(first.since or 0, n - parameters.smallest_n)
    samples = (item.known.losses, item.seen.losses[since:])
    before, after = (advantage(subject, losses, parameters, generator) for losses in samples)
    if before.skill.low <= 0.0:
        return whole, {}, dict.fromkeys(LOST, NO_SKILL.format(item.known.against))
    kept, told = after.skill, f"{n - since} steps from {item.seen.date(since)} on"
    both = (lost(before, after), lost_without_skill(before, after))
    shares = (ShareLost(*ends, kept.n, kept.n_effective, kept.confidence, told) for ends in both)
    return whole, dict(zip(LOST, shares, strict=True)), {}


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
