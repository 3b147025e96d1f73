"""What an explanation is worth, in four parts on [0, 1] from what other checks have computed already, and the composite of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Measurement, Shape, Table
from governance.statistics.composite import geometric_mean, geometric_mean_interval
from governance.statistics.importance import effective_number
from governance.statistics.resampling import Estimate, Statistic
from governance.subject.attribution.agreeing import NOTHING_TO_RANK, same_signs, sides
from governance.subject.attribution.explaining import Attribution
from governance.subject.attribution.removal import NO_ORDER, not_above_chance, removal
from governance.subject.attribution.shaking import shaken
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# How each part is computed from what its own check computed.
SAID = {
    "fidelity": "mean of the deletion and the insertion gain of interpretability.fidelity, kept within 0 and 1",
    "stability": "1 - the larger of push_change and background_change of interpretability.stability, kept within 0 and 1",
    "parsimony": "1 - effective_features of interpretability.parsimony / number of features",
    "consistency": "2 × sign_agreement of interpretability.agreement - 1, kept within 0 and 1",
}


def faithful(
    subject: Subject, found: Attribution, rows: int, background: int, parameters: BootstrapParameters
) -> Estimate | Failure:
    """Mean of the deletion and the insertion gain of at most ``rows`` rows, each over that of the order found directly."""
    taken = removal(subject, found, rows, background)
    if isinstance(taken, Failure):
        return taken
    gains = taken.deletion(), taken.insertion()
    if any(not_above_chance(subject, item, parameters) for item in gains):
        return Failure(NO_ORDER)
    return _part(subject, np.hstack(gains), lambda means: (means[:, 0] / means[:, 1] + means[:, 2] / means[:, 3]) / 2, parameters)


def steady(
    subject: Subject, found: Attribution, rows: int, background: int, others: int, push: float, parameters: BootstrapParameters
) -> Estimate | Failure:
    """One less the part of the contributions that moves: after the push or with the background, whichever moves more."""
    moved = shaken(subject, found, rows, background, others, push)
    if isinstance(moved, Failure):
        return moved
    if not moved.size.any():
        return Failure("every contribution of the rows explained again is zero")
    changes = [item for item in (moved.by_push, moved.by_background) if item is not None]
    values = np.column_stack([moved.size, *changes])
    return _part(subject, values, lambda means: 1 - means[:, 1:].max(axis=1) / means[:, 0], parameters)


def sparse(subject: Subject, found: Attribution, parameters: BootstrapParameters) -> Estimate | Failure:
    """One less the effective number of features over the number of features."""
    sizes, count = found.magnitudes, len(found.features)
    if not sizes.any():
        return Failure("every contribution is zero")
    return _part(subject, sizes, lambda means: 1 - effective_number(means) / count, parameters)


def consistent(
    subject: Subject, found: Attribution, rows: int, background: int, leading: int, parameters: BootstrapParameters
) -> Estimate | Failure:
    """Twice the share of a row's ``leading`` features with the same sign in a local surrogate, less one: 0 is chance."""
    both = sides(subject, found, rows, background)
    if isinstance(both, Failure):
        return both
    if len(both.groups) < 2:
        return Failure(NOTHING_TO_RANK)
    signs = same_signs(both.contributions, both.surrogates, min(leading, len(both.groups) // 2))
    return _part(subject, signs[:, None], lambda means: 2 * means[:, 0] - 1, parameters)


def composite(subject: Subject, parts: Mapping[str, Estimate], by_part: Mapping[str, float], confidence: float) -> Measurement:
    """Weighted geometric mean of all ``parts``; ``by_part`` are the weights."""
    weights = [by_part[name] for name in parts]
    value = geometric_mean([item.value for item in parts.values()], weights)
    low, high = geometric_mean_interval([item.draws for item in parts.values()], weights, confidence)
    told = ", ".join(f"{name} {weight:g}" for name, weight in zip(parts, weights, strict=True))
    return Measurement(
        "composite", value, min(low, value), max(high, value), min(item.n for item in parts.values()),
        min(item.n_effective for item in parts.values()), Role.VALIDATION, confidence,
        convention=convention(subject, f"weighted geometric mean, weights: {told}; joined from intervals of the parts (Bonferroni)"),
    )  # fmt: skip


def parts_table(said: Iterable[Measurement]) -> Table:
    """What was measured of the parts and the composite, on one scale."""
    rows = tuple((item.metric, item.value, item.low, item.high) for item in said)
    note = "One is the best that could be. The parts say what the composite hides; it is never judged."
    return Table(
        "parts", "Parts of explainability", Shape.INTERVALS, ("part", "on a scale of 0 to 1", "low", "high"), rows, note=note
    )


def _part(subject: Subject, values: Array, statistic: Statistic, parameters: BootstrapParameters) -> Estimate | Failure:
    """The estimate kept within 0 and 1: what is worse than chance is none, and what is not measured on enough rows is no part."""
    if len(values) < parameters.smallest_n:
        return Failure(f"{len(values)} rows were explained; fewer than {parameters.smallest_n} are not measured")
    item = estimate(subject, values, statistic, parameters)
    value, low, high = (float(np.clip(number, 0.0, 1.0)) for number in (item.value, item.low, item.high))
    return replace(item, value=value, low=low, high=high, draws=item.draws.clip(0.0, 1.0))
