"""Remedies ranked by the loss that they save on later rows than those they were learned on."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import skill
from governance.subject.remedies import Kind, Remedy, halves, losses_of, remedies
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Saving:
    """Shares of the model's loss that a remedy saves: ``learned`` on the earlier rows, and the estimate ``later``."""

    name: str
    learned: float
    later: Estimate


@dataclass(frozen=True)
class Ranking:
    """What was saved, the most first; ``best`` is the correction or feature that had saved the most where it was learned.

    Intervals of ``ranked`` hold for all of them together, that of ``best`` for itself: it was chosen on other rows. ``rows`` is the number
    of earlier rows; ``failed`` says of what could not be tried why.
    """

    ranked: tuple[Saving, ...]
    best: Saving
    rows: int
    failed: tuple[str, ...]


def ranking(subject: Subject, parameters: BootstrapParameters, rows: int, most: int, *, refits: bool) -> Ranking | Failure:
    """Remedies tried on at most ``rows`` rows of each half of validation, with the ``most`` features that helped where learned."""
    cut = halves(subject, rows)
    few = min(len(cut.earlier), len(cut.later))
    if few < parameters.smallest_n:
        return Failure(f"half the validation sample has {few} rows; fewer than {parameters.smallest_n} are not measured")
    scores = subject.scores(Role.VALIDATION)
    learned, later = (losses_of(subject, scores[part], part) for part in (cut.earlier, cut.later))
    if not (np.isfinite(learned).all() and np.isfinite(later).all() and learned.any() and later.any()):
        return Failure("the model's losses on the validation sample are not finite, or all zero")
    found = list(remedies(subject, cut, refits=refits))
    failed = tuple(item.reason for item in found if isinstance(item, Failure))
    kept = _kept([item for item in found if isinstance(item, Remedy) and np.isfinite(item.tried).all()], most)
    candidates = [item for item in kept if item.kind is not Kind.REFIT]
    if not candidates:
        return Failure("; ".join(failed) or "no remedy could be tried")
    together = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(kept))
    ranked = sorted((_saving(subject, item, learned, later, together) for item in kept), key=lambda item: -item.later.value)
    best = _saving(subject, min(candidates, key=lambda item: float(item.learned.mean())), learned, later, parameters)
    return Ranking(tuple(ranked), best, len(cut.earlier), failed)


def _kept(usable: list[Remedy], most: int) -> list[Remedy]:
    """Corrections and refits, and of the features those that saved the most where they were learned."""
    features = sorted((item for item in usable if item.kind is Kind.FEATURE), key=lambda item: float(item.learned.mean()))
    return [*(item for item in usable if item.kind is not Kind.FEATURE), *features[:most]]


def _saving(subject: Subject, item: Remedy, learned: Array, later: Array, parameters: BootstrapParameters) -> Saving:
    found = estimate(subject, np.column_stack([item.tried, later]), skill, parameters)
    return Saving(item.name, 1 - float(item.learned.mean() / learned.mean()), found)
