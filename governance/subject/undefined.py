"""Inputs that nobody defined: values that are missing, infinite, of an unseen category or of another type."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.rows import explained_rows
from governance.subject.bounds import beyond
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
    """
    frame = subject.samples[Role.VALIDATION].features.iloc[explained_rows(subject, rows)].reset_index(drop=True)
    numeric = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name].dtype)]
    others = [name for name in frame.columns if name not in numeric]
    found: list[Probe] = []
    for kind, value in (("missing", np.nan), ("infinite", np.inf), ("minus infinite", -np.inf)):
        found += _together(subject, frame, numeric, kind, _filled(value))
    for kind, names, spoil in (("text", numeric, _as_text), ("missing", others, _emptied), ("unseen category", others, _unseen),
                               ("number", others, _filled(0.5))):  # fmt: skip
        found += [_probe(name, kind, _asked(subject, frame, name, spoil), subject) for name in names]
    return found


def _together(subject: Subject, frame: pd.DataFrame, names: list[Any], kind: str, spoil: Callable[[Any], Any]) -> Iterator[Probe]:
    """All features in one batch; where that fails, one by one, since the failure may be one feature's."""
    if not names:
        return
    scores = subject.scoring.frame(pd.concat([_spoilt(frame, name, spoil) for name in names], ignore_index=True))
    parts: list[Array | Failure] = [] if isinstance(scores, Failure) else list(np.split(scores, len(names)))
    for place, name in enumerate(names):
        yield _probe(name, kind, parts[place] if parts else _asked(subject, frame, name, spoil), subject)


def _asked(subject: Subject, frame: pd.DataFrame, name: Any, spoil: Callable[[Any], Any]) -> Array | Failure:
    return subject.scoring.frame(_spoilt(frame, name, spoil))


def _probe(name: Any, kind: str, scores: Array | Failure, subject: Subject) -> Probe:
    if isinstance(scores, Failure):
        return Probe(str(name), kind, "silent" if scores.silent else "refused")
    return Probe(str(name), kind, "answered", float(beyond(subject, scores[:, -1]).max()))


def _spoilt(frame: pd.DataFrame, name: Any, spoil: Callable[[Any], Any]) -> pd.DataFrame:
    copy = frame.copy(deep=False)
    copy[name] = spoil(frame[name])
    return copy


def _filled(value: float) -> Callable[[Any], Any]:
    return lambda column: pd.Series(value, index=column.index, dtype=float)


def _as_text(column: Any) -> Any:
    return pd.Series(UNSEEN, index=column.index)


def _emptied(column: Any) -> Any:
    return pd.Series([None] * len(column), index=column.index, dtype=column.dtype)


def _unseen(column: Any) -> Any:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return _as_text(column)
    return pd.Series(pd.Categorical([UNSEEN] * len(column), [*column.cat.categories, UNSEEN]), index=column.index)
