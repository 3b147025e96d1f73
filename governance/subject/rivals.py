"""Every forecast that the model can be held against, on the rows that all of them answer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.superiority import constant
from governance.subject import challenger, variance_challengers
from governance.subject.naive import naive_losses
from governance.subject.outcomes import describe_loss, losses, weights
from governance.subject.subject import Subject
from governance.subject.succession import predecessor

Array = NDArray[np.float64]
# A standard forecast of variance that is a naive forecast under another name.
TWICE = "random walk"


@dataclass(frozen=True)
class Rivals:
    """Weighted losses of the ``model`` (n,) and of its rivals, ``losses`` (n, k), by ``names``; ``absent`` says who is missing and why."""

    names: tuple[str, ...]
    model: Array
    losses: Array
    absent: dict[str, str]


def rivals(subject: Subject, smallest_n: int) -> Rivals | str:
    """Naive forecasts, a declared benchmark, simple challengers, standard variance forecasts and the earlier version, on validation.

    A rival that answers no more than half of the rows, or as another rival or the model does on all of them, is left out. Gathered once
    a subject. A sentence says why there is nothing to compare.
    """
    return subject.once(("rivals", smallest_n), lambda: _gathered(subject, smallest_n))


def _gathered(subject: Subject, smallest_n: int) -> Rivals | str:
    model, weight = losses(subject, Role.VALIDATION), weights(subject, Role.VALIDATION)
    broken = int((~np.isfinite(model)).sum())
    if broken:
        return f"the model's loss is infinite or unknown on {broken} validation rows ({describe_loss(subject)})"
    each, absent = _each(subject)
    kept: dict[str, Array] = {}
    for name, values in each.items():
        reason = _unfit(values, model, kept)
        if reason is None:
            kept[name] = values
        else:
            absent[name] = reason
    if not kept:
        return "no rival answers most of the validation rows otherwise than the model does"
    table = np.column_stack([model, *kept.values()])
    known = np.isfinite(table).all(axis=1)
    if int(known.sum()) < smallest_n:
        return f"only {int(known.sum())} validation rows can be compared"
    table = (weight[:, None] * table)[known]
    return Rivals(tuple(kept), table[:, 0], table[:, 1:], absent)


def _each(subject: Subject) -> tuple[dict[str, Array], dict[str, str]]:
    found = dict(naive_losses(subject, Role.VALIDATION))
    found |= {item.name: item.losses for item in challenger.challengers(subject)}
    absent: dict[str, str] = {}
    if subject.task is Task.VOLATILITY:
        standard = variance_challengers.challengers(subject)
        forecasts = {} if standard is None else standard.forecasts[Role.VALIDATION]
        found |= {
            name: variance_challengers.qlike_losses(subject, Role.VALIDATION, values)
            for name, values in forecasts.items()
            if name != TWICE
        }
    if subject.previous is not None:
        before = predecessor(subject, Role.VALIDATION)
        if isinstance(before, str):
            absent["the earlier version"] = before
        elif before.fair.all():
            found[before.name] = losses(before.subject, Role.VALIDATION)
        else:
            absent[before.name] = "it was trained on validation rows"
    return found, absent


def _unfit(values: Array, model: Array, kept: dict[str, Array]) -> str | None:
    seen = np.isfinite(values)
    if float(seen.mean()) <= 0.5:
        return "it answers no more than half of the rows"
    others = {"the model": model, **kept}
    twin = next((name for name, other in others.items() if _same(values[seen], other[seen])), None)
    return None if twin is None else f"it answers as {twin} does"


def _same(values: Array, other: Array) -> bool:
    both = np.isfinite(other)
    return not both.any() or constant((values - other)[both])
