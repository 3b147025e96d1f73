"""Inputs that nobody defined: values that are missing, infinite, of an unseen category or of another type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.rows import explained_rows
from governance.subject.bounds import beyond
from governance.subject.copies import changed, emptied, is_number, scored_each
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
UNSEEN = "a value that was never seen"


@dataclass(frozen=True)
class Probe:
    """One kind of undefined value put into one feature of a few rows.

    ``outcome`` is *refused* (the model raised an error), *answered* or *silent* (it gave something that is no answer and said nothing);
    ``distance`` is how far its furthest answer lay beyond the usual range (`beyond`), None where there is none.
    """

    feature: str
    kind: str
    outcome: str
    distance: float | None = None


def probes(subject: Subject, rows: int) -> list[Probe]:
    """Every feature with each kind of undefined value that it can be handed, in ``rows`` validation rows.

    A number may be missing, infinite either way, or text; anything else may be missing, a category that was never seen, or a number.
    Only what leaves numbers numbers is asked in one batch: other types would spread to the other rows of it.
    """
    frame = subject.samples[Role.VALIDATION].features.iloc[explained_rows(subject, rows)].reset_index(drop=True)
    numbers = [name for name in frame.columns if is_number(frame[name])]
    others = [name for name in frame.columns if name not in numbers]
    found: list[Probe] = []
    for kind, spoil in (("missing", emptied), ("infinite", _filled(np.inf)), ("minus infinite", _filled(-np.inf))):
        scores = scored_each(subject, [changed(frame, name, spoil(frame[name])) for name in numbers])
        found += [_probe(subject, name, kind, one) for name, one in zip(numbers, scores, strict=True)]
    alone = (("text", numbers, _as_text), ("missing", others, emptied), ("unseen category", others, _unseen))
    for kind, names, spoil in (*alone, ("number", others, _filled(0.5))):
        copies = ((name, changed(frame, name, spoil(frame[name]))) for name in names)
        found += [_probe(subject, name, kind, subject.scoring.frame(copy)) for name, copy in copies]
    return found


def _probe(subject: Subject, name: Any, kind: str, scores: Array | Failure) -> Probe:
    if isinstance(scores, Failure):
        return Probe(str(name), kind, "silent" if scores.silent else "refused")
    return Probe(str(name), kind, "answered", float(beyond(subject, scores[:, -1]).max()))


def _filled(value: float) -> Callable[[Any], Any]:
    return lambda column: pd.Series(value, index=column.index, dtype=float)


def _as_text(column: Any) -> Any:
    return pd.Series(UNSEEN, index=column.index)


def _unseen(column: Any) -> Any:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return _as_text(column)
    return pd.Series(pd.Categorical([UNSEEN] * len(column), [*column.cat.categories, UNSEEN]), index=column.index)
