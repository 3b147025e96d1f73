"""A walk through the history: refits on a growing window, and how each fared on the stretch that followed."""

from dataclasses import replace

import numpy as np

from governance.statistics.resampling import Estimate
from governance.statistics.splitting import walk_forward_splits
from governance.subject.estimating import equal_accuracy, estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import skill
from governance.subject.refits import history
from governance.subject.relearning import RefitParameters
from governance.subject.replaying import Run, replay
from governance.subject.subject import Subject


def walk(subject: Subject, chosen: str, parameters: RefitParameters, refits: int, first_share: float) -> list[Run] | Failure:
    """The run of each of ``refits`` stretches beside the ``chosen`` naive forecast, the first after ``first_share`` of the time steps."""
    past = history(subject)
    if isinstance(past, Failure):
        return past
    first = round(first_share * past.length)
    if past.length - first < refits * parameters.smallest_n or first - past.horizon < parameters.smallest_n:
        return Failure(f"{past.length} steps of time are too few for {refits} refits")
    groups = np.array_split(np.arange(first, past.length), refits)
    splits = walk_forward_splits(past.length, refits, first, past.horizon)
    found = replay(subject, past, splits, groups, chosen, parameters.rows)
    if isinstance(found, Failure):
        return found
    runs = [run for fold in found for run in fold.values()]
    if min(len(run.known) for run in runs) < parameters.smallest_n:
        return Failure(f"a stretch has fewer than {parameters.smallest_n} rows with a naive forecast ({chosen})")
    return runs


def by_stretch(subject: Subject, runs: list[Run], parameters: RefitParameters) -> list[Estimate]:
    """The skill of each run; the intervals hold for all of them together (Bonferroni)."""
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(runs))
    return [estimate(subject, run.known, skill, stricter) for run in runs]


def over_all_stretches(subject: Subject, runs: list[Run], parameters: RefitParameters) -> tuple[Estimate, float | None]:
    """The skill over all runs together and the Diebold-Mariano p-value of it, None where there is nothing to test with."""
    together = np.concatenate([run.known for run in runs])
    return estimate(subject, together, skill, parameters), equal_accuracy(subject, *together.T)
